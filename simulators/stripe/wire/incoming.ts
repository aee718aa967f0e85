import type { FastifyRequest } from 'fastify';
import { InvalidParams } from './api-error.ts';
import { randomId } from './random-id.ts';
import { parseRawParams, type RawParams } from './raw-params.ts';

/** An incoming request, not yet parsed. */
export interface Incoming {
  requestId: string;
  method: string;
  /** Without the query. */
  path: string;
  /** `POST /v1/refunds`. */
  call: string;
  /** The body of a POST, the query string of other requests. */
  encoded: string;
  headers: FastifyRequest['headers'];
  idempotencyKey: string | null;
}

const headerOf = (headers: FastifyRequest['headers'], name: string): string | null => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

export function readIncoming({ method, url, body, headers }: FastifyRequest): Incoming {
  const [path = '', query = ''] = url.split('?', 2);
  return {
    requestId: randomId('req', 14),
    method,
    path,
    call: `${method} ${path}`,
    encoded: method === 'POST' && typeof body === 'string' ? body : query,
    headers,
    idempotencyKey: method === 'POST' ? headerOf(headers, 'idempotency-key') : null,
  };
}

export function paramsOf({ encoded }: Incoming): RawParams {
  try {
    return parseRawParams(encoded);
  } catch {
    throw new InvalidParams('The request body could not be read: it is not well-formed form encoding.');
  }
}
