import type { Envelope } from '@soko/events';
import { isId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Purchase } from '../../domain/reviews/purchase.ts';

const columns = `p.order_id AS "orderId", p.number, p.seller_id AS "sellerId", p.buyer_id AS "buyerId", p.goods,
  p.is_delivered AS "isDelivered", p.fulfilled_at AS "fulfilledAt"`;

const toJson = (purchase: Purchase) => ({
  order_id: purchase.orderId,
  number: purchase.number,
  seller_id: purchase.sellerId,
  buyer_id: purchase.buyerId,
  goods: purchase.goods,
  is_delivered: purchase.isDelivered,
  fulfilled_at: purchase.fulfilledAt,
});

/** Saves delivered orders and counts them for their sellers, each once. One statement. */
export async function savePurchases(db: Queryable, purchases: readonly Purchase[]): Promise<void> {
  // SQL: several rows and their counts in one statement. Sellers are in order, so that two of them cannot deadlock.
  await db.query({
    name: 'save-purchases',
    text: `WITH added AS (
        INSERT INTO purchase (order_id, number, seller_id, buyer_id, goods, is_delivered, fulfilled_at)
        SELECT DISTINCT ON (order_id) order_id, number, seller_id, buyer_id, goods, is_delivered, fulfilled_at
        FROM jsonb_to_recordset($1) AS r (order_id text, number text, seller_id text, buyer_id text, goods jsonb, is_delivered boolean,
          fulfilled_at timestamptz) ORDER BY order_id
        ON CONFLICT DO NOTHING RETURNING seller_id
      )
      INSERT INTO seller_score AS s (seller_id, sales) SELECT seller_id, count(*) FROM added GROUP BY seller_id ORDER BY seller_id
      ON CONFLICT (seller_id) DO UPDATE SET sales = s.sales + excluded.sales`,
    values: [JSON.stringify(purchases.map(toJson))],
  });
}

export async function findPurchases(db: Queryable, orderIds: readonly string[]): Promise<Purchase[]> {
  // SQL: beside the statements of this file.
  const { rows } = await db.query<Purchase>({
    name: 'find-purchases',
    text: `SELECT ${columns} FROM purchase p WHERE p.order_id = ANY($1)`,
    values: [orderIds.filter((id) => isId('ord', id))],
  });
  return rows;
}

export const findPurchase = async (db: Queryable, orderId: string): Promise<Purchase | null> =>
  (await findPurchases(db, [orderId]))[0] ?? null;

/** Counts a dispute of a seller, or (-1) one less that was counted before. */
export async function countDispute(tx: Queryable, sellerId: string, by: 1 | -1): Promise<void> {
  // SQL: an increment in the database.
  await tx.query({
    name: 'count-dispute',
    text: `INSERT INTO seller_score AS s (seller_id, disputes) VALUES ($1, greatest($2::int, 0))
      ON CONFLICT (seller_id) DO UPDATE SET disputes = s.disputes + $2`,
    values: [sellerId, by],
  });
}

/**
 * Takes buyers who have reviewed nothing of an order that was delivered in the given time, each once, and publishes the event
 * for each in the same transaction. Returns their number.
 */
export const inviteBuyers = (
  pool: pg.Pool,
  { since, until, now, limit }: { since: Date; until: Date; now: Date; limit: number },
  eventOf: (purchase: Purchase) => Envelope,
): Promise<number> =>
  inTransaction(pool, async (tx) => {
    // SQL: SKIP LOCKED, so that two processes take different rows.
    const { rows } = await tx.query<Purchase & { isReviewed: boolean }>({
      name: 'invite-buyers',
      text: `UPDATE purchase p SET invited_at = $3 FROM (
          SELECT order_id FROM purchase WHERE invited_at IS NULL AND buyer_id IS NOT NULL AND fulfilled_at >= $1 AND fulfilled_at < $2
          ORDER BY fulfilled_at, order_id LIMIT $4 FOR UPDATE SKIP LOCKED
        ) due WHERE p.order_id = due.order_id
        RETURNING ${columns}, EXISTS (SELECT FROM review r WHERE r.order_id = p.order_id) AS "isReviewed"`,
      values: [since, until, now, limit],
    });
    await tell(
      tx,
      rows.filter(({ isReviewed }) => !isReviewed).map((purchase) => eventOf(purchase)),
    );
    return rows.length;
  });
