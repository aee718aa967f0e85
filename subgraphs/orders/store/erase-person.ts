import type { Queryable } from '@soko/postgres';

/** Deletes the carts and quotes of a person and their contact data in orders. Goods and amounts stay. One statement. */
export async function erasePerson(db: Queryable, userId: string): Promise<void> {
  await db.query({
    name: 'erase-person',
    // SQL: changes three tables and a part of a JSON column in one statement.
    text: `WITH carts AS (DELETE FROM cart WHERE user_id = $1), quotes AS (DELETE FROM quote WHERE user_id = $1)
      UPDATE orders SET email = '', address = CASE WHEN address IS NULL THEN NULL ELSE jsonb_build_object('name', '', 'line1', '',
        'line2', NULL, 'city', '', 'region', NULL, 'postalCode', NULL, 'country', address -> 'country', 'phone', NULL) END
      WHERE buyer_id = $1`,
    values: [userId],
  });
}
