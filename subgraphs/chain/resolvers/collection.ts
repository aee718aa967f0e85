import { cursorOf, numberAlone, readPage, toConnection } from '@soko/pagination';
import type { ChainContext } from '../context.ts';
import type { CollectionResolvers } from '../generated/graphql.ts';
import { listTokens } from '../store/tokens.ts';

const cursors = numberAlone('tokens');

export const collection: CollectionResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, { loaders }: ChainContext) => loaders.collection.load(id),
  async tokens({ id }, args, { pool }) {
    const page = readPage(args, cursors);
    const found = await listTokens(pool, id, page);
    return toConnection(found, page, ({ number }) => cursorOf(cursors, [number]));
  },
};
