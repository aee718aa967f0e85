import { setTimeout as delay } from 'node:timers/promises';
import { signRequest } from '@soko/auth';
import type { SubgraphRequest, SubgraphResponse, SubgraphTransport } from '@soko/subgraph';
import { errors, Pool } from 'undici';

/** Answers that are not GraphQL: another status than 200, or something that is not JSON. */
export class BadSubgraphAnswer extends Error {
  override readonly name = 'BadSubgraphAnswer';
}

export interface HttpTransport {
  send: SubgraphTransport;
  close(): Promise<void>;
}

/** Nothing of the request was processed, or nobody can know: a query may be asked again, a mutation may not. */
const isConnectionError = (error: unknown): boolean =>
  error instanceof errors.SocketError ||
  error instanceof errors.ConnectTimeoutError ||
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND)$/.test(String((error as NodeJS.ErrnoException | null)?.code));

const isMutation = (query: string): boolean => /^\s*mutation\b/.test(query);

/** A restarted subgraph closes its connections at once; by now it may listen again. */
const beforeRetryMs = 50;

async function readAnswer(status: number, body: { text(): Promise<string> }): Promise<SubgraphResponse> {
  const text = await body.text();
  if (status !== 200) throw new BadSubgraphAnswer(`status ${status}: ${text.slice(0, 200)}`);
  try {
    return JSON.parse(text) as SubgraphResponse;
  } catch {
    throw new BadSubgraphAnswer(`not JSON: ${text.slice(0, 200)}`);
  }
}

/**
 * Reaches a subgraph in another process at `url` (`/graphql` when it has no path): keep-alive connections, each request signed with the shared service
 * key. A request that takes longer than `timeoutMs` is given up, also when the answer trickles; an answer larger than
 * `maxResponseBytes` is cut off. A query whose connection fails is sent once more.
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
    const answer = await pool.request({ method: 'POST', path, headers, body, signal });
    return readAnswer(answer.statusCode, answer.body);
  };

  return {
    async send(request) {
      const signal = AbortSignal.timeout(options.timeoutMs);
      try {
        return await send(request, signal);
      } catch (error) {
        if (!isConnectionError(error) || isMutation(request.query)) throw error;
        await delay(beforeRetryMs);
        return send(request, signal);
      }
    },
    close: () => pool.close(),
  };
}
