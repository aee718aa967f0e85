import { BadEnvironment, readEnv } from '@soko/env';
import { type GatewayConfig, rulesFor, type SubgraphRules } from '../config/gateway-config.ts';
import { subgraphEnv, variablePrefixOf } from '../env.ts';
import { type Callbacks, createCallbacks } from '../subscriptions/callbacks.ts';
import { createSubgraphCallbacks } from '../subscriptions/subgraph-callbacks.ts';
import { createSubgraphEventStream } from '../subscriptions/subgraph-event-stream.ts';
import { createSubgraphStream, type StreamOptions, type SubscribeAt } from '../subscriptions/subgraph-stream.ts';
import type { SubgraphAddress, SubscribeFor, TransportFor } from './create-gateway.ts';
import { createHttpTransport, type HttpTransport } from './http-transport.ts';
import { readCertificates } from './read-certificates.ts';
import { createSentHeaders } from './sent-headers.ts';
import { createSignedHeaders } from './signed-headers.ts';

type Variables = Record<string, string | undefined>;

/** The variables for requests to all subgraphs. */
export interface TransportEnv {
  SOKO_SERVICE_KEY?: string | undefined;
  SOKO_OLD_SIGNATURES: boolean;
  SUBGRAPH_TIMEOUT_MS: number;
  SUBGRAPH_CONNECTIONS: number;
  SUBGRAPH_MAX_WAITING: number;
  SUBGRAPH_MAX_RESPONSE_BYTES: number;
  SUBGRAPH_BREAKER_FAILURES: number;
  SUBGRAPH_BREAKER_OPEN_MS: number;
  SUBGRAPH_STREAM_RETRY_MS: number;
}

/** Where a subgraph is, and how long it may take. */
export interface LocatedSubgraph {
  url: string;
  timeoutMs?: number | undefined;
}

/** The address of a subgraph: `<NAME>_URL`, or that of the configuration, or its routing URL in the supergraph. */
export function locateSubgraph(
  { name, url: routingUrl }: SubgraphAddress,
  { url: configured, timeoutMs }: SubgraphRules,
  source: Variables,
): LocatedSubgraph {
  const prefix = variablePrefixOf(name);
  const own = readEnv(subgraphEnv(name), source);
  const url = own[`${prefix}_URL`] ?? configured ?? routingUrl;
  if (typeof url !== 'string')
    throw new BadEnvironment(`${prefix}_URL is required, because the supergraph has no routing URL for ${name}`);
  return { url, timeoutMs: (own[`${prefix}_TIMEOUT_MS`] as number | undefined) ?? timeoutMs };
}

function serviceKeyFor(name: string, { viewer }: SubgraphRules, { SOKO_SERVICE_KEY: key }: TransportEnv) {
  if (viewer !== 'signed') return undefined;
  if (key === undefined) throw new BadEnvironment(`SOKO_SERVICE_KEY is required, because ${name} gets signed requests`);
  return key;
}

/** The transports to the subgraphs of a configuration. */
export interface HttpTransports {
  transportFor: TransportFor;
  subscribeFor: SubscribeFor;
  locate(subgraph: SubgraphAddress): LocatedSubgraph;
  /** Where subgraphs post messages of subscriptions. */
  callbacks: Callbacks;
  close(): Promise<void>;
}

/** How a subgraph is subscribed to. */
function opener(
  { protocol, heartbeatMs }: NonNullable<SubgraphRules['subscriptions']>,
  callbacks: Callbacks,
): (options: StreamOptions) => SubscribeAt {
  if (protocol === 'sse') return createSubgraphEventStream;
  if (protocol === 'callback') return (options) => createSubgraphCallbacks({ ...options, callbacks, heartbeatMs });
  return createSubgraphStream;
}

/** One transport per subgraph and address, kept when the supergraph changes. */
export function createHttpTransports(env: TransportEnv, config: GatewayConfig, source: Variables): HttpTransports {
  const transports = new Map<string, HttpTransport>();
  const callbacks = createCallbacks({ maxMessageBytes: env.SUBGRAPH_MAX_RESPONSE_BYTES });

  const locate = (subgraph: SubgraphAddress): LocatedSubgraph =>
    locateSubgraph(subgraph, rulesFor(config, subgraph.name), source);

  const open = (name: string, { url, timeoutMs = env.SUBGRAPH_TIMEOUT_MS }: LocatedSubgraph): HttpTransport => {
    const rules = rulesFor(config, name);
    return createHttpTransport({
      subgraph: name,
      url,
      timeoutMs,
      serviceKey: serviceKeyFor(name, rules, env),
      withOldSignatures: env.SOKO_OLD_SIGNATURES,
      headersOf: createSentHeaders(rules, source, name),
      connections: env.SUBGRAPH_CONNECTIONS,
      maxWaiting: env.SUBGRAPH_MAX_WAITING,
      maxResponseBytes: env.SUBGRAPH_MAX_RESPONSE_BYTES,
      breaker: { failures: env.SUBGRAPH_BREAKER_FAILURES, openMs: env.SUBGRAPH_BREAKER_OPEN_MS },
      ca: rules.ca === undefined ? undefined : readCertificates(rules.ca, name),
      http2: rules.http2,
    });
  };

  return {
    locate,
    callbacks,
    subscribeFor(subgraph) {
      const { subscriptions, ca, ...rules } = rulesFor(config, subgraph.name);
      if (!subscriptions) return null;
      const { url, timeoutMs = env.SUBGRAPH_TIMEOUT_MS } = locate(subgraph);
      const isSocket = subscriptions.protocol === 'graphql-transport-ws';
      const address = subscriptions.url ?? (isSocket ? url.replace(/^http/, 'ws') : url);
      const options = {
        url: address,
        headersOf: createSignedHeaders({
          subgraph: subgraph.name,
          serviceKey: serviceKeyFor(subgraph.name, rules, env),
          withOldSignatures: env.SOKO_OLD_SIGNATURES,
          headersOf: createSentHeaders(rules, source, subgraph.name),
        }),
        timeoutMs,
        maxMessageBytes: env.SUBGRAPH_MAX_RESPONSE_BYTES,
        retryForMs: env.SUBGRAPH_STREAM_RETRY_MS,
        ca: ca === undefined ? undefined : readCertificates(ca, subgraph.name),
      };
      return { subscribe: opener(subscriptions, callbacks)(options), address };
    },
    transportFor(subgraph) {
      const located = locate(subgraph);
      const key = `${subgraph.name} ${located.url}`;
      const transport = transports.get(key) ?? open(subgraph.name, located);
      transports.set(key, transport);
      return transport.send;
    },
    async close() {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}
