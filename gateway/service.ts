import { readEnv } from '@soko/env';
import { createLogger } from '@soko/log';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { gatewayServiceEnv, subgraphEnv } from './env.ts';
import type { SubgraphAddress } from './execution/create-gateway.ts';
import { createHttpTransport, type HttpTransport } from './execution/http-transport.ts';
import { subgraphsIn } from './execution/subgraphs-in.ts';
import {
  createApiKeyResolver,
  type EventSource,
  forward,
  type Gateway,
  remoteKeys,
  startGateway,
  supergraphFile,
} from './index.ts';

type Variables = Record<string, string | undefined>;
type ServiceEnv = z.infer<z.ZodObject<typeof gatewayServiceEnv>>;

/** Where a subgraph is: `<NAME>_URL`, or where the supergraph says. */
function whereIs({ name, url: routingUrl }: SubgraphAddress, source: Variables) {
  const own = readEnv(subgraphEnv(name), source);
  const url = own[`${name.toUpperCase()}_URL`] ?? routingUrl;
  if (typeof url !== 'string')
    throw new Error(`Set ${name.toUpperCase()}_URL: the supergraph does not say where ${name} is.`);
  return { url, timeoutMs: own[`${name.toUpperCase()}_TIMEOUT_MS`] as number | undefined };
}

/** One transport per address, kept over changes of the supergraph. */
function createTransports(env: ServiceEnv, source: Variables) {
  const transports = new Map<string, HttpTransport>();
  const open = (subgraph: SubgraphAddress): HttpTransport => {
    const { url, timeoutMs = env.SUBGRAPH_TIMEOUT_MS } = whereIs(subgraph, source);
    const known = transports.get(url);
    if (known) return known;
    const transport = createHttpTransport({
      url,
      timeoutMs,
      serviceKey: env.SOKO_SERVICE_KEY,
      connections: env.SUBGRAPH_CONNECTIONS,
      maxResponseBytes: env.SUBGRAPH_MAX_RESPONSE_BYTES,
    });
    transports.set(url, transport);
    return transport;
  };
  return {
    transportFor: (subgraph: SubgraphAddress) => open(subgraph).send,
    close: async () => {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}

/** The users subgraph publishes its keys beside its GraphQL endpoint. */
const jwksUrlOf = (usersUrl: string): string => new URL('/.well-known/jwks.json', usersUrl).href;

/** The HTTP routes of subgraphs, at the gateway's address as they are in one process. */
const forwardRoutes = (env: ServiceEnv, addressOf: (name: string) => string) => async (app: FastifyInstance) => {
  for (const { subgraph, prefix } of env.FORWARDED_PATHS) {
    await app.register(forward({ prefix, url: new URL('/', addressOf(subgraph)).href }));
  }
};

/**
 * Runs the gateway alone: every subgraph is another process, reached over signed HTTP, and `events` is the bus that they
 * publish to. The caller ends it on SIGTERM
 * with `close()`, which loses no request.
 */
export async function startGatewayService(
  source: Variables,
  { events }: { events?: EventSource } = {},
): Promise<Gateway> {
  const env = readEnv(gatewayServiceEnv, source);
  const log = createLogger({ name: 'gateway', level: env.LOG_LEVEL });
  const supergraph = supergraphFile(env.SUPERGRAPH_PATH, { pollMs: env.SUPERGRAPH_POLL_MS, log });
  const subgraphs = subgraphsIn(await supergraph.read());
  const named = (name: string): SubgraphAddress => subgraphs.find((subgraph) => subgraph.name === name) ?? { name };
  const { transportFor, close } = createTransports(env, source);
  const gateway = await startGateway({
    env,
    log,
    supergraph,
    transportFor,
    keys: remoteKeys(env.USERS_JWKS_URL ?? jwksUrlOf(whereIs(named('users'), source).url)),
    resolveApiKey: createApiKeyResolver(transportFor(named('users'))),
    ...(events ? { events } : {}),
    playgroundFolder: env.PLAYGROUND_DIR,
    routes: forwardRoutes(env, (name) => whereIs(named(name), source).url),
  });
  return { url: gateway.url, close: () => gateway.close().then(close) };
}
