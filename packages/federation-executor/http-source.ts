import { Pool } from 'undici';
import type { DataSource } from './apollo-internals.ts';
import { createRequestWriter } from './request-writer.ts';

type Asked = Parameters<DataSource['process']>[0];

export interface HttpSourceOptions {
  /** GraphQL address of the subgraph. */
  url: string;
  /** The headers that are sent for a request of a client, beside the content type. Nothing is forwarded by itself. */
  headersOf?: (context: Asked['context']) => Record<string, string>;
  /** Time after which a request is given up, also in the middle of an answer, in ms. */
  timeoutMs?: number;
  /** Largest answer, in bytes. */
  maxResponseBytes?: number;
  /** Greatest number of connections. */
  connections?: number;
}

/** A data source over HTTP, and how to end it. */
export interface HttpSource extends DataSource {
  /** Closes its connections at once. Requests that still run fail. */
  close(): Promise<void>;
}

interface Received {
  status: number;
  text: string;
}

/** Sends a request without the streams of a response, which cost more than the request. */
async function post(
  pool: Pool,
  path: string,
  request: { headers: Record<string, string>; body: string; timeoutMs: number },
) {
  const { headers, body, timeoutMs } = request;
  return new Promise<Received>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let timer: NodeJS.Timeout | undefined;
    pool.dispatch(
      { path, method: 'POST', headers, body },
      {
        onRequestStart(controller) {
          // A request is begun again on another connection when it could not be sent on one that has closed.
          timer ??= setTimeout(
            () => controller.abort(new Error(`The subgraph did not answer within ${timeoutMs} ms.`)),
            timeoutMs,
          );
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          clearTimeout(timer);
          resolve({ status, text: (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString() });
        },
        onResponseError(_controller, error) {
          clearTimeout(timer);
          reject(error);
        },
      },
    );
  });
}

/** The answer in a response; its status decides only when the body is no GraphQL. */
function read({ status, text }: Received): object {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  const isAnswer = typeof body === 'object' && body !== null && ('data' in body || 'errors' in body);
  if (!isAnswer) throw new Error(`The subgraph did not answer with GraphQL (status ${status}).`);
  return body as object;
}

/** A data source that asks a subgraph over kept connections. */
export function httpSource({
  url,
  headersOf = () => ({}),
  timeoutMs = 15_000,
  maxResponseBytes = 16 * 1024 * 1024,
  connections = 64,
}: HttpSourceOptions): HttpSource {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    keepAliveTimeout: 30_000,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxResponseBytes,
  });
  const write = createRequestWriter();
  return {
    async process({ request: { query, operationName, variables }, context }) {
      const headers = { ...headersOf(context), 'content-type': 'application/json', accept: 'application/json' };
      const body = write(query ?? '', { operationName, variables });
      return read(await post(pool, `${pathname}${search}`, { headers, body, timeoutMs }));
    },
    close: () => pool.destroy(),
  };
}
