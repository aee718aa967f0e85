import type { Queryable } from './queryable.ts';

/** What identifies a person goes; what was bought, and for how much, stays. One statement. */
export async function forgetPerson(db: Queryable, userId: string): Promise<void> {
  await db.query({
    name: 'forget-person',
    text: `WITH carts AS (DELETE FROM cart WHERE user_id = $1), quotes AS (DELETE FROM quote WHERE user_id = $1)
      UPDATE orders SET email = '', address = CASE WHEN address IS NULL THEN NULL ELSE jsonb_build_object('name', '', 'line1', '',
        'line2', NULL, 'city', '', 'region', NULL, 'postalCode', NULL, 'country', address -> 'country', 'phone', NULL) END
      WHERE buyer_id = $1`,
    values: [userId],
  });
}
