import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import type { KeySource } from '../authentication/key-source.ts';

const path = '/.well-known/jwks.json';

/** Copies only the members of a public key, so that a private key in the set is never published. */
const publicPart = ({ kty, crv, x, y, n, e, kid, use, alg }: JWK): JWK => ({
  kty: kty ?? '',
  ...Object.fromEntries(Object.entries({ crv, x, y, n, e, kid, use, alg }).filter(([, value]) => value !== undefined)),
});

/** The public keys of Soko's access tokens, for other services that verify them. */
export const jwksRoute =
  (keys: KeySource) =>
  async (app: FastifyInstance): Promise<void> => {
    // In one process, the users subgraph may already serve its keys at this address.
    if (app.hasRoute({ url: path, method: 'GET' })) return;
    app.get(path, async (_request, reply) => {
      const set = await keys.jwks();
      return reply.header('cache-control', 'public, max-age=300').send({ keys: set.keys.map(publicPart) });
    });
  };
