import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { ContentPage, ShownPage } from '../../domain/content/content-page.ts';

const listed = `p.id, p.store_id AS "storeId", p.slug, p.title, p.media, p.published_from AS "publishedFrom",
  p.published_until AS "publishedUntil", p.version, p.created_at AS "createdAt", p.updated_at AS "updatedAt"`;
const columns = `${listed}, p.markdown`;

/** A page of the pages of a store, newest first, without their texts. One statement. */
export const listPages = (
  db: Queryable,
  storeId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<ShownPage[]> =>
  keysetPage<ShownPage>(db, {
    select: listed,
    from: 'content_page p',
    where: ['p.store_id = $1'],
    parameters: createParameters(storeId),
    key: ['p.created_at', 'p.id'],
    direction: 'DESC',
    page,
    name: 'list-content-pages',
  });

/** The texts of pages. */
export async function findTexts(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  // SQL: one column of many rows.
  const { rows } = await db.query<{ id: string; markdown: string }>({
    name: 'content-texts',
    text: 'SELECT id, markdown FROM content_page WHERE id = ANY ($1)',
    values: [ids],
  });
  return new Map(rows.map(({ id, markdown }) => [id, markdown]));
}

export async function findPageBySlug(db: Queryable, storeId: string, slug: string): Promise<ContentPage | null> {
  // SQL: the same columns as in the list.
  const { rows } = await db.query<ContentPage>({
    name: 'content-page-by-slug',
    text: `SELECT ${columns} FROM content_page p WHERE p.store_id = $1 AND p.slug = $2`,
    values: [storeId, slug],
  });
  return rows[0] ?? null;
}

export async function findPage(db: Queryable, id: string): Promise<ContentPage | null> {
  const { rows } = await db.query<ContentPage>({
    name: 'content-page',
    text: `SELECT ${columns} FROM content_page p WHERE p.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** A page, locked until the end of the transaction. Null when there is none. */
export async function lockPage(tx: Queryable, id: string): Promise<ContentPage | null> {
  // SQL: FOR UPDATE.
  const { rows } = await tx.query<ContentPage>({
    name: 'lock-content-page',
    text: `SELECT ${columns} FROM content_page p WHERE p.id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The number of pages of a store. Others who create one wait until the transaction ends, so that none is added between. */
export async function countPages(tx: Queryable, storeId: string): Promise<number> {
  // SQL: an advisory lock, because the store has no row here.
  await tx.query({
    name: 'lock-content-pages',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('content pages of ' || $1::text, 0))`,
    values: [storeId],
  });
  const { rows } = await tx.query<{ count: number }>({
    name: 'count-content-pages',
    text: 'SELECT count(*)::int AS count FROM content_page WHERE store_id = $1',
    values: [storeId],
  });
  return rows[0]!.count;
}

/** Saves a new page. False when another page of the store has its slug. */
export async function insertPage(tx: Queryable, page: ContentPage): Promise<boolean> {
  // SQL: ON CONFLICT in the transaction of the idempotency key.
  const { rowCount } = await tx.query({
    name: 'insert-content-page',
    text: `INSERT INTO content_page (id, store_id, slug, title, markdown, media, published_from, published_until, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (store_id, slug) DO NOTHING`,
    values: [
      page.id,
      page.storeId,
      page.slug,
      page.title,
      page.markdown,
      JSON.stringify(page.media),
      page.publishedFrom,
      page.publishedUntil,
      page.createdAt,
      page.updatedAt,
    ],
  });
  return rowCount === 1;
}

/** Saves a locked page. A slug that another page has throws a unique violation. */
export async function savePage(tx: Queryable, page: ContentPage): Promise<void> {
  // SQL: in the transaction of the lock.
  await tx.query({
    name: 'save-content-page',
    text: `UPDATE content_page SET slug = $2, title = $3, markdown = $4, media = $5, published_from = $6, published_until = $7,
        version = $8, updated_at = $9 WHERE id = $1`,
    values: [
      page.id,
      page.slug,
      page.title,
      page.markdown,
      JSON.stringify(page.media),
      page.publishedFrom,
      page.publishedUntil,
      page.version,
      page.updatedAt,
    ],
  });
}

export async function deletePage(tx: Queryable, id: string): Promise<void> {
  // SQL: in the transaction of the lock.
  await tx.query({ name: 'delete-content-page', text: 'DELETE FROM content_page WHERE id = $1', values: [id] });
}
