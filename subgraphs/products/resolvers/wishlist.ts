import { requireUser } from '@soko/auth';
import { isId } from '@soko/ids';
import { cursorOf, type PageArguments, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { ProductsContext } from '../context.ts';
import type { Category } from '../domain/category.ts';
import { toShelved } from '../store/product-rows.ts';
import { listWishes, type WishRow } from '../store/wishes.ts';

const codec = timeAndId('wishlist', (id) => isId('prd', id));

const cursorOfWish = (row: WishRow): string => cursorOf(codec, [row.added_at, row.id]);

/** A page of the viewer's wishlist. */
export async function wishlistQuery(args: PageArguments, context: ProductsContext) {
  const { id: userId } = requireUser(context.viewer);
  const page = readPage(args, codec);
  const rows = await listWishes(context.pool, userId, page);
  const { edges, pageInfo } = toConnection(rows, page, cursorOfWish);
  const tree = rows[0] ? await context.categories.at(rows[0].category_revision) : new Map<string, Category>();
  const placed = edges.map(({ cursor, node }) => ({ cursor, node: toShelved(node, tree), addedAt: node.added_at }));
  return { edges: placed, nodes: placed.map(({ node }) => node), pageInfo };
}
