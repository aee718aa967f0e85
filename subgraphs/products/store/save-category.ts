import type { Category } from '../domain/category.ts';
import type { Db } from './find-category.ts';

/**
 * Makes changes of the tree take turns until the end of the transaction. They are rare, and each must see the whole tree
 * in order to keep it consistent.
 */
export async function lockTree(tx: Db): Promise<void> {
  // SQL: Prisma has no advisory locks.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('soko.products.category-tree', 0))`;
}

const rowOf = ({ path, translations, ...category }: Category, updatedAt: Date) => ({
  ...category,
  path: [...path],
  translations: { ...translations },
  updatedAt,
});

/** Adds a category. Fails with a unique violation of `slug`. */
export async function insertCategory(tx: Db, category: Category, now: Date): Promise<void> {
  await tx.category.create({ data: rowOf(category, now) });
}

/** Saves a changed category. Fails with a unique violation of `slug`. */
export async function updateCategoryRow(tx: Db, category: Category, now: Date): Promise<void> {
  await tx.category.update({ where: { id: category.id }, data: rowOf(category, now) });
}

/** Updates the search keywords of products: they include the name of the category. */
export async function renameInKeywords(tx: Db, { id, name }: Category): Promise<void> {
  // SQL: updates every product of the category from its own variants.
  await tx.$executeRaw`UPDATE product p
    SET keywords = concat_ws(' ', ${name}::text, (SELECT string_agg(sku, ' ' ORDER BY position) FROM variant v WHERE v.product_id = p.id))
    WHERE p.category_id = ${id}`;
}

/** Numbers the children of one parent in the order of `ids`, from 0. */
export async function orderChildren(tx: Db, ids: readonly string[]): Promise<void> {
  // SQL: sets another value in each row.
  await tx.$executeRaw`UPDATE category c SET position = place - 1
    FROM unnest(${ids}::text[]) WITH ORDINALITY AS t (id, place) WHERE c.id = t.id AND c.position <> place - 1`;
}

/** The number of levels of a category and its descendants: 1 without children. */
export async function heightOf(tx: Db, { id, path }: Category): Promise<number> {
  const below = await tx.category.findMany({ where: { path: { has: id } }, select: { path: true } });
  return Math.max(...below.map((each) => each.path.length)) - path.length + 1;
}

/** Moves a category and its descendants below a new path. */
export async function movePaths(tx: Db, category: Category, path: readonly string[]): Promise<void> {
  // SQL: sets another value in each row.
  await tx.$executeRaw`UPDATE category SET path = ${path}::text[] || path[${category.path.length + 1}::int:]
    WHERE path @> ARRAY[${category.id}]`;
}
