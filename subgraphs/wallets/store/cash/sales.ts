import type { Queryable } from '@soko/postgres';
import type { SaleParts, SalePrices } from '../../domain/cash/divide-sale.ts';

/** Prices of an order as orders published them, with what they say about it. */
export interface SaleOrder extends SalePrices {
  orderId: string;
  sellerId: string;
  currency: string;
  /** Number of the order, for people. */
  number: string;
  sequence: number;
  /** Orders knows of the capture, so that the prices do not change any more. */
  isFinal: boolean;
  /** The buyer confirmed that the goods arrived. */
  receivedAt: Date | null;
  /** The order was delivered. */
  fulfilledAt: Date | null;
}

/**
 * Waits for others who work on the sale of this order, until the end of the transaction. Its order and its payment arrive by
 * themselves, and neither must miss the other.
 */
export async function lockOrder(tx: Queryable, orderId: string): Promise<void> {
  // SQL: an advisory lock, because the rows may not exist yet.
  await tx.query({
    name: 'sale-lock-order',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('sale:' || $1, 0))`,
    values: [orderId],
  });
}

/** A column that an older event leaves as it is. */
const ifNewer = (column: string): string =>
  `${column} = CASE WHEN known.sequence < excluded.sequence THEN excluded.${column} ELSE known.${column} END`;

const pricesIfNewer = ['total_minor', 'delivery_minor', 'tax_minor', 'fee_minor', 'promotions_minor', 'updated_at']
  .map(ifNewer)
  .join(', ');

/**
 * Saves the prices of an order, unless newer ones are known. That they are final, and that the goods were received, counts also
 * when an older event says so, such as one that had to be repeated.
 */
export async function noteSaleOrder(tx: Queryable, order: SaleOrder, now: Date): Promise<void> {
  await tx.query({
    name: 'sale-order-note',
    // SQL: ON CONFLICT with a condition on the sequence, in the transaction of the ledger.
    text: `INSERT INTO sale_order AS known (order_id, seller_id, currency, total_minor, delivery_minor, tax_minor, fee_minor,
        is_final, received_at, sequence, updated_at, number, fulfilled_at, promotions_minor)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      ON CONFLICT (order_id) DO UPDATE SET ${pricesIfNewer}, is_final = known.is_final OR excluded.is_final,
        received_at = least(known.received_at, excluded.received_at),
        fulfilled_at = least(known.fulfilled_at, excluded.fulfilled_at), sequence = greatest(known.sequence, excluded.sequence),
        number = excluded.number`,
    values: [
      order.orderId,
      order.sellerId,
      order.currency,
      order.totalMinor,
      order.deliveryMinor,
      order.taxMinor,
      order.feeMinor,
      order.isFinal,
      order.receivedAt,
      order.sequence,
      now,
      order.number,
      order.fulfilledAt,
      order.promotionsMinor,
    ],
  });
}

/** A captured payment, and how much of it is in the ledger. */
export interface Sale {
  paymentId: string;
  orderId: string;
  sellerId: string;
  method: string;
  currency: string;
  capturedMinor: bigint;
  capturedAt: Date;
  /** Null until the capture is in the ledger. */
  parts: SaleParts | null;
  /** Parts of the refunds so far. A fee that the seller paid in place of the platform counts as the fee's. */
  refunded: SaleParts;
}

interface Row {
  paymentId: string;
  orderId: string;
  sellerId: string;
  method: string;
  currency: string;
  capturedMinor: string;
  capturedAt: Date;
  postedAt: Date | null;
  amounts: string[];
  refunds: string[];
}

const toParts = ([seller, fee, tax, delivery, promotions]: readonly string[]): SaleParts => ({
  sellerMinor: BigInt(seller ?? 0),
  feeMinor: BigInt(fee ?? 0),
  taxMinor: BigInt(tax ?? 0),
  deliveryMinor: BigInt(delivery ?? 0),
  promotionsMinor: BigInt(promotions ?? 0),
});

/** The sale of an order, locked until the end of the transaction. */
export async function lockSale(tx: Queryable, orderId: string): Promise<Sale | null> {
  const { rows } = await tx.query<Row>({
    name: 'sale-lock',
    // SQL: FOR UPDATE.
    text: `SELECT payment_id AS "paymentId", order_id AS "orderId", seller_id AS "sellerId", method, currency,
        captured_minor AS "capturedMinor", captured_at AS "capturedAt", posted_at AS "postedAt",
        ARRAY[seller_minor, fee_minor, tax_minor, delivery_minor, promotions_minor]::text[] AS amounts,
        ARRAY[seller_refunded_minor, fee_refunded_minor, tax_refunded_minor, delivery_refunded_minor,
          promotions_refunded_minor]::text[] AS refunds
      FROM sale WHERE order_id = $1 FOR UPDATE`,
    values: [orderId],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const { postedAt, amounts, refunds, ...rest } = row;
  const parts = postedAt === null ? null : toParts(amounts);
  return { ...rest, capturedMinor: BigInt(row.capturedMinor), parts, refunded: toParts(refunds) };
}

/** Saves a captured payment, once. */
export async function insertSale(tx: Queryable, sale: Omit<Sale, 'parts' | 'refunded'>): Promise<void> {
  await tx.query({
    name: 'sale-insert',
    // SQL: ON CONFLICT, in the transaction of the ledger.
    text: `INSERT INTO sale (payment_id, order_id, seller_id, method, currency, captured_minor, captured_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    values: [
      sale.paymentId,
      sale.orderId,
      sale.sellerId,
      sale.method,
      sale.currency,
      sale.capturedMinor,
      sale.capturedAt,
    ],
  });
}

/** The final prices of an order. Null while they can still change. */
export async function findFinalPrices(tx: Queryable, orderId: string, capturedMinor: bigint) {
  const { rows } = await tx.query<Record<keyof SalePrices, string>>({
    name: 'sale-order-final',
    // SQL: runs in the transaction of the ledger.
    text: `SELECT total_minor AS "totalMinor", delivery_minor AS "deliveryMinor", tax_minor AS "taxMinor", fee_minor AS "feeMinor",
        promotions_minor AS "promotionsMinor"
      FROM sale_order WHERE order_id = $1 AND (is_final OR total_minor = $2)`,
    values: [orderId, capturedMinor],
  });
  const row = rows[0];
  if (row === undefined) return null;
  return {
    totalMinor: BigInt(row.totalMinor),
    deliveryMinor: BigInt(row.deliveryMinor),
    taxMinor: BigInt(row.taxMinor),
    feeMinor: BigInt(row.feeMinor),
    promotionsMinor: BigInt(row.promotionsMinor),
  };
}

export async function savePosted(tx: Queryable, paymentId: string, parts: SaleParts, now: Date): Promise<void> {
  await tx.query({
    name: 'sale-save-posted',
    // SQL: runs in the transaction of the ledger.
    text: `UPDATE sale SET seller_minor = $2, fee_minor = $3, tax_minor = $4, delivery_minor = $5, posted_at = $6, promotions_minor = $7
      WHERE payment_id = $1`,
    values: [
      paymentId,
      parts.sellerMinor,
      parts.feeMinor,
      parts.taxMinor,
      parts.deliveryMinor,
      now,
      parts.promotionsMinor,
    ],
  });
}

export async function saveDisputed(tx: Queryable, paymentId: string, isDisputed: boolean): Promise<void> {
  // SQL: runs in the transaction of the ledger.
  await tx.query({
    name: 'sale-save-disputed',
    text: 'UPDATE sale SET is_disputed = $2 WHERE payment_id = $1',
    values: [paymentId, isDisputed],
  });
}

/** The seller's part of an order counts as available `holdMs` after the delivery, or when the buyer confirms that the goods arrived. */
export async function saveAvailable(tx: Queryable, orderId: string, holdMs: number): Promise<void> {
  // SQL: joins two tables, in the transaction of the ledger.
  await tx.query({
    name: 'sale-save-available',
    text: `UPDATE sale SET available_at = least(available_at, o.received_at, o.fulfilled_at + $2 * interval '1 millisecond')
      FROM sale_order o WHERE o.order_id = sale.order_id AND sale.order_id = $1`,
    values: [orderId, holdMs],
  });
}
