import { setTimeout as delay } from 'node:timers/promises';
import { signRequest } from '@soko/auth';
import type { SubgraphRequest, SubgraphResponse, SubgraphTransport } from '@soko/subgraph';
import { activeTraceparent } from '@soko/tracing';
import { errors, Pool } from 'undici';

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

/** The connection broke. Whether the request was processed is unknown. */
const isBroken = (error: unknown): boolean =>
  error instanceof errors.SocketError || /^(ECONNRESET|EPIPE)$/.test(codeOf(error));

/** A request may be sent twice when nothing of it arrived, or when it is a query that costs little. */
const mayRepeat = (error: unknown, { query, isCostly }: SubgraphRequest): boolean =>
  isConnectError(error) || (isBroken(error) && isCostly !== true && !/^\s*mutation\b/.test(query));

/** A subgraph that restarts closes its connections at once and may listen again after this time. */
const retryDelayMs = 50;

async function readResponse(status: number, body: { text(): Promise<string> }): Promise<SubgraphResponse> {
  const text = await body.text();
  if (status !== 200) throw new BadSubgraphResponse(`status ${status}: ${text.slice(0, 200)}`, { status });
  try {
    return JSON.parse(text) as SubgraphResponse;
  } catch {
    throw new BadSubgraphResponse(`not JSON: ${text.slice(0, 200)}`);
  }
}

/**
 * A transport to a subgraph in another process at `url` (`/graphql` when it has no path), over keep-alive connections. Each
 * request is signed with the shared service key and given up after `timeoutMs`, also in the middle of a response; a
 * response larger than `maxResponseBytes` fails. A request that could not connect is sent a second time, and so is a query
 * whose connection broke, unless it is costly: it may have been what ended the subgraph.
 */
export function createHttpTransport(options: {
  /** Name of the subgraph. Each signature is for it alone. */
  subgraph: string;
  url: string;
  serviceKey: string;
  /** Signs for subgraphs of earlier versions as well. */
  withOldSignatures?: boolean;
  timeoutMs: number;
  connections: number;
  maxResponseBytes: number;
}): HttpTransport {
  const { origin, pathname } = new URL(options.url);
  const path = pathname === '/' ? '/graphql' : pathname;
  const pool = new Pool(origin, {
    connections: options.connections,
    keepAliveTimeout: 30_000,
    connectTimeout: options.timeoutMs,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    maxResponseSize: options.maxResponseBytes,
  });

  const send = async ({ identity, ...asked }: SubgraphRequest, signal: AbortSignal) => {
    const { query, operationName, variables, event } = asked;
    const body = JSON.stringify({ query, operationName, variables, event });
    const signature = signRequest(
      options.serviceKey,
      { identity, subgraph: options.subgraph, body },
      { withOld: options.withOldSignatures ?? false },
    );
    const traceparent = activeTraceparent();
    const headers = { 'content-type': 'application/json', ...signature, ...(traceparent ? { traceparent } : {}) };
    const response = await pool.request({ method: 'POST', path, headers, body, signal });
    return readResponse(response.statusCode, response.body);
  };

  return {
    async send(request) {
      const signal = AbortSignal.timeout(options.timeoutMs);
      try {
        return await send(request, signal);
      } catch (error) {
        if (!mayRepeat(error, request)) throw error;
        await delay(retryDelayMs);
        return send(request, signal);
      }
    },
    // `close` would wait for ever for a subgraph that cannot be reached.
    close: () => pool.destroy(),
  };
}
