import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { OrderMoney, PartOfOrder } from '../../domain/contacts/parts-of-order.ts';

// SQL: locks, ON CONFLICT with a condition, and counts from rows.

/** Locks a person until the transaction ends, so that nobody is erased meanwhile. False for an erased or unknown person. */
export async function lockPerson(tx: Queryable, userId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'contacts-lock-person',
    text: `SELECT 1 FROM users WHERE id = $1 AND status <> 'ERASED' FOR SHARE`,
    values: [userId],
  });
  return rowCount === 1;
}

/** The contact of a person in a store, which is made when it is not there. Null for an unknown store. */
export async function makePersonContact(
  tx: Queryable,
  { storeId, userId, source, at }: { storeId: string; userId: string; source: 'ORDER' | 'CLAIM'; at: Date },
): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'contacts-make-person',
    text: `INSERT INTO contacts AS c (id, store_id, user_id, source, tags, last_active_at, created_at)
      SELECT $1, s.id, $3, $5, '{}', $4, $4 FROM stores s WHERE s.id = $2
      ON CONFLICT (store_id, user_id) DO UPDATE SET last_active_at = greatest(c.last_active_at, excluded.last_active_at)
      RETURNING c.id`,
    values: [newId('ctc'), storeId, userId, at, source],
  });
  return rows[0]?.id ?? null;
}

export async function insertContactClaim(
  tx: Queryable,
  contactId: string,
  { claimId, tokenId, at }: { claimId: string; tokenId: string; at: Date },
): Promise<void> {
  await tx.query({
    name: 'contacts-insert-claim',
    text: `INSERT INTO contact_claims (contact_id, claim_id, token_id, claimed_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    values: [contactId, claimId, tokenId, at],
  });
}

export async function insertContactOrder(
  tx: Queryable,
  contactId: string,
  orderId: string,
  { currency, spentMinor, productIds, orderedAt }: PartOfOrder & { orderedAt: Date },
): Promise<void> {
  await tx.query({
    name: 'contacts-insert-order',
    text: `INSERT INTO contact_orders (contact_id, order_id, currency, spent_minor, refunded_minor, product_ids, ordered_at)
      VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT DO NOTHING`,
    values: [contactId, orderId, currency, spentMinor, productIds, orderedAt],
  });
}

/** Counts the orders of a contact again. The contact is locked. */
export async function countOrders(tx: Queryable, contactId: string): Promise<void> {
  await tx.query({
    name: 'contacts-count-orders',
    text: `UPDATE contacts SET (orders, last_ordered_at) = (
        SELECT count(*), max(ordered_at) FROM contact_orders WHERE contact_id = $1)
      WHERE id = $1`,
    values: [contactId],
  });
}

export interface KnownPart extends OrderMoney {
  contactId: string;
  storeId: string;
}

/** The parts of an order that contacts have. The contacts are locked until the transaction ends. */
export async function lockPartsOf(tx: Queryable, orderId: string): Promise<KnownPart[]> {
  const { rows } = await tx.query<{
    contactId: string;
    storeId: string;
    capturedMinor: string | null;
    refundedMinor: string;
  }>({
    name: 'contacts-lock-parts',
    text: `SELECT c.id AS "contactId", c.store_id AS "storeId", o.captured_minor::text AS "capturedMinor",
        o.refunded_minor::text AS "refundedMinor"
      FROM contact_orders o JOIN contacts c ON c.id = o.contact_id
      WHERE o.order_id = $1 ORDER BY c.store_id FOR UPDATE OF c`,
    values: [orderId],
  });
  return rows.map(({ capturedMinor, refundedMinor, ...row }) => ({
    ...row,
    capturedMinor: capturedMinor === null ? null : BigInt(capturedMinor),
    refundedMinor: BigInt(refundedMinor),
  }));
}

export async function savePart(
  tx: Queryable,
  orderId: string,
  { contactId, capturedMinor, refundedMinor, spentMinor }: KnownPart & { spentMinor: bigint },
): Promise<void> {
  await tx.query({
    name: 'contacts-save-part',
    text: `UPDATE contact_orders SET captured_minor = $3, refunded_minor = $4, spent_minor = $5
      WHERE contact_id = $1 AND order_id = $2`,
    values: [contactId, orderId, capturedMinor, refundedMinor, spentMinor],
  });
}

export async function deletePartsOf(tx: Queryable, orderId: string): Promise<void> {
  await tx.query({
    name: 'contacts-delete-parts',
    text: 'DELETE FROM contact_orders WHERE order_id = $1',
    values: [orderId],
  });
}
