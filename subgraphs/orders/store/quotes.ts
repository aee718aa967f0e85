import { isId } from '@soko/ids';
import type { OrderAddress } from '../domain/address.ts';
import type { DeliveryMethod, PricedCheckout, PricedOrder } from '../domain/price-checkout.ts';
import type { Checkout } from '../domain/purchase.ts';
import type { Quote, QuoteWarning } from '../domain/quote.ts';
import type { TaxRate } from '../domain/tax.ts';
import type { Totals } from '../domain/totals.ts';
import { checkoutColumns, type CheckoutRow, toCheckout } from './checkout-rows.ts';
import { toJson } from './json.ts';
import type { Queryable } from './queryable.ts';
import { ratesOf, toRates } from './tax-rates.ts';

type Written<T> = { [Key in keyof T]: T[Key] extends bigint ? string : T[Key] };
type WrittenLine = Written<PricedOrder['lines'][number]>;
type WrittenOrder = Omit<Written<PricedOrder>, 'lines'> & { lines: WrittenLine[] };

interface Content extends Omit<Written<PricedCheckout>, 'orders'> {
  deliveryMethod: DeliveryMethod;
  warnings: QuoteWarning[];
  orders: WrittenOrder[];
}

interface Row {
  id: string;
  cart_id: string;
  user_id: string | null;
  token_hash: string | null;
  email: string;
  address: OrderAddress | null;
  content: Content;
  expires_at: Date;
}

const readTotals = (written: Written<Totals>): Totals => ({
  itemsMinor: BigInt(written.itemsMinor),
  deliveryMinor: BigInt(written.deliveryMinor),
  taxMinor: BigInt(written.taxMinor),
  taxIncludedMinor: BigInt(written.taxIncludedMinor),
  discountMinor: BigInt(written.discountMinor),
  totalMinor: BigInt(written.totalMinor),
});

const readOrder = (order: WrittenOrder): PricedOrder => ({
  sellerId: order.sellerId,
  deliveryMethod: order.deliveryMethod,
  lines: order.lines.map((line) => ({
    ...line,
    unitPriceMinor: BigInt(line.unitPriceMinor),
    taxMinor: BigInt(line.taxMinor),
  })),
  ...readTotals(order),
});

const toQuote = ({ content, ...row }: Row): Quote => ({
  id: row.id,
  cartId: row.cart_id,
  userId: row.user_id,
  tokenHash: row.token_hash,
  email: row.email,
  address: row.address,
  deliveryMethod: content.deliveryMethod,
  priced: { currency: content.currency, orders: content.orders.map(readOrder), ...readTotals(content) },
  warnings: content.warnings,
  expiresAt: row.expires_at,
});

/** Keeps a quote. One statement. */
export async function addQuote(db: Queryable, quote: Quote, now: Date): Promise<void> {
  const { priced, deliveryMethod, warnings } = quote;
  await db.query({
    name: 'add-quote',
    text: `INSERT INTO quote (id, cart_id, user_id, token_hash, email, address, content, expires_at, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      quote.id,
      quote.cartId,
      quote.userId,
      quote.tokenHash,
      quote.email,
      quote.address === null ? null : toJson(quote.address),
      toJson({ ...priced, deliveryMethod, warnings }),
      quote.expiresAt,
      now,
    ],
  });
}

/** What `placeOrder` has to know before it decides. */
export interface PlaceFacts {
  quote: Quote;
  rates: TaxRate[];
  /** What was made of the same idempotency key before. */
  earlier: Checkout | null;
  /** Whether the quote is being ordered, or was. */
  used: boolean;
  /** For a new checkout, when neither of these stands in its way. A number that is not used is not given again. */
  sequence: string | null;
}

/** A quote with the tax rates of its country and what became of the idempotency key. One statement; null without one. */
export async function findPlaceFacts(
  db: Queryable,
  quoteId: string,
  idempotencyKey: string,
  now: Date,
): Promise<PlaceFacts | null> {
  if (!isId('quo', quoteId)) return null;
  const { rows } = await db.query<
    Row & {
      rates: [string, string, number, boolean][] | null;
      earlier: CheckoutRow | null;
      used: boolean;
      sequence: string | null;
    }
  >({
    name: 'place-facts',
    text: `SELECT f.*, CASE WHEN f.earlier IS NULL AND NOT f.used AND f.expires_at > $3 THEN nextval('order_number')::text END AS sequence
      FROM (SELECT q.id, q.cart_id, q.user_id, q.token_hash, q.email, q.address, q.content, q.expires_at,
        ${ratesOf("q.address ->> 'country'")} AS rates,
        (SELECT to_jsonb(x) || jsonb_build_object('total_minor', x.total_minor::text) FROM (
          SELECT ${checkoutColumns} FROM checkout c WHERE c.owner = coalesce(q.user_id, q.cart_id) AND c.idempotency_key = $2) x) AS earlier,
        EXISTS (SELECT FROM checkout c WHERE c.quote_id = q.id AND c.status IN ('PENDING', 'REQUIRES_ACTION', 'CONFIRMED')) AS used
      FROM quote q WHERE q.id = $1) f`,
    values: [quoteId, idempotencyKey, now],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const earlier = row.earlier && toCheckout({ ...row.earlier, created_at: new Date(row.earlier.created_at) });
  return { quote: toQuote(row), rates: toRates(row.rates), earlier, used: row.used, sequence: row.sequence };
}

/** Quotes that ran out before `before` are forgotten. */
export async function forgetQuotes(db: Queryable, before: Date): Promise<void> {
  await db.query({
    name: 'forget-quotes',
    text: 'DELETE FROM quote WHERE id IN (SELECT id FROM quote WHERE expires_at < $1 LIMIT 5000)',
    values: [before],
  });
}
