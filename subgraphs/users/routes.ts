import type { FastifyInstance } from 'fastify';
import { publicJwks } from './secrets/jwt-keys.ts';
import type { UsersEnv } from './env.ts';

/** The HTTP routes beside GraphQL: the public keys by which access tokens are verified. */
export async function addRoutes(app: FastifyInstance, env: UsersEnv): Promise<void> {
  const jwks = await publicJwks(env);
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    await reply.header('cache-control', 'public, max-age=300').send(jwks);
  });
}
