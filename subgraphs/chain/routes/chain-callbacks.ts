import type { FastifyInstance } from 'fastify';
import type { LookSoon } from '../commands/look-soon.ts';
import type { ChainCallbacks } from '../providers/chain-callbacks.ts';
import type { ChainServices } from '../services.ts';

/**
 * `POST /chain-callbacks/<engine>`: looks at the transactions that a hosted chain engine names, before the job does. The
 * signature covers the bytes of the body, so the body is parsed only after the check. It answers at once: a look that fails is
 * made by the job.
 */
export function chainCallbacks(
  app: FastifyInstance,
  { log }: Pick<ChainServices, 'log'>,
  callbacks: ChainCallbacks,
  lookSoon: LookSoon,
): void {
  // In a scope of its own, because other routes read their bodies otherwise.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post<{ Body: Buffer | undefined }>(
      `/chain-callbacks/${callbacks.path}`,
      { bodyLimit: 1024 * 1024 },
      async (request, reply) => {
        const body = request.body ?? Buffer.alloc(0);
        if (!callbacks.isSigned(body, request.headers)) {
          log.warn({ engine: callbacks.path }, 'refused a callback with an invalid signature');
          return reply.code(400).send({ message: 'Invalid signature.' });
        }
        lookSoon.at(callbacks.hashesIn(body));
        return { received: true };
      },
    );
  });
}
