import { requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { encodeCursor, type Page, type PageArguments, readPage, toConnection } from '@soko/pagination';
import type { ProductsContext } from '../context.ts';
import type { Category } from '../domain/category.ts';
import { toShelved } from '../store/product-rows.ts';
import { listWishes, type WishRow } from '../store/wishes.ts';

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const productId = /^prd_[0-9a-f-]{36}$/;

function readWishPage(args: PageArguments): Page<[string, string]> {
  const page = readPage(args, 2);
  if (page.cursor === null) return { ...page, cursor: null };
  const [addedAt, id] = page.cursor.map(String) as [string, string];
  if (moment.test(addedAt) && productId.test(id)) return { ...page, cursor: [addedAt, id] };
  const field = page.backwards ? 'before' : 'after';
  throw badUserInput('This cursor is not one this list gave out. Leave it out to start at the beginning.', field);
}

const cursorOf = (row: WishRow): string => encodeCursor([row.added_at.toISOString(), row.id]);

/** A page of the viewer's wishlist. */
export async function wishlist(args: PageArguments, context: ProductsContext) {
  const { id: userId } = requireUser(context.viewer);
  const page = readWishPage(args);
  const rows = await listWishes(context.pool, userId, page);
  const { edges, pageInfo } = toConnection(rows, page, cursorOf);
  const tree = rows[0] ? await context.categories.at(rows[0].category_revision) : new Map<string, Category>();
  const placed = edges.map(({ cursor, node }) => ({ cursor, node: toShelved(node, tree), addedAt: node.added_at }));
  return { edges: placed, nodes: placed.map(({ node }) => node), pageInfo };
}
