import { isId } from '@soko/ids';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters } from '@soko/postgres';
import type pg from 'pg';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type SummaryRow, summaryColumns } from './product-rows.ts';

/** Products in one wishlist. */
export const maxWishes = 500;

/**
 * Adds a product to a wishlist. A repeat keeps the first time. Returns false if the wishlist is full. One statement; two at
 * the same time may exceed the limit by one.
 */
export async function addWish(
  pool: pg.Pool,
  wish: { userId: string; productId: string; addedAt: Date },
): Promise<boolean> {
  // SQL: conditional insert with a count.
  const { rows } = await pool.query<{ fits: boolean }>({
    name: 'add-wish',
    text: `WITH present AS (SELECT product_id FROM wish WHERE user_id = $1),
        added AS (
          INSERT INTO wish (user_id, product_id, added_at) SELECT $1, $2, $3 WHERE (SELECT count(*) FROM present) < $4
          ON CONFLICT DO NOTHING
        )
      SELECT (SELECT count(*) FROM present) < $4 OR EXISTS (SELECT FROM present WHERE product_id = $2) AS fits`,
    values: [wish.userId, wish.productId, wish.addedAt, maxWishes],
  });
  return rows[0]?.fits ?? false;
}

/** Removes a product from a wishlist. Returns false if it was not in it. */
export async function removeWish(db: PrismaClient, userId: string, productId: string): Promise<boolean> {
  if (!isId('prd', productId)) return false;
  const { count } = await db.wish.deleteMany({ where: { userId, productId } });
  return count === 1;
}

export type WishRow = SummaryRow & { added_at: Date };

/** A page of a user's wishlist, newest first, without products that are not on sale. One statement. */
export function listWishes(
  pool: pg.Pool,
  userId: string,
  page: Page<readonly [addedAt: Date, productId: string]>,
): Promise<WishRow[]> {
  const parameters = createParameters();
  // SQL: hot, keyset page with the products.
  return keysetPage<WishRow>(pool, {
    name: 'wishes',
    select: `${summaryColumns}, w.added_at`,
    from: 'wish w JOIN product p ON p.id = w.product_id AND p.listed',
    where: [`w.user_id = ${parameters.add(userId)}`],
    parameters,
    key: ['w.added_at', 'w.product_id'],
    direction: 'DESC',
    page,
  });
}

export async function deleteWishesOf(pool: pg.Pool, userId: string): Promise<void> {
  // SQL: in a consumer, which has no Prisma client.
  await pool.query('DELETE FROM wish WHERE user_id = $1', [userId]);
}
