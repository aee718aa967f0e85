import { BadEnvironment, readEnv } from '@soko/env';
import { createLogger } from '@soko/log';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { anyGatewayEnv } from './config/any-gateway-env.ts';
import { checkSupergraph } from './config/check-supergraph.ts';
import { forwardedHeaders, type GatewayConfig, rulesFor, sokoConfig, usesCallbacks } from './config/gateway-config.ts';
import { gatewayServiceEnv } from './env.ts';
import type { SubgraphAddress } from './execution/create-gateway.ts';
import { createHttpTransports, type HttpTransports } from './execution/http-transports.ts';
import { subgraphsIn } from './execution/subgraphs-in.ts';
import { supergraphAt } from './execution/supergraph-url.ts';
import { type EventSource, forwardPath, type Gateway, remoteKeys, startGateway } from './index.ts';
import { routeTable } from './rest/table/index.ts';

type Variables = Record<string, string | undefined>;
type ServiceEnv = Omit<z.infer<z.ZodObject<typeof gatewayServiceEnv>>, 'SOKO_SERVICE_KEY'> & {
  SOKO_SERVICE_KEY?: string | undefined;
};

/** The users subgraph publishes its public keys at this path. */
const jwksUrlOf = (usersUrl: string): string => new URL('/.well-known/jwks.json', usersUrl).href;

/** Serves the HTTP routes of subgraphs under the gateway's address. */
const forwardRoutes = (env: ServiceEnv, addressOf: (name: string) => string) => async (app: FastifyInstance) => {
  for (const { subgraph, prefix } of env.FORWARDED_PATHS) {
    await app.register(forwardPath({ prefix, url: new URL('/', addressOf(subgraph)).href }));
  }
};

const unreadable =
  ({ SUPERGRAPH_PATH: place }: ServiceEnv) =>
  (error: Error): never => {
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new BadEnvironment(`The supergraph ${place} cannot be read (${message})`);
  };

/** The subgraph with the accounts of Soko, if the gateway has one. */
const accountsOf = (
  name: string,
  env: ServiceEnv,
  named: (name: string) => SubgraphAddress,
  transports: HttpTransports,
) => ({
  keys: remoteKeys(env.USERS_JWKS_URL ?? jwksUrlOf(transports.locate(named(name)).url)),
  users: transports.transportFor(named(name)),
});

/**
 * Runs the gateway as its own process: every subgraph is another process, and `events` is the bus that they publish to. The
 * caller calls `close()` on SIGTERM; no request is lost.
 */
export async function startGatewayService(
  source: Variables,
  { events, config = sokoConfig }: { events?: EventSource; config?: GatewayConfig } = {},
): Promise<Gateway> {
  const env: ServiceEnv = readEnv(config === sokoConfig ? gatewayServiceEnv : anyGatewayEnv, source);
  const log = createLogger({ name: 'gateway', level: env.LOG_LEVEL, format: env.LOG_FORMAT });
  const supergraph = supergraphAt(env.SUPERGRAPH_PATH, { pollMs: env.SUPERGRAPH_POLL_MS, log });
  let checked: string | null = null;
  const check = (text: string): void => {
    if (text !== checked) checkSupergraph(text, { config, source, place: env.SUPERGRAPH_PATH, log });
    checked = text;
  };
  const first = await supergraph.read().catch(unreadable(env));
  check(first);
  const subgraphs = subgraphsIn(first);
  const named = (name: string): SubgraphAddress => subgraphs.find((subgraph) => subgraph.name === name) ?? { name };
  const transports = createHttpTransports(env, config, source);
  const gateway = await startGateway({
    env,
    log,
    supergraph,
    supergraphRetryMs: env.SUPERGRAPH_POLL_MS,
    checkSupergraph: check,
    transportFor: transports.transportFor,
    subscribeFor: transports.subscribeFor,
    sharesQueries: env.SUBGRAPH_SHARED_QUERIES,
    ...(config.accounts === undefined ? {} : accountsOf(config.accounts, env, named, transports)),
    ...(events ? { events } : {}),
    ...(env.SOKO_SERVICE_KEY === undefined ? {} : { cursorKeys: env.SOKO_SERVICE_KEY }),
    playgroundFolder: env.PLAYGROUND_DIR,
    rest: config.rest ? routeTable : [],
    forwards: forwardedHeaders(config),
    errorRuleOf: (name) => rulesFor(config, name).errors ?? 'mask',
    isProbed: (name) => rulesFor(config, name).probe ?? true,
    async routes(app) {
      await forwardRoutes(env, (name) => transports.locate(named(name)).url)(app);
      if (usesCallbacks(config)) await transports.callbacks.routes(app);
    },
  });
  transports.callbacks.listenAt(env.SUBSCRIPTION_CALLBACK_URL ?? gateway.url);
  return { ...gateway, close: () => gateway.close().then(transports.close) };
}
