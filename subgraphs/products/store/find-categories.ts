import { isId } from '@soko/ids';
import type { Category } from '../domain/category.ts';
import { isSlug } from '../domain/slug.ts';
import type { Queryable } from './insert-products.ts';

const columns = 'id, parent_id, path, position, slug, name, description, image_key, translations, version';

interface Row {
  id: string;
  parent_id: string | null;
  path: string[];
  position: number;
  slug: string;
  name: string;
  description: string | null;
  image_key: string | null;
  translations: Record<string, string>;
  version: number;
}

const toCategory = (row: Row): Category => ({
  id: row.id,
  parentId: row.parent_id,
  path: row.path,
  position: row.position,
  slug: row.slug,
  name: row.name,
  description: row.description,
  imageKey: row.image_key,
  translations: row.translations,
  version: row.version,
});

/** Categories by id; ids that name nothing are left out. */
export async function findCategories(db: Queryable, ids: readonly string[]): Promise<Map<string, Category>> {
  const { rows } = await db.query<Row>({
    name: 'categories-by-id',
    text: `SELECT ${columns} FROM category WHERE id = ANY($1)`,
    values: [ids.filter((id) => isId('cat', id))],
  });
  return new Map(rows.map((row) => [row.id, toCategory(row)]));
}

/** Every category, and the revision they are read at. */
export async function findAllCategories(
  db: Queryable,
): Promise<{ revision: string; categories: ReadonlyMap<string, Category> }> {
  const { rows } = await db.query<Row & { revision: string }>({
    name: 'all-categories',
    text: `SELECT ${columns}, r.revision FROM (SELECT revision::text FROM catalogue_revision WHERE stripe = 128) r LEFT JOIN category ON true`,
  });
  const present = rows.filter(({ id }) => id !== null);
  return { revision: rows[0]!.revision, categories: new Map(present.map((row) => [row.id, toCategory(row)])) };
}

/** One category by id, or null. */
export const findCategory = async (db: Queryable, id: string): Promise<Category | null> =>
  (await findCategories(db, [id])).get(id) ?? null;

/** The category with this slug, or null. */
export async function findCategoryBySlug(db: Queryable, slug: string): Promise<Category | null> {
  if (!isSlug(slug)) return null;
  const { rows } = await db.query<Row>({
    name: 'category-by-slug',
    text: `SELECT ${columns} FROM category WHERE slug = $1`,
    values: [slug],
  });
  return rows[0] ? toCategory(rows[0]) : null;
}

/** The children of each of the categories, in their order. The roots are the children of the empty string. */
export async function findChildren(db: Queryable, parentIds: readonly string[]): Promise<Map<string, Category[]>> {
  const { rows } = await db.query<Row>({
    name: 'categories-below',
    text: `SELECT ${columns} FROM category WHERE coalesce(parent_id, '') = ANY($1) ORDER BY position, id`,
    values: [parentIds],
  });
  const byParent = new Map<string, Category[]>();
  for (const row of rows) {
    const parentId = row.parent_id ?? '';
    byParent.set(parentId, [...(byParent.get(parentId) ?? []), toCategory(row)]);
  }
  return byParent;
}

/** The ids of categories that are named by id or by slug, by that name. */
export async function findCategoriesByName(db: Queryable, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const { rows } = await db.query<{ id: string; slug: string }>({
    name: 'categories-by-name',
    text: 'SELECT id, slug FROM category WHERE id = ANY($1) OR slug = ANY($1)',
    values: [names],
  });
  return new Map(rows.flatMap(({ id, slug }) => [[id, id] as const, [slug, id] as const]));
}
