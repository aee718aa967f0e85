import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UsersEnv } from './env.ts';
import { writeExport } from './domain/write-export.ts';
import { exportPath, isExportToken } from './secrets/export-link.ts';
import { publicJwks } from './secrets/jwt-keys.ts';
import type { UsersServices } from './services.ts';
import { findReadyParts, readParts } from './store/data-exports.ts';

const token = z.object({ token: z.string() });

type Services = Pick<UsersServices, 'pool' | 'digest' | 'now'>;

/** The HTTP routes beside GraphQL. */
export async function addRoutes(app: FastifyInstance, services: Services, env: UsersEnv): Promise<void> {
  const jwks = await publicJwks(env);

  /** The public keys that verify access tokens (RFC 7517). */
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    return reply.header('cache-control', 'public, max-age=300').send(jwks);
  });

  /** A data export. The link is the only credential; every wrong link gets the same 404. */
  app.get<{ Params: { id: string } }>(`${exportPath}/:id`, async (request, reply) => {
    const { id } = request.params;
    const query = token.safeParse(request.query);
    const allowed = query.success && isExportToken(services.digest, id, query.data.token);
    const parts = allowed ? await findReadyParts(services.pool, id, services.now()) : null;
    if (parts === null) return reply.code(404).send({ error: 'This export does not exist, or its link has expired.' });
    return reply
      .headers({
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="${id}.json"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(Readable.from(writeExport(readParts(services.pool, id, parts))));
  });
}
