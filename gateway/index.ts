import type { Keys } from '@soko/env/keys';
import { notFound } from '@soko/errors';
import { createLimits } from '@soko/limits';
import type { Logger } from '@soko/log';
import { createDrain, type SubgraphTransport } from '@soko/subgraph';
import Fastify, { type FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { createAccounts } from './authentication/accounts.ts';
import type { Authenticate } from './authentication/authenticate.ts';
import type { KeySource } from './authentication/key-source.ts';
import { compressAnswers } from './compress-answers.ts';
import type { ErrorRule } from './config/gateway-config.ts';
import { identifyRequest } from './context.ts';
import { registerCors } from './cors.ts';
import { type Documents, openDocuments } from './documents/documents.ts';
import { drainGateway } from './drain-gateway.ts';
import { allowsIntrospection, type GatewayEnv } from './env.ts';
import { answerHttpError } from './errors/answer-http-error.ts';
import type { SubscribeFor, TransportFor } from './execution/create-gateway.ts';
import { type CurrentGraph, serveCurrentGraph } from './execution/current-graph.ts';
import type { TextSource } from './execution/text-file.ts';
import { loadGraph } from './graph.ts';
import { limitConnections } from './limit-connections.ts';
import { createTraffic, type Traffic } from './limits/traffic.ts';
import { createMetrics } from './metrics.ts';
import { requireKnownPage } from './require-known-page.ts';
import { graphqlRoute } from './routes/graphql.ts';
import { addOperations, type OperationsOptions, startOperationsServer } from './operations-server.ts';
import { type Check, createDependencyChecks, probeSubgraph } from './routes/health.ts';
import { jwksRoute } from './routes/jwks.ts';
import { createPlayground, type Playground } from './routes/playground.ts';
import { restPath, restRoutes } from './rest/rest-routes.ts';
import type { RouteGroup } from './rest/route.ts';
import { routeTable } from './rest/table/index.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions/create-subscriptions.ts';
import type { EventSource } from './subscriptions/followed-topics.ts';
import { routeUpgrades } from './subscriptions/route-upgrades.ts';

export { type KeySource, localKeys, remoteKeys } from './authentication/key-source.ts';
export { type GatewayEnv, gatewayEnv } from './env.ts';
export type { SubgraphAddress, TransportFor } from './execution/create-gateway.ts';
export { createHttpTransport, type HttpTransport } from './execution/http-transport.ts';
export { supergraphFile, type TextSource } from './execution/text-file.ts';
export type { EventSource } from './subscriptions/followed-topics.ts';
export { forwardPath } from './routes/forward-path.ts';

export interface GatewayOptions {
  env: GatewayEnv;
  log: Logger;
  supergraph: TextSource;
  /** Time until a refused supergraph is tried again, at first. Default 10 s. */
  supergraphRetryMs?: number;
  /** Throws for a supergraph that shall not be served. */
  checkSupergraph?: (supergraphSdl: string) => void;
  transportFor: TransportFor;
  /** Sends equal queries to a subgraph once that run at the same time for one viewer. For subgraphs in other processes. */
  sharesQueries?: boolean;
  /** Subscribes at subgraphs that serve their subscriptions themselves. Default: none does. */
  subscribeFor?: SubscribeFor;
  /** The keys of Soko's own access tokens. */
  keys?: KeySource;
  /** The users subgraph. It resolves API keys, and tells which sessions and rights ended. */
  users?: SubgraphTransport;
  /** Names of the headers that some subgraph gets as clients send them. Default: none. */
  forwards?: readonly string[];
  /** Which errors of a subgraph clients get. Default: those with a code of the closed list. */
  errorRuleOf?: (subgraph: string) => ErrorRule;
  /** Whether `/health/ready` asks a subgraph. Default: all are asked. */
  isProbed?: (subgraph: string) => boolean;
  /** The source of the events that subscriptions report. Without it, subscriptions are refused. */
  events?: EventSource;
  /** Seal the cursors of subscriptions. Gateways with the same keys accept each other's cursors. */
  cursorKeys?: Keys;
  /** The folder of the built playground. */
  playgroundFolder: string;
  /** The routes of the REST façade. Default: those of Soko that fit the supergraph. */
  rest?: readonly RouteGroup[];
  /** The process's metrics, to which the gateway adds its own. */
  registry?: Registry;
  /** Further dependencies that `/health/ready` checks, beside the subgraphs. */
  checks?: Record<string, Check>;
  /** HTTP routes of subgraphs, served at the gateway's address. */
  routes?(app: FastifyInstance): void | Promise<void>;
}

export interface Gateway {
  url: string;
  /** The address of the metrics and the detailed health: that of `METRICS_PORT`, or `url`; null when they are not served. */
  operationsUrl: string | null;
  /** Stops accepting requests, finishes those that are running, then ends. */
  close(): Promise<void>;
}

/**
 * Starts the gateway. A request passes these steps in order: ids and address (`identifyRequest`), authentication
 * (`createAccounts`), size of the body, cross-site forgery, parsing and limits (`loadGraph`), auth directives
 * (`plugins/authorize`), planning and fetching (`execution/`), masking (`errors/mask-error`), HTTP status
 * (`plugins/finish-response`), log and metrics (`plugins/record-operation`).
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { env, log, transportFor, registry = new Registry() } = options;
  const metrics = createMetrics(registry);
  const limits = createLimits({ redisUrl: env.REDIS_URL, log });
  const traffic = createTraffic(env, limits);
  metrics.limitsFallback(() => limits.isFallingBack());
  const accounts = createAccounts({ env, keys: options.keys, users: options.users, log });
  const { authenticate, ended } = accounts;
  const documents = await openDocuments(env, log);
  const graphs = await serveCurrentGraph({
    source: options.supergraph,
    build: async (supergraphSdl) => {
      options.checkSupergraph?.(supergraphSdl);
      return loadGraph(supergraphSdl, {
        env,
        transportFor,
        subscribeFor: options.subscribeFor,
        errorRuleOf: options.errorRuleOf,
        sharesQueries: options.sharesQueries,
        documents,
        traffic,
        ended,
        metrics,
        log,
      });
    },
    retryMs: options.supergraphRetryMs ?? 10_000,
    metrics,
    log,
  }).catch((error: unknown) => {
    limits.close();
    documents.close();
    throw error;
  });
  const draining = { now: false };
  const app = createApp(env, { log, draining, forwards: options.forwards ?? [] });
  const drain = createDrain(app.server);
  const { sockets, streams, clients, followed } = createSubscriptions({
    ...options,
    graphs,
    documents,
    metrics,
    traffic,
    authenticate,
  });
  const following = accounts.follow((concerns) => clients.closeEnded(concerns));
  const operations: OperationsOptions = {
    env,
    registry,
    readDependencies: createDependencyChecks(() => ({ ...options.checks, ...probesOf(graphs, options) })),
    isDraining: () => draining.now,
  };
  let operationsServer: FastifyInstance | null = null;
  try {
    await addRoutes(app, { ...options, ...operations, sockets, streams, documents, traffic, authenticate }, graphs);
    operationsServer = await startOperationsServer(operations);
    await following.first;
    await app.listen({ port: env.PORT, host: env.HOST });
  } catch (error) {
    await Promise.all([app.close(), operationsServer?.close(), followed.close(), following.close(), graphs.close()]);
    limits.close();
    documents.close();
    throw error;
  }
  const url = addressOf(app);
  let closing: Promise<void> | null = null;
  return {
    url,
    operationsUrl: operationsServer ? addressOf(operationsServer) : env.NODE_ENV === 'production' ? null : url,
    close: () =>
      (closing ??= drainGateway({ app, drain, clients }, env, draining)
        .then(() => Promise.all([followed.close(), following.close()]))
        .then(() => graphs.close())
        .then(() => documents.close())
        .then(() => operationsServer?.close())
        .then(() => limits.close())),
  };
}

/** Time to receive the headers of a request. */
const headersTimeoutMs = 10_000;

/** Time to receive a whole request, uploads included. */
const requestTimeoutMs = 120_000;

function createApp(
  env: GatewayEnv,
  { log, draining, forwards }: { log: Logger; draining: { now: boolean }; forwards: readonly string[] },
): FastifyInstance {
  const app = Fastify({
    bodyLimit: env.BODY_LIMIT_BYTES,
    trustProxy: env.TRUST_PROXY,
    // Time to receive headers and body: slow senders must not hold connections.
    http: { headersTimeout: headersTimeoutMs },
    requestTimeout: requestTimeoutMs,
    // A busy machine takes its time to start, which is no failure.
    pluginTimeout: 0,
    // A request that arrives before its connection is closed is handled as usual.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  app.decorateRequest('identity');
  app.addHook('onRequest', async (request, reply) => {
    request.identity = identifyRequest(request, { trustsProxies: env.TRUST_PROXY !== false, forwards });
    reply.header('x-request-id', request.identity.requestId);
    reply.header('x-correlation-id', request.identity.correlationId);
    reply.header('x-content-type-options', 'nosniff');
  });
  app.addHook('onSend', async (_request, reply) => {
    if (draining.now) reply.header('connection', 'close');
  });
  limitConnections(app, env, log);
  app.setErrorHandler(answerHttpError(log));
  app.setNotFoundHandler(async (request) => {
    throw notFound(`${request.method} ${request.url.split('?')[0]}`);
  });
  return app;
}

function playgroundOf({ env, playgroundFolder }: GatewayOptions): Playground | null {
  const isProduction = env.NODE_ENV === 'production';
  if (!(env.PLAYGROUND ?? !isProduction)) return null;
  return createPlayground(playgroundFolder, { hasDemoAccounts: !isProduction });
}

async function addRoutes(
  app: FastifyInstance,
  options: GatewayOptions &
    OperationsOptions &
    Pick<Subscriptions, 'sockets' | 'streams'> & { documents: Documents; traffic: Traffic; authenticate: Authenticate },
  graphs: CurrentGraph,
): Promise<void> {
  const playground = playgroundOf(options);
  const requirePage = requireKnownPage(options.env);
  await registerCors(app, options.env);
  await compressAnswers(app);
  routeUpgrades(app);
  await app.register(
    graphqlRoute({ ...options, graphs, servesSchema: allowsIntrospection(options.env), playground, requirePage }),
  );
  const { rest = routeTable } = options;
  if (rest.length > 0) await app.register(restRoutes(rest, { ...options, graphs, requirePage }), { prefix: restPath });
  if (playground) {
    await app.register(async (scope) => {
      scope.addHook('onRequest', async (request) => requirePage(request));
      await playground.routes(scope);
    });
  }
  await app.register(async (scope) => options.routes?.(scope));
  // In one process with the users subgraph, that subgraph has already added the route.
  if (options.keys && !app.hasRoute({ method: 'GET', url: '/.well-known/jwks.json' }))
    await app.register(jwksRoute(options.keys));
  await addOperations(app, options);
}

const probesOf = (
  graphs: CurrentGraph,
  { transportFor, isProbed = () => true }: GatewayOptions,
): Record<string, Check> =>
  Object.fromEntries(
    graphs
      .get()
      .subgraphs.filter(({ name }) => isProbed(name))
      .map((subgraph) => [subgraph.name, probeSubgraph(transportFor(subgraph))]),
  );

function addressOf(app: FastifyInstance): string {
  const [address] = app.addresses();
  if (!address || typeof address === 'string') throw new Error('The gateway does not listen on a port.');
  const host = /^(0\.0\.0\.0|::)$/.test(address.address) ? 'localhost' : address.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
