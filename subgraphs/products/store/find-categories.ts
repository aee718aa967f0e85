import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { Category } from '../domain/category.ts';

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

/** Categories by id. Unknown ids are left out. */
export async function findCategories(db: Queryable, ids: readonly string[]): Promise<Map<string, Category>> {
  // SQL: hot, every shop page shows its categories.
  const { rows } = await db.query<Row>({
    name: 'categories-by-id',
    text: `SELECT ${columns} FROM category WHERE id = ANY($1)`,
    values: [ids.filter((id) => isId('cat', id))],
  });
  return new Map(rows.map((row) => [row.id, toCategory(row)]));
}

/** Every category, with the revision at which they were read. */
export async function findAllCategories(
  db: Queryable,
): Promise<{ revision: string; categories: ReadonlyMap<string, Category> }> {
  // SQL: reads rows and revision at the same instant, in one statement.
  const { rows } = await db.query<Row & { revision: string }>({
    name: 'all-categories',
    text: `SELECT ${columns}, r.revision FROM (SELECT revision::text FROM catalogue_revision WHERE stripe = 128) r LEFT JOIN category ON true`,
  });
  const present = rows.filter(({ id }) => id !== null);
  return { revision: rows[0]!.revision, categories: new Map(present.map((row) => [row.id, toCategory(row)])) };
}

/** The children of each of the categories, in display order. The roots are the children of the empty string. */
export async function findChildren(db: Queryable, parentIds: readonly string[]): Promise<Map<string, Category[]>> {
  // SQL: hot, every shop page shows its categories.
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

/** The ids of categories by id or slug. */
export async function findCategoriesByName(db: Queryable, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  // SQL: part of the transaction of an import, which runs on a pg client.
  const { rows } = await db.query<{ id: string; slug: string }>({
    name: 'categories-by-name',
    text: 'SELECT id, slug FROM category WHERE id = ANY($1) OR slug = ANY($1)',
    values: [names],
  });
  return new Map(rows.flatMap(({ id, slug }) => [[id, id] as const, [slug, id] as const]));
}
