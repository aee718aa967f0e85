import { commaList, flag } from '@soko/env';
import {
  eventLogDatabaseUrl,
  host,
  kafkaBrokers,
  logLevel,
  nodeEnv,
  port,
  serviceKey,
  tokenIssuer,
} from '@soko/env/known';
import { z } from 'zod';
import { forwardedPathsDefault } from './forwarded-paths.ts';

const count = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** `true`, a number of proxies, or their addresses and networks: what is believed of `X-Forwarded-For`. */
const trustProxy = z.string().transform((text): boolean | string | ((address: string, hop: number) => boolean) => {
  if (/^\d+$/.test(text)) return (_address, hop) => hop < Number(text);
  return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text;
});

/** The variables of the gateway, wherever its subgraphs run. */
export const gatewayEnv = {
  NODE_ENV: nodeEnv,
  PORT: port.default(4000),
  HOST: host,
  TRUST_PROXY: trustProxy.default(false),
  CORS_ORIGINS: commaList.optional(),
  BODY_LIMIT_BYTES: count(1024 * 1024),
  INTROSPECTION: flag.optional(),
  PLAYGROUND: flag.optional(),
  MAX_DEPTH: count(15),
  MAX_COST: count(10_000).describe('Objects that the answer of one operation may hold, at most.'),
  MAX_ALIASES: count(50),
  MAX_ROOT_FIELDS: count(20),
  MAX_TOKENS: count(4_000),
  MAX_SOCKETS: count(10_000),
  MAX_SUBSCRIPTIONS_PER_SOCKET: count(100),
  SUBSCRIPTION_QUEUE: count(100),
  DRAIN_DELAY_MS: count(0),
  DRAIN_TIMEOUT_MS: count(10_000),
  TOKEN_ISSUER: tokenIssuer,
  OIDC_ISSUER: z.url().optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_JWKS_URL: z.url().optional(),
  OIDC_USER_ID_CLAIM: z.string().default('sub'),
  OIDC_ROLES_CLAIM: z.string().default('roles'),
};

export type GatewayEnv = z.infer<z.ZodObject<typeof gatewayEnv>>;

/** `<subgraph>:<path>`: what is forwarded raw to which subgraph. */
const forwardedPaths = commaList.transform((entries, context) =>
  entries.flatMap((entry) => {
    const [, subgraph, prefix] = /^(\w+):(\/[\w/.-]*\w)$/.exec(entry) ?? [];
    if (subgraph && prefix) return [{ subgraph, prefix }];
    context.addIssue(`expected "<subgraph>:/<path>" instead of "${entry}"`);
    return [];
  }),
);

/** What a gateway that runs alone reads besides. */
export const gatewayServiceEnv = {
  ...gatewayEnv,
  LOG_LEVEL: logLevel,
  /** Where subscriptions hear of events: the composition reads these two and hands the gateway a bus. */
  KAFKA_BROKERS: kafkaBrokers.optional(),
  EVENT_LOG_DATABASE_URL: eventLogDatabaseUrl.optional(),
  SUPERGRAPH_PATH: z.string().default('schema/supergraph.graphql'),
  SUPERGRAPH_POLL_MS: count(1_000),
  PLAYGROUND_DIR: z.string().default('dist/playground'),
  SOKO_SERVICE_KEY: serviceKey,
  FORWARDED_PATHS: forwardedPaths.prefault(forwardedPathsDefault),
  DRAIN_DELAY_MS: count(500),
  USERS_JWKS_URL: z.url().optional(),
  SUBGRAPH_TIMEOUT_MS: count(5_000),
  SUBGRAPH_CONNECTIONS: z.coerce.number().int().min(1).default(64),
  SUBGRAPH_MAX_RESPONSE_BYTES: count(16 * 1024 * 1024),
};

/** Where one subgraph is, and how long it may take: `USERS_URL`, `USERS_TIMEOUT_MS`. */
export const subgraphEnv = (name: string) => ({
  [`${name.toUpperCase()}_URL`]: z.url().optional(),
  [`${name.toUpperCase()}_TIMEOUT_MS`]: z.coerce.number().int().min(1).optional(),
});

/** `@apollo/gateway` sends telemetry unless this is set by the time it is constructed; it takes no option. */
export function turnApolloTelemetryOff(): void {
  // oxlint-disable-next-line node/no-process-env
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
}
