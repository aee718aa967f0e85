import { readEnv } from '@soko/env';
import { createLogger } from '@soko/log';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { gatewayServiceEnv, subgraphEnv } from './env.ts';
import type { SubgraphAddress } from './execution/create-gateway.ts';
import { createHttpTransport, type HttpTransport } from './execution/http-transport.ts';
import { subgraphsIn } from './execution/subgraphs-in.ts';
import { type EventSource, forwardPath, type Gateway, remoteKeys, startGateway, supergraphFile } from './index.ts';

type Variables = Record<string, string | undefined>;
type ServiceEnv = z.infer<z.ZodObject<typeof gatewayServiceEnv>>;

/** The address of a subgraph: `<NAME>_URL`, or its routing URL in the supergraph. */
function locateSubgraph({ name, url: routingUrl }: SubgraphAddress, source: Variables) {
  const own = readEnv(subgraphEnv(name), source);
  const url = own[`${name.toUpperCase()}_URL`] ?? routingUrl;
  if (typeof url !== 'string')
    throw new Error(`Set ${name.toUpperCase()}_URL: the supergraph has no routing URL for ${name}.`);
  return { url, timeoutMs: own[`${name.toUpperCase()}_TIMEOUT_MS`] as number | undefined };
}

/** One transport per subgraph and address, kept when the supergraph changes. */
function createTransports(env: ServiceEnv, source: Variables) {
  const transports = new Map<string, HttpTransport>();
  const open = (subgraph: SubgraphAddress): HttpTransport => {
    const { url, timeoutMs = env.SUBGRAPH_TIMEOUT_MS } = locateSubgraph(subgraph, source);
    const key = `${subgraph.name} ${url}`;
    const known = transports.get(key);
    if (known) return known;
    const transport = createHttpTransport({
      subgraph: subgraph.name,
      url,
      timeoutMs,
      serviceKey: env.SOKO_SERVICE_KEY,
      withOldSignatures: env.SOKO_OLD_SIGNATURES,
      connections: env.SUBGRAPH_CONNECTIONS,
      maxResponseBytes: env.SUBGRAPH_MAX_RESPONSE_BYTES,
    });
    transports.set(key, transport);
    return transport;
  };
  return {
    transportFor: (subgraph: SubgraphAddress) => open(subgraph).send,
    close: async () => {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}

/** The users subgraph publishes its public keys at this path. */
const jwksUrlOf = (usersUrl: string): string => new URL('/.well-known/jwks.json', usersUrl).href;

/** Serves the HTTP routes of subgraphs under the gateway's address. */
const forwardRoutes = (env: ServiceEnv, addressOf: (name: string) => string) => async (app: FastifyInstance) => {
  for (const { subgraph, prefix } of env.FORWARDED_PATHS) {
    await app.register(forwardPath({ prefix, url: new URL('/', addressOf(subgraph)).href }));
  }
};

/**
 * Runs the gateway as its own process: every subgraph is another process, reached over signed HTTP, and `events` is the
 * bus that they publish to. The caller calls `close()` on SIGTERM; no request is lost.
 */
export async function startGatewayService(
  source: Variables,
  { events }: { events?: EventSource } = {},
): Promise<Gateway> {
  const env = readEnv(gatewayServiceEnv, source);
  const log = createLogger({ name: 'gateway', level: env.LOG_LEVEL, format: env.LOG_FORMAT });
  const supergraph = supergraphFile(env.SUPERGRAPH_PATH, { pollMs: env.SUPERGRAPH_POLL_MS, log });
  const subgraphs = subgraphsIn(await supergraph.read());
  const named = (name: string): SubgraphAddress => subgraphs.find((subgraph) => subgraph.name === name) ?? { name };
  const { transportFor, close } = createTransports(env, source);
  const gateway = await startGateway({
    env,
    log,
    supergraph,
    transportFor,
    sharesQueries: env.SUBGRAPH_SHARED_QUERIES,
    keys: remoteKeys(env.USERS_JWKS_URL ?? jwksUrlOf(locateSubgraph(named('users'), source).url)),
    users: transportFor(named('users')),
    ...(events ? { events } : {}),
    cursorKeys: env.SOKO_SERVICE_KEY,
    playgroundFolder: env.PLAYGROUND_DIR,
    routes: forwardRoutes(env, (name) => locateSubgraph(named(name), source).url),
  });
  return { ...gateway, close: () => gateway.close().then(close) };
}
