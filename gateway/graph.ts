import type { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Logger } from '@soko/log';
import { inSpan, traceRequest } from '@soko/tracing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, type GraphQLFormattedError, type GraphQLSchema, printSchema } from 'graphql';
import type { EndedList } from './authentication/ended-access.ts';
import type { ErrorRule } from './config/gateway-config.ts';
import { readAccessRules } from './authorization/access-rules.ts';
import { withoutAuthDirectives } from './authorization/without-auth-directives.ts';
import { createContext, type GatewayContext, type GatewayIdentity, type LiveContext } from './context.ts';
import type { Documents } from './documents/documents.ts';
import { allowsIntrospection, type GatewayEnv } from './env.ts';
import { createMask, type Mask } from './errors/create-mask.ts';
import { withoutSuggestion } from './errors/without-suggestion.ts';
import { apolloLogger } from './execution/apollo-logger.ts';
import {
  createGateway,
  type SubgraphAddress,
  type SubscribeFor,
  type TransportFor,
} from './execution/create-gateway.ts';
import { createRecentValues } from './execution/recent-values.ts';
import { subgraphsIn } from './execution/subgraphs-in.ts';
import { checkLiterals } from './limits/check-literals.ts';
import { unconditionalRootField } from './limits/unconditional-root-field.ts';
import { maxAliases } from './limits/max-aliases.ts';
import { maxDepth } from './limits/max-depth.ts';
import { maxDirectives } from './limits/max-directives.ts';
import { maxRootFields } from './limits/max-root-fields.ts';
import { limitPageSizes } from './limits/page-sizes.ts';
import { readCosts } from './limits/read-costs.ts';
import type { Traffic } from './limits/traffic.ts';
import type { Metrics } from './metrics.ts';
import { authorize } from './plugins/authorize.ts';
import { finishResponse } from './plugins/finish-response.ts';
import { limitCost } from './plugins/limit-cost.ts';
import { requireSocket } from './plugins/require-socket.ts';
import { recordOperation } from './plugins/record-operation.ts';
import { reportFaults } from './plugins/report-faults.ts';
import { requireOperation } from './plugins/require-operation.ts';
import { serverTiming } from './plugins/server-timing.ts';
import { validateVariables } from './plugins/validate-variables.ts';
import { type Feeds, readFeeds } from './subscriptions/read-feeds.ts';

/** An operation as a client sends it. */
export interface Operation {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

/** The result of an operation; without `data` when nothing was executed. */
export interface OperationResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/** One loaded supergraph: its schema, access rules, planner and subgraphs. */
export interface Graph {
  supergraphSdl: string;
  subgraphs: readonly SubgraphAddress[];
  /** The schema as clients see it. */
  schema: GraphQLSchema;
  /** The same in the language of schemas. */
  apiSdl(): string;
  /** The topics of each subscription field. */
  feeds: Feeds;
  handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  /** Executes an operation without HTTP. A subscription is executed once, for the event in `live`. */
  execute(operation: Operation, identity: GatewayIdentity, live?: LiveContext): Promise<OperationResult>;
  /** Stops it after its running operations have finished. */
  retire(): Promise<void>;
  /** Stops it at once. */
  stop(): Promise<void>;
}

export interface GraphOptions {
  env: GatewayEnv;
  transportFor: TransportFor;
  subscribeFor?: SubscribeFor | undefined;
  /** Which errors of a subgraph clients get. Default: those with a code of the closed list. */
  errorRuleOf?: ((subgraph: string) => ErrorRule) | undefined;
  sharesQueries?: boolean | undefined;
  documents: Documents;
  traffic: Traffic;
  /** The access that ended. */
  ended: EndedList;
  metrics: Metrics;
  log: Logger;
}

const disabledApolloPlugins = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/** Requests pass the plugins in this order, and so do responses. */
const pluginsOf = (supergraphSdl: string, { env, traffic, ended, metrics, log }: GraphOptions, mask: Mask) => [
  requireOperation(),
  requireSocket(),
  validateVariables({
    listsValues: allowsIntrospection(env),
    limits: {
      maxBytes: env.MAX_VARIABLES_BYTES,
      maxValues: env.MAX_VARIABLES_VALUES,
      maxDepth: env.MAX_VARIABLES_DEPTH,
    },
  }),
  ...(env.MAX_PAGE_SIZE === undefined ? [] : [limitPageSizes(env.MAX_PAGE_SIZE, readCosts(supergraphSdl))]),
  limitCost(env.MAX_COST, traffic, readCosts(supergraphSdl)),
  authorize(readAccessRules(supergraphSdl), ended),
  reportFaults(log, mask),
  finishResponse(log),
  recordOperation({ metrics, log }),
  ...(env.NODE_ENV === 'development' ? [serverTiming()] : []),
  ...disabledApolloPlugins,
];

function createServer(
  gateway: ApolloGateway,
  supergraphSdl: string,
  options: GraphOptions,
): ApolloServer<GatewayContext> {
  const { env, log } = options;
  const isProduction = env.NODE_ENV === 'production';
  const mask = createMask(options.errorRuleOf ?? (() => 'known'));
  return new ApolloServer<GatewayContext>({
    gateway,
    logger: apolloLogger(log),
    nodeEnv: env.NODE_ENV,
    introspection: allowsIntrospection(env),
    hideSchemaDetailsFromClientErrors: isProduction,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: options.documents.cache ? { cache: options.documents.cache } : false,
    documentStore: createRecentValues<DocumentNode>(),
    parseOptions: { maxTokens: env.MAX_TOKENS },
    validationRules: [
      unconditionalRootField,
      maxDepth(env.MAX_DEPTH),
      maxAliases(env.MAX_ALIASES),
      maxRootFields(env.MAX_ROOT_FIELDS),
      maxDirectives(env.MAX_DIRECTIVES),
      checkLiterals({ listsValues: allowsIntrospection(env) }),
    ],
    formatError: (formatted, error) => mask(isProduction ? withoutSuggestion(formatted) : formatted, error),
    plugins: pluginsOf(supergraphSdl, options, mask),
  });
}

/** Counts the running requests; `settled` resolves when there are none. */
function createInFlight(): { run<T>(work: () => Promise<T>): Promise<T>; settled(): Promise<void> } {
  let count = 0;
  let onSettled: (() => void) | null = null;
  return {
    async run(work) {
      count += 1;
      try {
        return await work();
      } finally {
        count -= 1;
        if (count === 0) onSettled?.();
      }
    },
    settled: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => (onSettled = resolve))),
  };
}

async function executeOperation(
  server: ApolloServer<GatewayContext>,
  operation: Operation,
  contextValue: GatewayContext,
): Promise<OperationResult> {
  const { body } = await server.executeOperation(operation as never, { contextValue });
  if (body.kind !== 'single') throw new Error('Incremental delivery is not supported.');
  const { data, errors } = body.singleResult;
  return { ...(data === undefined ? {} : { data }), ...(errors ? { errors } : {}) };
}

/** Loads a supergraph. Throws for an invalid one. Its subgraphs need not be reachable yet. */
export async function loadGraph(supergraphSdl: string, options: GraphOptions): Promise<Graph> {
  const gateway = createGateway({ ...options, supergraphSdl: withoutAuthDirectives(supergraphSdl) });
  const server = createServer(gateway, supergraphSdl, options);
  let apiSdl: string | null = null;
  await server.start();
  const handler = fastifyApolloHandler(server, { context: async ({ identity }) => createContext(identity) });
  const inFlight = createInFlight();
  return {
    supergraphSdl,
    subgraphs: subgraphsIn(supergraphSdl),
    feeds: readFeeds(supergraphSdl),
    schema: gateway.schema!,
    apiSdl: () => (apiSdl ??= `${printSchema(gateway.schema!).trimEnd()}\n`),
    execute: (operation, identity, live) =>
      inFlight.run(() => {
        const work = () => executeOperation(server, operation, createContext(identity, live));
        // For an event, it is a part of the event's trace.
        return live?.event ? inSpan('operation', {}, work) : traceRequest('operation', {}, work);
      }),
    handle: (request, reply) =>
      inFlight.run(() =>
        traceRequest('operation', { traceparent: request.headers['traceparent'] }, async () =>
          handler.call(request.server, request, reply),
        ),
      ),
    async retire() {
      await inFlight.settled();
      await server.stop();
    },
    stop: () => server.stop(),
  };
}
