import type { Category } from '../domain/category.ts';
import type { Queryable } from './insert-products.ts';

const values = (category: Category, now: Date): unknown[] => [
  category.id,
  category.parentId,
  category.path,
  category.position,
  category.slug,
  category.name,
  category.description,
  category.imageKey,
  JSON.stringify(category.translations),
  category.version,
  now,
];

/**
 * The tree changes rarely and always as a whole that has to fit together, so writers take turns: the lock holds until
 * the transaction ends.
 */
export const lockTree = async (db: Queryable): Promise<void> => {
  await db.query("SELECT pg_advisory_xact_lock(hashtextextended('soko.products.category-tree', 0))");
};

/** Adds a category. Fails with a unique violation of `category_slug_key`. */
export const insertCategory = async (db: Queryable, category: Category, now: Date): Promise<void> => {
  await db.query(
    `INSERT INTO category (id, parent_id, path, position, slug, name, description, image_key, translations, version, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values(category, now),
  );
};

/** Saves a changed category. Fails with a unique violation of `category_slug_key`. */
export const updateCategoryRow = async (db: Queryable, category: Category, now: Date): Promise<void> => {
  await db.query(
    `UPDATE category SET (parent_id, path, position, slug, name, description, image_key, translations, version, updated_at) =
       ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) WHERE id = $1`,
    values(category, now),
  );
};

/** Products are found by their category's name as well. */
export const renameInKeywords = async (db: Queryable, { id, name }: Category): Promise<void> => {
  await db.query(
    `UPDATE product p SET keywords = concat_ws(' ', $2::text, (SELECT string_agg(sku, ' ' ORDER BY position) FROM variant v WHERE v.product_id = p.id))
     WHERE p.category_id = $1`,
    [id, name],
  );
};

/** Numbers the children of one parent in the order of `ids`, from 0. */
export const orderChildren = async (db: Queryable, ids: readonly string[]): Promise<void> => {
  await db.query(
    `UPDATE category c SET position = place - 1 FROM unnest($1::text[]) WITH ORDINALITY AS t (id, place)
     WHERE c.id = t.id AND c.position <> place - 1`,
    [ids],
  );
};

/** How many levels a category and what is below it take up: 1 when it has no children. */
export async function heightOf(db: Queryable, { id, path }: Category): Promise<number> {
  const { rows } = await db.query<{ deepest: number }>(
    'SELECT max(cardinality(path)) AS deepest FROM category WHERE path @> ARRAY[$1]',
    [id],
  );
  return (rows[0]?.deepest ?? path.length) - path.length + 1;
}

/** Hangs everything below a category, itself included, under `path`. */
export const movePaths = async (db: Queryable, category: Category, path: readonly string[]): Promise<void> => {
  await db.query('UPDATE category SET path = $2::text[] || path[$3:] WHERE path @> ARRAY[$1]', [
    category.id,
    path,
    category.path.length + 1,
  ]);
};
