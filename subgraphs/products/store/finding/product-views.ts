import { isId } from '@soko/ids';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import { type SummaryRow, summaryColumns } from '../product-rows.ts';

/** Products that one person has looked at. */
export const maxViews = 50;

/**
 * Puts a product that is on sale first among those that a person looked at, and forgets the oldest beyond the maximum. Returns
 * false for a product that is not on sale. One statement. Two at the same time may leave one more until the next.
 */
export async function saveView(
  pool: pg.Pool,
  view: { userId: string; productId: string; viewedAt: Date },
): Promise<boolean> {
  if (!isId('prd', view.productId)) return false;
  // SQL: hot, insert and trim at once. A row that another statement is changing is skipped, so that none waits for another.
  const { rows } = await pool.query<{ saved: boolean }>({
    name: 'save-product-view',
    text: `WITH saved AS (
        INSERT INTO product_view (user_id, product_id, viewed_at)
        SELECT $1, p.id, $3::timestamptz FROM product p WHERE p.id = $2 AND p.listed
        ON CONFLICT (user_id, product_id) DO UPDATE SET viewed_at = greatest(product_view.viewed_at, excluded.viewed_at)
        RETURNING product_id
      ), trimmed AS (
        DELETE FROM product_view WHERE user_id = $1 AND EXISTS (SELECT FROM saved) AND product_id IN (
          SELECT v.product_id FROM product_view v WHERE v.user_id = $1 AND v.product_id <> $2
          ORDER BY v.viewed_at DESC, v.product_id DESC OFFSET ${maxViews - 1} FOR UPDATE SKIP LOCKED
        )
      )
      SELECT EXISTS (SELECT FROM saved) AS saved`,
    values: [view.userId, view.productId, view.viewedAt],
  });
  return rows[0]?.saved ?? false;
}

export type ViewRow = SummaryRow & { viewed_at: Date };

/** A page of the products that a person looked at, most recent first, without those that are not on sale. One statement. */
export function listViews(
  pool: pg.Pool,
  userId: string,
  page: Page<readonly [viewedAt: Date, productId: string]>,
): Promise<ViewRow[]> {
  const parameters = createParameters();
  // SQL: hot, keyset page with the products.
  return keysetPage<ViewRow>(pool, {
    name: 'product-views',
    select: `${summaryColumns}, v.viewed_at`,
    from: 'product_view v JOIN product p ON p.id = v.product_id AND p.listed',
    where: [`v.user_id = ${parameters.add(userId)}`],
    parameters,
    key: ['v.viewed_at', 'v.product_id'],
    direction: 'DESC',
    page,
  });
}

/** Deletes one product, or all, from those that a person looked at. Returns their number. */
export async function deleteViews(db: Queryable, userId: string, productId: string | null = null): Promise<number> {
  // SQL: also in a consumer, which has no Prisma client.
  const { rowCount } = await db.query({
    name: 'delete-product-views',
    text: 'DELETE FROM product_view WHERE user_id = $1 AND ($2::text IS NULL OR product_id = $2)',
    values: [userId, productId],
  });
  return rowCount ?? 0;
}
