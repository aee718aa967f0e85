import type { FastifyInstance } from 'fastify';
import { metadataOf, readTokenNumber } from '../domain/metadata.ts';
import type { ChainServices } from '../services.ts';
import { findCollections } from '../store/collections.ts';
import { findTokenByNumber } from '../store/tokens.ts';

/** `GET /metadata/{collection}/{id}.json`: what wallets and marketplaces show of a token. Public, as the chain is. */
export function metadataRoute(app: FastifyInstance, { db }: Pick<ChainServices, 'db'>): void {
  app.get<{ Params: { collection: string; file: string } }>('/metadata/:collection/:file', async (request, reply) => {
    const { collection: collectionId, file } = request.params;
    const number = file.endsWith('.json') ? readTokenNumber(file.slice(0, -'.json'.length)) : null;
    const token = number === null ? null : await findTokenByNumber(db, collectionId, number);
    const [collection] = token === null ? [] : await findCollections(db, [collectionId]);
    if (token === null || collection === undefined)
      return reply.code(404).send({ error: 'No token has this address.' });
    return reply
      .header('cache-control', 'public, max-age=300')
      .header('access-control-allow-origin', '*')
      .header('x-content-type-options', 'nosniff')
      .send(metadataOf(token, collection));
  });
}
