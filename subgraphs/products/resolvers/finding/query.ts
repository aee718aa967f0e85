import { requireUser } from '@soko/auth';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { Category } from '../../domain/category.ts';
import type { QueryResolvers } from '../../generated/graphql.ts';
import { listViews } from '../../store/finding/product-views.ts';
import { listSavedSearches } from '../../store/finding/saved-searches.ts';
import { toShelved } from '../../store/product-rows.ts';

const codec = timeAndId('recently-viewed', (id) => isId('prd', id));

export const findingQueries: Pick<QueryResolvers, 'recentlyViewed' | 'savedSearches'> = {
  async recentlyViewed(_, args, { pool, viewer, categories }) {
    const { id: userId } = requireUser(viewer);
    const page = readPage(args, codec);
    const rows = await listViews(pool, userId, page);
    const { edges, pageInfo } = toConnection(rows, page, (row) => cursorOf(codec, [row.viewed_at, row.id]));
    const tree = rows[0] ? await categories.at(rows[0].category_revision) : new Map<string, Category>();
    const placed = edges.map(({ cursor, node }) => ({ cursor, node: toShelved(node, tree), viewedAt: node.viewed_at }));
    return { edges: placed, nodes: placed.map(({ node }) => node), pageInfo };
  },
  savedSearches: (_, __, { db, viewer }) => listSavedSearches(db, requireUser(viewer).id),
};
