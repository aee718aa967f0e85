import { isId } from '@soko/ids';
import type pg from 'pg';
import type { Page } from '@soko/pagination';
import { type SummaryRow, summaryColumns } from './product-rows.ts';

export const wishlistLimit = 500;

/**
 * Adds a product to a wishlist, if it is not in it; the first time counts. Answers false when the wishlist is full. One
 * statement; two at once may both get in as the last one.
 */
export async function addWish(
  pool: pg.Pool,
  wish: { userId: string; productId: string; addedAt: Date },
): Promise<boolean> {
  const { rows } = await pool.query<{ fits: boolean }>({
    name: 'add-wish',
    text: `WITH present AS (SELECT product_id FROM wish WHERE user_id = $1),
        added AS (
          INSERT INTO wish (user_id, product_id, added_at) SELECT $1, $2, $3 WHERE (SELECT count(*) FROM present) < $4
          ON CONFLICT DO NOTHING
        )
      SELECT (SELECT count(*) FROM present) < $4 OR EXISTS (SELECT FROM present WHERE product_id = $2) AS fits`,
    values: [wish.userId, wish.productId, wish.addedAt, wishlistLimit],
  });
  return rows[0]?.fits ?? false;
}

/** Answers whether it was there. */
export async function removeWish(pool: pg.Pool, userId: string, productId: string): Promise<boolean> {
  if (!isId('prd', productId)) return false;
  const { rowCount } = await pool.query({
    name: 'remove-wish',
    text: 'DELETE FROM wish WHERE user_id = $1 AND product_id = $2',
    values: [userId, productId],
  });
  return rowCount === 1;
}

export type WishRow = SummaryRow & { added_at: Date };

/** A page of a person's wishlist, newest first; what is not on sale is left out. One statement. */
export async function listWishes(
  pool: pg.Pool,
  userId: string,
  { cursor, backwards, limit }: Page<[addedAt: string, productId: string]>,
): Promise<WishRow[]> {
  const direction = backwards ? 'ASC' : 'DESC';
  const { rows } = await pool.query<WishRow>({
    name: `wishes-${direction}`,
    text: `SELECT ${summaryColumns}, w.added_at FROM wish w JOIN product p ON p.id = w.product_id AND p.listed
      WHERE w.user_id = $1 AND ($2::timestamptz IS NULL OR (w.added_at, w.product_id) ${backwards ? '>' : '<'} ($2, $3))
      ORDER BY w.added_at ${direction}, w.product_id ${direction} LIMIT $4`,
    values: [userId, cursor?.[0] ?? null, cursor?.[1] ?? null, limit + 1],
  });
  return rows;
}
