import type { Queryable } from '@soko/postgres';

/** SQL: an order's address without anything but its country. */
export const blankAddress = `CASE WHEN address IS NULL THEN NULL ELSE jsonb_build_object('name', '', 'line1', '',
  'line2', NULL, 'city', '', 'region', NULL, 'postalCode', NULL, 'country', address -> 'country', 'phone', NULL) END`;

/** Deletes the carts and quotes of a person and their contact data in orders. Goods and amounts stay. One statement. */
export async function erasePerson(db: Queryable, userId: string): Promise<void> {
  await db.query({
    name: 'erase-person',
    // SQL: changes several tables and a part of a JSON column in one statement.
    text: `WITH carts AS (DELETE FROM cart WHERE user_id = $1), quotes AS (DELETE FROM quote WHERE user_id = $1),
        vacations AS (
          UPDATE seller SET vacation_since = NULL, vacation_until = NULL, vacation_message = NULL
          WHERE user_id = $1 AND vacation_since IS NOT NULL
        ), returns AS (
          UPDATE order_return SET note = '', tracking_number = NULL
          WHERE buyer_id = $1 AND (note <> '' OR tracking_number IS NOT NULL)
        ), reasons AS (
          UPDATE order_return_history h SET reason = NULL
          FROM order_return r WHERE r.buyer_id = $1 AND h.return_id = r.id AND h.actor_id = $1 AND h.reason IS NOT NULL
        ),
        texts AS (
          UPDATE dispute_message SET text = NULL WHERE author_id = $1
        ), pictures AS (
          UPDATE case_picture SET used_by = NULL, expires_at = to_timestamp(0) WHERE owner = $1
        ), words AS (
          UPDATE offer_step SET message = NULL WHERE actor_id = $1 AND message IS NOT NULL
        ), offers AS (
          -- The job that ends offers ends these next: nobody answers or orders any more.
          UPDATE offer SET expires_at = least(expires_at, now()), valid_until = CASE WHEN valid_until IS NOT NULL THEN least(valid_until, now()) END
          WHERE buyer_id = $1 AND status IN ('OPEN', 'COUNTERED', 'ACCEPTED')
        ), blocks AS (
          -- The end of a block may be known already: it keeps older events out.
          DELETE FROM person_block WHERE (blocker_id = $1 OR blocked_id = $1) AND erased_at IS NULL
        ), evidence AS (UPDATE checkout SET tax_evidence = tax_evidence - 'clientAddress' WHERE buyer_id = $1 AND tax_evidence IS NOT NULL)
      UPDATE orders SET email = '', address = ${blankAddress}
      WHERE buyer_id = $1`,
    values: [userId],
  });
}
