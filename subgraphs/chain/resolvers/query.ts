import { requireScope, requireService } from '@soko/auth';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { readPersonalPart } from '@soko/subgraph';
import type { QueryResolvers } from '../generated/graphql.ts';
import { listCollections } from '../store/collections.ts';
import { personalData } from '../store/personal-data.ts';
import { visibleMint } from './mint.ts';

const cursors = timeAndId('collections', (id) => isId('cct', id));

export const query: Pick<QueryResolvers, 'collection' | 'collections' | 'token' | 'mint' | 'chainDataOf'> = {
  collection: (_, { id }, { loaders }) => loaders.collection.load(id),
  async collections(_, { storeId, ...args }, { pool }) {
    const page = readPage(args, cursors);
    const found = await listCollections(pool, storeId, page);
    return toConnection(found, page, ({ createdAt, id }) => cursorOf(cursors, [createdAt, id]));
  },
  token: (_, { id }, { loaders }) => loaders.token.load(id),
  mint(_, { id }, context) {
    requireScope(context.viewer, 'tokens:read', 'tokens:write');
    return visibleMint(context, id);
  },
  chainDataOf(_, { userId, after }, { viewer, pool }) {
    requireService(viewer);
    return readPersonalPart(pool, personalData, userId, after ?? null);
  },
};
