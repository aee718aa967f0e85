import type { IncomingHttpHeaders } from 'node:http';
import { serviceUnavailable } from '@soko/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Pool } from 'undici';

/** Headers of one connection, not of the message; and those by which services prove themselves to each other. */
const notForwarded = /^(connection|keep-alive|transfer-encoding|upgrade|te|trailer|proxy-.*|expect|host|soko-.*)$/;

const forwardable = (headers: IncomingHttpHeaders | Record<string, string | string[] | undefined>) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => !notForwarded.test(name) && value !== undefined),
  );

const headersOf = ({ headers, identity, ip, host, protocol }: FastifyRequest) => ({
  ...forwardable(headers),
  'x-request-id': identity.requestId,
  'x-correlation-id': identity.correlationId,
  'x-forwarded-for': ip,
  'x-forwarded-host': host,
  'x-forwarded-proto': protocol,
});

async function forwardOne(pool: Pool, basePath: string, request: FastifyRequest, reply: FastifyReply) {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const answer = await pool
    .request({
      method: request.method,
      path: `${basePath}${request.raw.url}`,
      headers: headersOf(request) as Record<string, string | string[]>,
      body: hasBody ? request.raw : null,
    })
    .catch((error: unknown) => {
      throw Object.assign(serviceUnavailable(), { cause: error });
    });
  return reply.code(answer.statusCode).headers(forwardable(answer.headers)).send(answer.body);
}

/**
 * Forwards everything under `prefix`, byte for byte in both directions, to the service at `url`: uploads, pictures,
 * webhooks. What may be done there, the service decides by itself; the request is not signed.
 */
export const forward =
  (options: { prefix: string; url: string }) =>
  async (app: FastifyInstance): Promise<void> => {
    const { origin, pathname } = new URL(options.url);
    const pool = new Pool(origin, { connections: 32, headersTimeout: 60_000, bodyTimeout: 60_000 });
    app.addHook('onClose', () => pool.close());

    await app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      scope.all(`${options.prefix}/*`, async (request, reply) =>
        forwardOne(pool, pathname.replace(/\/$/, ''), request, reply),
      );
    });
  };
