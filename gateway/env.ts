import { commaList, count, flag, listOf, milliseconds, port as tcpPort } from '@soko/env';
import {
  drainDelay,
  drainTimeout,
  eventLogDatabaseUrl,
  host,
  kafkaBrokers,
  logFormat,
  logLevel,
  nodeEnv,
  port,
  publicUrl,
  redisUrl,
  oldSignatures,
  serviceKey,
  tokenIssuer,
} from '@soko/env/known';
import { type LimitName, limitOf } from '@soko/limits/catalogue';
import { tracingEnv } from '@soko/tracing/env';
import { z } from 'zod';
import { forwardedPathsDefault } from './forwarded-paths.ts';
import { trustedProxies } from './trusted-proxies.ts';

/** `https://shop.example`, as browsers send it, or `*`. */
const isOrigin = (entry: string): boolean =>
  entry === '*' || (/^https?:/.test(entry) && URL.canParse(entry) && new URL(entry).origin === entry);

const isHostName = (entry: string): boolean => /^[\w.-]+(:\d{1,5})?$/.test(entry) && URL.canParse(`http://${entry}`);

/** The points of a limit: its default is in the catalogue of limits. */
const limit = (name: LimitName) => z.coerce.number().int().min(1).default(limitOf(name).points);

/** The variables of the gateway, with its subgraphs in the same process or in others. */
export const gatewayEnv = {
  NODE_ENV: nodeEnv,
  PORT: port.default(4000),
  HOST: host,
  METRICS_PORT: tcpPort
    .optional()
    .describe(
      'Port of its own for `/metrics` and the detailed `/health/ready`: publish it to your own network only. Default: in production neither is served, otherwise both on `PORT`.',
    ),
  TRUST_PROXY: trustedProxies
    .default(false)
    .describe(
      'Proxies whose `X-Forwarded-For` is trusted: the number of proxies in front of the gateway, or their addresses and networks. Default: none.',
    ),
  CORS_ORIGINS: listOf(isOrigin, 'an origin, such as https://shop.example without a slash at the end, or *')
    .optional()
    .describe(
      'Origins whose pages may call the gateway, comma-separated; `*` for all. Default: none in production, otherwise pages on this machine.',
    ),
  SOKO_PUBLIC_URL: publicUrl,
  REDIS_URL: redisUrl.optional(),
  ALLOWED_HOSTS: listOf(isHostName, 'a host name, such as shop.example')
    .default([])
    .describe(
      'Further host names under which the graph and the playground are served, comma-separated. `localhost`, IP addresses and the host of `SOKO_PUBLIC_URL` are always served.',
    ),
  BODY_LIMIT_BYTES: count(1024 * 1024).describe('Largest body of an operation, in bytes.'),
  INTROSPECTION: flag
    .optional()
    .describe(
      'Allows introspection of the schema, and serves it at `/graphql/schema`. Default: on, but off in production.',
    ),
  PLAYGROUND: flag.optional().describe('Serves the playground. Default: on, but off in production.'),
  GATEWAY_EXECUTOR: z
    .enum(['compiled', 'stock'])
    .default('compiled')
    .describe(
      'What executes the plans of queries and mutations: `compiled` is `@soko/federation-executor`, which compiles each operation once, `stock` is `@apollo/gateway`.',
    ),
  MAX_DEPTH: count(15).describe('Deepest nesting of fields in one operation.'),
  MAX_COST: count(10_000).describe('Greatest number of objects in the result of one operation.'),
  MAX_ALIASES: count(50).describe('Greatest number of aliases in one operation.'),
  MAX_ROOT_FIELDS: count(20).describe('Greatest number of root fields in one operation.'),
  MAX_DIRECTIVES: count(200).describe('Greatest number of directives in one document.'),
  MAX_PAGE_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      'Greatest size of a page: of `first` and `last`, also within input objects of queries, or of the arguments that `@listSize` names. Default: only `MAX_COST` and the subgraphs bound it.',
    ),
  MAX_VARIABLES_BYTES: count(1024 * 1024).describe(
    'Greatest size of the variables of one operation, in bytes of their names and values.',
  ),
  MAX_VARIABLES_VALUES: count(10_000).describe(
    'Greatest number of values in the variables of one operation: list items and keys of objects.',
  ),
  MAX_VARIABLES_DEPTH: count(20).describe('Deepest nesting of objects and lists in the variables of one operation.'),
  MAX_TOKENS: count(4_000).describe('Greatest number of tokens in one document.'),
  TRUSTED_DOCUMENTS_PATH: z
    .string()
    .optional()
    .describe('File of registered operations, which clients may name by their hashes. `npm run documents` writes it.'),
  TRUSTED_DOCUMENTS_ONLY: flag
    .default(false)
    .describe('Executes registered operations only, over HTTP and sockets. REST has operations of its own.'),
  TRUSTED_DOCUMENTS_POLL_MS: milliseconds(1_000).describe(
    'Interval at which the file of registered operations is checked for changes, in ms. 0 reads it once.',
  ),
  AUTOMATIC_QUERIES_LENGTH: z.coerce
    .number()
    .int()
    .min(0)
    .default(4_000_000)
    .describe(
      'Characters of operations that are kept in memory for clients that send a text once and then its hash (automatic persisted queries). 0 keeps none.',
    ),
  REQUESTS_PER_ADDRESS: limit('gateway.requests-by-address').describe(
    'Requests that one client address may make in 10 seconds. Raise it for clients that share an address, such as a server that renders pages.',
  ),
  COST_PER_ADDRESS: limit('gateway.cost-by-address').describe(
    'Cost of the operations of one client address in a minute, in objects as `MAX_COST` counts them.',
  ),
  COST_PER_VIEWER: limit('gateway.cost-by-viewer').describe(
    'Cost of the operations of one person or API key in a minute.',
  ),
  REST_REQUESTS_PER_CALLER: limit('gateway.rest-by-caller').describe(
    'Requests to `/v1` that one person or API key may make in a minute.',
  ),
  PLANNING_MS_PER_ADDRESS: limit('gateway.planning-by-address').describe(
    'Time in ms that the gateway spends in a minute on planning new operations of one client address.',
  ),
  MAX_CONNECTIONS_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .default(1_000)
    .describe('Greatest number of open connections per client address and gateway. Without effect with `TRUST_PROXY`.'),
  READ_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(30_000)
    .describe('Time in ms after which a client that reads nothing of its answer is disconnected.'),
  MAX_SOCKETS: count(10_000).describe('Greatest number of open WebSockets and event streams per gateway.'),
  MAX_SOCKETS_PER_ADDRESS: count(200).describe(
    'Greatest number of open WebSockets and event streams per client address and gateway.',
  ),
  MAX_SUBSCRIPTIONS_PER_SOCKET: count(100).describe('Greatest number of concurrent operations over one WebSocket.'),
  MAX_SUBGRAPH_STREAMS: count(5_000).describe(
    'Greatest number of subscriptions of this gateway that subgraphs serve. Each has a connection to its subgraph.',
  ),
  MAX_SUBGRAPH_STREAMS_PER_SOCKET: count(20).describe(
    'Greatest number of subscriptions over one WebSocket that subgraphs serve.',
  ),
  SUBSCRIPTION_QUEUE: count(100).describe(
    'Messages queued per subscriber. When there are more, the newest of each thing takes the place of the older one, or the oldest are dropped and the next message says that there is a gap.',
  ),
  SUBSCRIPTION_HISTORY: count(5_000).describe(
    'Events that a gateway keeps in memory for clients that resume a subscription, and events of a partition that it reads again from the event bus for them.',
  ),
  SUBSCRIPTION_WAIT_MS: milliseconds(30_000).describe(
    'Time in ms for which new subscriptions wait for the event bus, such as after the start of the gateway. Then they are refused.',
  ),
  DRAIN_DELAY_MS: drainDelay.default(0),
  DRAIN_TIMEOUT_MS: drainTimeout,
  TOKEN_ISSUER: tokenIssuer,
  OIDC_ISSUER: z
    .url()
    .optional()
    .describe(
      'Issuer of an OIDC provider whose tokens are accepted. Set it with `OIDC_AUDIENCE` and `OIDC_JWKS_URL`, or none.',
    ),
  OIDC_AUDIENCE: z.string().optional().describe('Audience (`aud`) that tokens of the OIDC provider must have.'),
  OIDC_JWKS_URL: z.url().optional().describe('URL of the public keys of the OIDC provider.'),
  OIDC_USER_ID_CLAIM: z
    .string()
    .default('sub')
    .describe("Claim with the user's id in Soko, in tokens of the OIDC provider."),
  OIDC_ROLES_CLAIM: z
    .string()
    .default('roles')
    .describe(
      "Claim with the user's roles, in tokens of the OIDC provider. Without known roles the user is a CUSTOMER.",
    ),
};

export type GatewayEnv = z.infer<z.ZodObject<typeof gatewayEnv>>;

/** Whether clients may read the schema. */
export const allowsIntrospection = ({ INTROSPECTION, NODE_ENV }: GatewayEnv): boolean =>
  INTROSPECTION ?? NODE_ENV !== 'production';

/** `<subgraph>:<path>` entries: requests below the path are forwarded unchanged to the subgraph. */
export const forwardedPaths = commaList.transform((entries, context) =>
  entries.flatMap((entry) => {
    const [, subgraph, prefix] = /^([\w.-]+):(\/[\w/.-]*\w)$/.exec(entry) ?? [];
    if (subgraph && prefix) return [{ subgraph, prefix }];
    context.addIssue(`has the entry "${entry}", which is not "<subgraph>:/<path>"`);
    return [];
  }),
);

/** The variables of a gateway that runs as its own process. */
export const gatewayServiceEnv = {
  ...gatewayEnv,
  LOG_LEVEL: logLevel,
  LOG_FORMAT: logFormat,
  // The composition reads these as well, and traces the process.
  ...tracingEnv,
  // The composition reads these two and passes the gateway an event bus, from which subscriptions are served.
  KAFKA_BROKERS: kafkaBrokers.optional(),
  EVENT_LOG_DATABASE_URL: eventLogDatabaseUrl.optional(),
  SUPERGRAPH_PATH: z.string().default('schema/supergraph.graphql').describe('File or URL of the supergraph.'),
  SUPERGRAPH_POLL_MS: milliseconds(1_000).describe(
    'Interval at which the supergraph is checked for changes, in ms. 0 reads it once.',
  ),
  PLAYGROUND_DIR: z.string().default('dist/playground').describe('Folder of the built playground.'),
  SOKO_SERVICE_KEY: serviceKey,
  SOKO_OLD_SIGNATURES: oldSignatures,
  FORWARDED_PATHS: forwardedPaths
    .prefault(forwardedPathsDefault)
    .describe('Paths that are forwarded unchanged to a subgraph, as comma-separated `<subgraph>:/<path>`.'),
  DRAIN_DELAY_MS: drainDelay,
  USERS_JWKS_URL: z
    .url()
    .optional()
    .describe("URL of the public keys of Soko's access tokens. Default: `/.well-known/jwks.json` of users."),
  SUBGRAPH_TIMEOUT_MS: count(15_000).describe('Time after which a request to a subgraph is given up, in ms.'),
  SUBGRAPH_SHARED_QUERIES: flag
    .default(false)
    .describe(
      'Sends equal queries to a subgraph once that run at the same time for one viewer, with one address, program and guest token. Whatever begins after a change through this gateway is sent again.',
    ),
  SUBGRAPH_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .default(64)
    .describe('Greatest number of connections to each subgraph.'),
  SUBGRAPH_MAX_WAITING: count(1_000).describe(
    'Requests to one subgraph that wait for a connection. Further ones fail at once.',
  ),
  SUBGRAPH_BREAKER_FAILURES: z.coerce
    .number()
    .int()
    .min(0)
    .default(10)
    .describe(
      'Requests to a subgraph that hang one after another, after which it is asked nothing for a while. 0: it is always asked.',
    ),
  SUBGRAPH_BREAKER_OPEN_MS: count(1_000).describe(
    'Time in ms for which a subgraph that hangs is asked nothing. Then one request is sent to see whether it answers again.',
  ),
  SUBSCRIPTION_CALLBACK_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address under which subgraphs reach this very process, to post messages of subscriptions by the callback protocol to `/callback`. Default: the port on `localhost`.',
    ),
  SUBGRAPH_STREAM_RETRY_MS: milliseconds(300_000).describe(
    'Time in ms for which the lost connection of a subscription to its subgraph is made again. Then the client gets an error, and the subscription ends.',
  ),
  SUBGRAPH_MAX_RESPONSE_BYTES: count(16 * 1024 * 1024).describe('Largest response of a subgraph, in bytes.'),
};

/** How the variables of a subgraph begin: `FRUIT_STAND` for `fruit-stand`. */
export const variablePrefixOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');

/** The address and timeout of one subgraph: `USERS_URL`, `USERS_TIMEOUT_MS`. */
export const subgraphEnv = (name: string) => ({
  [`${variablePrefixOf(name)}_URL`]: z
    .url()
    .optional()
    .describe(`GraphQL address of ${name}. Default: the routing URL in the supergraph.`),
  [`${variablePrefixOf(name)}_TIMEOUT_MS`]: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe(`Time after which a request to ${name} is given up, in ms. Default: \`SUBGRAPH_TIMEOUT_MS\`.`),
});

/** `@apollo/gateway` sends telemetry unless this is set by the time it is constructed; it takes no option. */
export function turnApolloTelemetryOff(): void {
  // oxlint-disable-next-line node/no-process-env
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
}
