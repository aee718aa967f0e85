import type { IncomingHttpHeaders } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { serviceUnavailable } from '@soko/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Pool } from 'undici';

/** Hop-by-hop headers, and the headers with which services sign requests to each other. */
const notForwarded = /^(connection|keep-alive|transfer-encoding|upgrade|te|trailer|proxy-.*|expect|host|soko-.*)$/;

const selectHeaders = (headers: IncomingHttpHeaders | Record<string, string | string[] | undefined>) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => !notForwarded.test(name) && value !== undefined),
  );

const headersOf = ({ headers, identity, ip, host, protocol }: FastifyRequest) => ({
  ...selectHeaders(headers),
  'x-request-id': identity.requestId,
  'x-correlation-id': identity.correlationId,
  'x-forwarded-for': ip,
  'x-forwarded-host': host,
  'x-forwarded-proto': protocol,
});

/**
 * The body of a request, to be read by the service. The service may answer before it has read all: what is left is then
 * read here and dropped, so that the client's connection is free for its next request.
 */
function bodyOf({ raw }: FastifyRequest, reply: FastifyReply): Readable {
  const body = new PassThrough();
  raw.pipe(body);
  raw.once('close', () => {
    if (!raw.readableEnded) body.destroy(new Error('The client has gone.'));
  });
  reply.raw.once('finish', () => {
    raw.unpipe(body);
    raw.resume();
    body.destroy();
  });
  body.on('error', () => {});
  return body;
}

async function forwardRequest(pool: Pool, basePath: string, request: FastifyRequest, reply: FastifyReply) {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const answer = await pool
    .request({
      method: request.method,
      path: `${basePath}${request.raw.url}`,
      headers: headersOf(request) as Record<string, string | string[]>,
      body: hasBody ? bodyOf(request, reply) : null,
    })
    .catch((error: unknown) => {
      throw Object.assign(serviceUnavailable(), { cause: error });
    });
  return reply.code(answer.statusCode).headers(selectHeaders(answer.headers)).send(answer.body);
}

/**
 * Forwards every request to `prefix`, and under it, unchanged to the service at `url`: uploads, pictures, webhooks. The request is not
 * signed; the service checks the rights itself.
 */
export const forwardPath =
  (options: { prefix: string; url: string }) =>
  async (app: FastifyInstance): Promise<void> => {
    const { origin, pathname } = new URL(options.url);
    const pool = new Pool(origin, { connections: 32, headersTimeout: 60_000, bodyTimeout: 60_000 });
    app.addHook('onClose', () => pool.destroy());

    await app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      // The path itself as well: the link of an upload may have nothing but a query.
      for (const path of [options.prefix, `${options.prefix}/*`]) {
        scope.all(path, async (request, reply) => forwardRequest(pool, pathname.replace(/\/$/, ''), request, reply));
      }
    });
  };
