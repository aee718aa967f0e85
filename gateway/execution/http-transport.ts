import { setTimeout as delay } from 'node:timers/promises';
import { createRequestWriter } from '@soko/federation-executor';
import type { SubgraphRequest, SubgraphResponse, SubgraphTransport } from '@soko/subgraph';
import { activeTraceparent } from '@soko/tracing';
import { buildConnector, errors, Pool } from 'undici';
import { createBreaker } from './breaker.ts';
import type { SentHeaders } from './sent-headers.ts';
import { createSignedHeaders } from './signed-headers.ts';

/** A response that is not GraphQL: a status other than 200, or a body that is not JSON. */
export class BadSubgraphResponse extends Error {
  override readonly name = 'BadSubgraphResponse';
  /** `SERVICE_UNAVAILABLE` when a proxy says that the subgraph does not answer. */
  readonly code?: string;

  constructor(message: string, { status }: { status?: number } = {}) {
    super(message);
    if (status !== undefined && status >= 502 && status <= 504) this.code = 'SERVICE_UNAVAILABLE';
  }
}

export interface HttpTransport {
  send: SubgraphTransport;
  /** Closes its connections at once. Requests that still run fail. */
  close(): Promise<void>;
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException | null)?.code);

/** No connection was made, so nothing was sent. */
const isConnectError = (error: unknown): boolean =>
  error instanceof errors.ConnectTimeoutError || /^(ECONNREFUSED|ENOTFOUND)$/.test(codeOf(error));

/** The connection, or the stream of HTTP/2, broke. Whether the request was processed is unknown. */
const isBroken = (error: unknown): boolean =>
  error instanceof errors.SocketError ||
  error instanceof errors.InformationalError ||
  /^(ECONNRESET|EPIPE|ERR_HTTP2_.+)$/.test(codeOf(error));

const isMutation = (query: string): boolean => /^\s*mutation\b/.test(query);

/** Requests of one connection at the same time, by HTTP/2. */
const maxStreams = 100;

/** A request may be sent twice when nothing of it arrived, or when it is a query that costs little. */
const mayRepeat = (error: unknown, { query, isCostly }: SubgraphRequest): boolean =>
  isConnectError(error) || (isBroken(error) && isCostly !== true && !isMutation(query));

/** A subgraph that restarts closes its connections at once and may listen again after this time. */
const retryDelayMs = 50;

/** Nothing came within the time: neither a connection nor a whole response. */
const hangs = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'TimeoutError') ||
  error instanceof errors.ConnectTimeoutError ||
  error instanceof errors.HeadersTimeoutError ||
  error instanceof errors.BodyTimeoutError;

const graphqlType = 'application/graphql-response+json';

/**
 * Whether a response is GraphQL. Another status than success may be that of a proxy, unless the body says by its type that it
 * is GraphQL: https://graphql.github.io/graphql-over-http/draft/#sec-application-json
 */
const isGraphql = (status: number, type: unknown): boolean =>
  (status >= 200 && status < 300) || (typeof type === 'string' && type.startsWith(graphqlType));

interface Received {
  statusCode: number;
  headers: Record<string, unknown>;
  body: AsyncIterable<Uint8Array> & { text(): Promise<string> };
}

/** Bounds a body by HTTP/2, where undici does not. */
async function textWithin(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > maxBytes) throw new errors.ResponseExceededMaxSizeError();
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

type ReadBody = (body: Received['body']) => Promise<string>;

async function readResponse(
  { statusCode: status, headers, body }: Received,
  readBody: ReadBody,
): Promise<SubgraphResponse> {
  const text = await readBody(body);
  if (!isGraphql(status, headers['content-type']))
    throw new BadSubgraphResponse(`status ${status}: ${text.slice(0, 200)}`, { status });
  try {
    return JSON.parse(text) as SubgraphResponse;
  } catch {
    throw new BadSubgraphResponse(`not JSON: ${text.slice(0, 200)}`, { status });
  }
}

export interface HttpTransportOptions {
  /** Name of the subgraph. Each signature is for it alone. */
  subgraph: string;
  url: string;
  /** Signs each request with the viewer, for a subgraph of Soko. */
  serviceKey?: string | undefined;
  /** Signs for subgraphs of earlier versions as well. */
  withOldSignatures?: boolean;
  /** Further headers. */
  headersOf?: SentHeaders;
  timeoutMs: number;
  connections: number;
  /** Requests that wait for a connection. Default: any number. */
  maxWaiting?: number;
  maxResponseBytes: number;
  /** When a subgraph that hangs is left alone. Default: never. */
  breaker?: { failures: number; openMs: number };
  /** Certificates with which the subgraph is verified. */
  ca?: string | undefined;
  http2?: boolean | undefined;
}

/**
 * A transport to a subgraph in another process at `url` (`/graphql` when it has no path and is of Soko), over keep-alive
 * connections. Each request is given up after `timeoutMs`, also in the middle of a response; a response larger than
 * `maxResponseBytes` fails. A request that could not connect is sent a second time, and so is a query whose connection
 * broke, unless it is costly: it may have been what ended the subgraph.
 */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const { serviceKey, timeoutMs, maxResponseBytes, http2 = false } = options;
  const headersOf = createSignedHeaders(options);
  const { origin, pathname, search } = new URL(options.url);
  const path = pathname === '/' && serviceKey !== undefined ? '/graphql' : `${pathname}${search}`;
  const tls = options.ca === undefined ? {} : { ca: options.ca };
  const connector = buildConnector({ ...tls, allowH2: true, timeout: timeoutMs });
  /** Whether the last connection is one of HTTP/2. Before there is one, it carries one request as by HTTP/1.1. */
  let isMultiplexed = false;
  const connectByHttp2: buildConnector.connector = (to, connected) =>
    connector(to, (...result) => {
      isMultiplexed = (result[1] as { alpnProtocol?: unknown } | null)?.alpnProtocol === 'h2';
      connected(...result);
    });
  const settings = {
    connections: options.connections,
    keepAliveTimeout: 30_000,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxResponseBytes,
    ...(http2 ? { allowH2: true, connect: connectByHttp2 } : { allowH2: false, connect: tls }),
  };
  const pool = new Pool(origin, http2 ? { ...settings, pipelining: maxStreams } : settings);
  // A connection that carries several requests would hold a mutation until all of them are answered.
  const ofMutations = http2 ? new Pool(origin, settings) : pool;
  const breaker = createBreaker({
    failures: 0,
    openMs: 0,
    ...options.breaker,
    maxRunning: options.connections + (options.maxWaiting ?? Infinity),
    hangs,
  });

  const readBody: ReadBody = (body) => (http2 ? textWithin(body, maxResponseBytes) : body.text());
  const write = createRequestWriter();

  const send = async (request: SubgraphRequest, signal: AbortSignal): Promise<SubgraphResponse> => {
    const { query, operationName, variables, event } = request;
    const body = write(query, { operationName, variables, event });
    const traceparent = activeTraceparent();
    const headers = {
      ...headersOf(request, body),
      accept: `${graphqlType}, application/json;q=0.9`,
      'content-type': 'application/json',
      ...(traceparent ? { traceparent } : {}),
    };
    const isChange = isMutation(query);
    // A query may run beside others over one connection.
    const sent = { method: 'POST', path, headers, body, signal, idempotent: isMultiplexed && !isChange } as const;
    return readResponse(await (isChange ? ofMutations : pool).request(sent), readBody);
  };

  const sendAgain = async (request: SubgraphRequest): Promise<SubgraphResponse> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await send(request, signal);
    } catch (error) {
      if (!mayRepeat(error, request)) throw error;
      await delay(retryDelayMs);
      return send(request, signal);
    }
  };

  return {
    send: (request) => breaker.run(() => sendAgain(request)),
    // `close` would wait for ever for a subgraph that cannot be reached.
    close: async () => {
      await Promise.all([pool.destroy(), ofMutations.destroy()]);
    },
  };
}
