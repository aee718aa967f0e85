import { setTimeout as delay } from 'node:timers/promises';
import { signRequest } from '@soko/auth';
import type { SubgraphRequest, SubgraphResponse, SubgraphTransport } from '@soko/subgraph';
import { errors, Pool } from 'undici';

/** A response that is not GraphQL: a status other than 200, or a body that is not JSON. */
export class BadSubgraphResponse extends Error {
  override readonly name = 'BadSubgraphResponse';
}

export interface HttpTransport {
  send: SubgraphTransport;
  close(): Promise<void>;
}

/** The request was not processed, or that is unknown: a query may be repeated, a mutation may not. */
const isConnectionError = (error: unknown): boolean =>
  error instanceof errors.SocketError ||
  error instanceof errors.ConnectTimeoutError ||
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND)$/.test(String((error as NodeJS.ErrnoException | null)?.code));

const isMutation = (query: string): boolean => /^\s*mutation\b/.test(query);

/** A subgraph that restarts closes its connections at once and may listen again after this time. */
const retryDelayMs = 50;

async function readResponse(status: number, body: { text(): Promise<string> }): Promise<SubgraphResponse> {
  const text = await body.text();
  if (status !== 200) throw new BadSubgraphResponse(`status ${status}: ${text.slice(0, 200)}`);
  try {
    return JSON.parse(text) as SubgraphResponse;
  } catch {
    throw new BadSubgraphResponse(`not JSON: ${text.slice(0, 200)}`);
  }
}

/**
 * A transport to a subgraph in another process at `url` (`/graphql` when it has no path), over keep-alive connections. Each
 * request is signed with the shared service key and given up after `timeoutMs`, also in the middle of a response; a
 * response larger than `maxResponseBytes` fails. A query whose connection fails is sent a second time.
 */
export function createHttpTransport(options: {
  url: string;
  serviceKey: string;
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
    const headers = { 'content-type': 'application/json', ...signRequest(options.serviceKey, identity, body) };
    const response = await pool.request({ method: 'POST', path, headers, body, signal });
    return readResponse(response.statusCode, response.body);
  };

  return {
    async send(request) {
      const signal = AbortSignal.timeout(options.timeoutMs);
      try {
        return await send(request, signal);
      } catch (error) {
        if (!isConnectionError(error) || isMutation(request.query)) throw error;
        await delay(retryDelayMs);
        return send(request, signal);
      }
    },
    close: () => pool.close(),
  };
}
