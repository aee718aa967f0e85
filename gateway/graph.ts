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
import type { ClientIdentity } from '@soko/auth';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { readAccessRules } from './authorization/access-rules.ts';
import { withoutAuthDirectives } from './authorization/without-auth-directives.ts';
import { createContext, type GatewayContext, type LiveContext } from './context.ts';
import type { GatewayEnv } from './env.ts';
import { maskError } from './errors/mask-error.ts';
import { apolloLogger } from './execution/apollo-logger.ts';
import { createGateway, type SubgraphAddress, type TransportFor } from './execution/create-gateway.ts';
import { subgraphsIn } from './execution/subgraphs-in.ts';
import { certainRootField } from './limits/certain-root-field.ts';
import { maxAliases } from './limits/max-aliases.ts';
import { maxDepth } from './limits/max-depth.ts';
import { maxRootFields } from './limits/max-root-fields.ts';
import type { Metrics } from './metrics.ts';
import { authorize } from './plugins/authorize.ts';
import { checkVariables } from './plugins/check-variables.ts';
import { finishAnswer } from './plugins/finish-answer.ts';
import { limitCost } from './plugins/limit-cost.ts';
import { onlyLive } from './plugins/only-live.ts';
import { recordOperation } from './plugins/record-operation.ts';
import { reportFaults } from './plugins/report-faults.ts';
import { requireOperation } from './plugins/require-operation.ts';
import { serverTiming } from './plugins/server-timing.ts';
import { type Feeds, readFeeds } from './subscriptions/read-feeds.ts';

/** An operation, as a client sends it. */
export interface Operation {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

/** What a client gets: without `data` when nothing was executed. */
export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/** One supergraph, ready to be asked: its schema, its rules, its planner, its subgraphs. */
export interface Graph {
  supergraphSdl: string;
  subgraphs: readonly SubgraphAddress[];
  /** Which events its subscriptions answer. */
  feeds: Feeds;
  handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  /** The same without HTTP. A subscription is executed once, for the event in `live`. */
  answer(operation: Operation, identity: ClientIdentity, live?: LiveContext): Promise<Answer>;
  /** Ends it once the operations it is answering are answered. */
  retire(): Promise<void>;
  /** Ends it at once. */
  stop(): Promise<void>;
}

export interface GraphOptions {
  env: GatewayEnv;
  transportFor: TransportFor;
  metrics: Metrics;
  log: Logger;
}

const nothingForApollo = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/** In this order an operation passes them; answers pass them in the same order. */
const pluginsOf = (supergraphSdl: string, { env, metrics, log }: GraphOptions) => [
  requireOperation(),
  onlyLive(),
  checkVariables(),
  limitCost(env.MAX_COST),
  authorize(readAccessRules(supergraphSdl)),
  reportFaults(log),
  finishAnswer(log),
  recordOperation({ metrics, log }),
  ...(env.NODE_ENV === 'development' ? [serverTiming()] : []),
  ...nothingForApollo,
];

function createServer(supergraphSdl: string, options: GraphOptions): ApolloServer<GatewayContext> {
  const { env, log } = options;
  const isProduction = env.NODE_ENV === 'production';
  return new ApolloServer<GatewayContext>({
    gateway: createGateway({ ...options, supergraphSdl: withoutAuthDirectives(supergraphSdl) }),
    logger: apolloLogger(log),
    nodeEnv: env.NODE_ENV,
    introspection: env.INTROSPECTION ?? !isProduction,
    hideSchemaDetailsFromClientErrors: isProduction,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxTokens: env.MAX_TOKENS },
    validationRules: [
      certainRootField,
      maxDepth(env.MAX_DEPTH),
      maxAliases(env.MAX_ALIASES),
      maxRootFields(env.MAX_ROOT_FIELDS),
    ],
    formatError: maskError,
    plugins: pluginsOf(supergraphSdl, options),
  });
}

/** Counts the requests under way, and tells when there are none. */
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

async function answer(
  server: ApolloServer<GatewayContext>,
  operation: Operation,
  contextValue: GatewayContext,
): Promise<Answer> {
  const { body } = await server.executeOperation(operation as never, { contextValue });
  if (body.kind !== 'single') throw new Error('Nothing here is answered in parts.');
  const { data, errors } = body.singleResult;
  return { ...(data === undefined ? {} : { data }), ...(errors ? { errors } : {}) };
}

/** Loads a supergraph. Throws when it is not good. Its subgraphs need not be there yet. */
export async function loadGraph(supergraphSdl: string, options: GraphOptions): Promise<Graph> {
  const server = createServer(supergraphSdl, options);
  await server.start();
  const handler = fastifyApolloHandler(server, { context: async ({ identity }) => createContext(identity) });
  const inFlight = createInFlight();
  return {
    supergraphSdl,
    subgraphs: subgraphsIn(supergraphSdl),
    feeds: readFeeds(supergraphSdl),
    answer: (operation, identity, live) => inFlight.run(() => answer(server, operation, createContext(identity, live))),
    handle: (request, reply) => inFlight.run(async () => handler.call(request.server, request, reply)),
    async retire() {
      await inFlight.settled();
      await server.stop();
    },
    stop: () => server.stop(),
  };
}
