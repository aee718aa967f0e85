import type { Queryable } from '@soko/postgres';
import { maxCodesOfCart } from '../../domain/promotions/code.ts';

/** SQL: the codes of the cart `c`, in order of entry. */
export const codesOfCart = `ARRAY(SELECT k.code FROM cart_promotion_code k WHERE k.cart_id = c.id ORDER BY k.added_at, k.code)`;

/** Adds a code to a cart, once. Returns false when the cart has too many. One statement. */
export async function addCodeToCart(db: Queryable, cartId: string, code: string, now: Date): Promise<boolean> {
  const { rows } = await db.query<{ fits: boolean }>({
    name: 'cart-add-code',
    // SQL: counts and adds in one statement.
    text: `WITH cart AS (SELECT id FROM cart WHERE id = $1 FOR UPDATE),
        known AS (SELECT k.code FROM cart_promotion_code k JOIN cart ON cart.id = k.cart_id),
        added AS (
          INSERT INTO cart_promotion_code (cart_id, code, added_at) SELECT cart.id, $2, $3 FROM cart
          WHERE (SELECT count(*) FROM known) < ${maxCodesOfCart} ON CONFLICT DO NOTHING RETURNING code
        )
      SELECT EXISTS (SELECT FROM added) OR EXISTS (SELECT FROM known WHERE code = $2) AS fits`,
    values: [cartId, code, now],
  });
  return rows[0]?.fits ?? false;
}

/** Removes a code from a cart. Returns false when the cart does not have it. One statement. */
export async function removeCodeFromCart(db: Queryable, cartId: string, code: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'cart-remove-code',
    // SQL: one row by its key.
    text: 'DELETE FROM cart_promotion_code WHERE cart_id = $1 AND code = $2',
    values: [cartId, code],
  });
  return rowCount === 1;
}

/** The codes of carts, in order of entry. One statement. */
export async function findCodesOfCarts(
  db: Queryable,
  cartIds: readonly string[],
): Promise<{ cartId: string; code: string }[]> {
  const { rows } = await db.query<{ cartId: string; code: string }>({
    name: 'codes-of-carts',
    // SQL: one statement for any number of carts.
    text: `SELECT cart_id AS "cartId", code FROM cart_promotion_code WHERE cart_id = ANY($1) ORDER BY added_at, code`,
    values: [cartIds],
  });
  return rows;
}
