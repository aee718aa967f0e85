import type { Queryable } from '@soko/postgres';

/** An order that was confirmed. */
export interface ConfirmedOrder {
  orderId: string;
  /** Digests of its buyer. */
  viewers: readonly string[];
  productIds: readonly string[];
  at: Date;
}

/** Time before an order in which a click counts for it. */
export const attributionMs = 7 * 86_400_000;

/**
 * Counts the order for the adverts of its products that its buyer clicked before: for each product the last one. A repeat counts
 * nothing. One statement.
 */
export async function countOrderWon(
  db: Queryable,
  { orderId, viewers, productIds, at }: ConfirmedOrder,
): Promise<void> {
  // SQL: in a consumer, and DISTINCT ON.
  await db.query({
    name: 'advert-order-won',
    text: `WITH won AS (
        SELECT DISTINCT ON (a.product_id) a.id FROM advert_click c JOIN advert a ON a.id = c.advert_id
        WHERE c.viewer = ANY($2) AND a.product_id = ANY($3) AND c.at >= $4 AND c.at <= $5
        ORDER BY a.product_id, c.at DESC, c.id
      ), fresh AS (
        INSERT INTO advert_order (order_id, advert_id, at) SELECT $1, id, $5 FROM won ORDER BY id
        ON CONFLICT DO NOTHING RETURNING advert_id
      )
      INSERT INTO advert_day (advert_id, day, orders_won) SELECT advert_id, ($5::timestamptz AT TIME ZONE 'UTC')::date, 1 FROM fresh ORDER BY advert_id
      ON CONFLICT (advert_id, day) DO UPDATE SET orders_won = advert_day.orders_won + 1`,
    values: [orderId, viewers, productIds, new Date(at.getTime() - attributionMs), at],
  });
}
