import { isId } from '@soko/ids';
import type { Category } from '../domain/category.ts';
import { isSlug } from '../domain/slug.ts';
import type { Category as CategoryRow, Prisma } from '../generated/prisma/client.ts';

/** A Prisma client, or a transaction of one. */
export type Db = Prisma.TransactionClient;

const toCategory = (row: CategoryRow): Category => ({
  ...row,
  translations: row.translations as Category['translations'],
});

/** The category with this id, or null. */
export async function findCategory(db: Db, id: string): Promise<Category | null> {
  const row = isId('cat', id) ? await db.category.findUnique({ where: { id } }) : null;
  return row && toCategory(row);
}

/** The category with this slug, or null. */
export async function findCategoryBySlug(db: Db, slug: string): Promise<Category | null> {
  const row = isSlug(slug) ? await db.category.findUnique({ where: { slug } }) : null;
  return row && toCategory(row);
}

/** The ids of the children of a category (null: of the roots), in display order. */
export async function findChildIds(db: Db, parentId: string | null): Promise<string[]> {
  const rows = await db.category.findMany({
    where: { parentId },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
