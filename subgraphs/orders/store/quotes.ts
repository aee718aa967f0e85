import type { Envelope } from '@soko/events';
import { isId } from '@soko/ids';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Address } from '@soko/input';
import type { AcceptedOffer } from '../domain/offers/offered-price.ts';
import type { DeliveryMethod, PricedCheckout, PricedOrder } from '../domain/price-checkout.ts';
import type { Checkout } from '../domain/purchase.ts';
import type { Quote, QuoteWarning } from '../domain/quote.ts';
import type { TaxEvidence, TaxRate } from '../domain/tax.ts';
import type { Vacation } from '../domain/vacations/vacation.ts';
import type { Totals } from '../domain/totals.ts';
import type { OrdersServices } from '../services.ts';
import { checkoutColumns, type CheckoutRow, isUnpaid, toCheckout } from './checkout-rows.ts';
import { toJson } from './json.ts';
import { type AcceptedOfferJson, acceptedOffersOf, toAcceptedOffers } from './offers/accepted-offers.ts';
import { type DiscountJson, toDiscounts } from './order-rows.ts';
import { anyAutomatic } from './promotions/find-candidates.ts';
import { isOnVacation, toVacation, type VacationJson, vacationJson } from './vacations.ts';
import { ratesOf, toRates } from './tax-rates.ts';

type Stored<T> = { [Key in keyof T]: T[Key] extends bigint ? string : T[Key] };
/** Quotes of an earlier version have no discounts and no offers; they are valid for half an hour. */
type StoredLine = Omit<Stored<PricedOrder['lines'][number]>, 'discounts' | 'discountMinor' | 'offerId'> & {
  offerId?: string | null;
  discountMinor?: string;
  discounts?: DiscountJson[];
};
type StoredOrder = Omit<Stored<PricedOrder>, 'lines' | 'deliveryDiscounts'> & {
  lines: StoredLine[];
  deliveryDiscounts?: DiscountJson[];
};

interface Content extends Omit<Stored<PricedCheckout>, 'orders'> {
  deliveryMethod: DeliveryMethod;
  warnings: QuoteWarning[];
  /** Missing in quotes of an earlier version. */
  locale?: string | null;
  /** Missing in quotes of an earlier version. */
  promotionCodes?: string[];
  orders: StoredOrder[];
}

interface Row {
  id: string;
  cart_id: string;
  user_id: string | null;
  token_hash: string | null;
  email: string;
  address: Address | null;
  tax_evidence: TaxEvidence | null;
  content: Content;
  expires_at: Date;
}

const readTotals = (stored: Stored<Totals>): Totals => ({
  itemsMinor: BigInt(stored.itemsMinor),
  deliveryMinor: BigInt(stored.deliveryMinor),
  taxMinor: BigInt(stored.taxMinor),
  taxIncludedMinor: BigInt(stored.taxIncludedMinor),
  discountMinor: BigInt(stored.discountMinor),
  totalMinor: BigInt(stored.totalMinor),
});

const readOrder = (order: StoredOrder): PricedOrder => ({
  sellerId: order.sellerId,
  deliveryMethod: order.deliveryMethod,
  lines: order.lines.map((line) => ({
    ...line,
    taxCountry: line.taxCountry ?? null,
    unitPriceMinor: BigInt(line.unitPriceMinor),
    offerId: line.offerId ?? null,
    taxMinor: BigInt(line.taxMinor),
    discountMinor: BigInt(line.discountMinor ?? 0),
    discounts: toDiscounts(line.discounts ?? []),
  })),
  deliveryDiscounts: toDiscounts(order.deliveryDiscounts ?? []),
  ...readTotals(order),
});

const toQuote = ({ content, ...row }: Row): Quote => ({
  id: row.id,
  cartId: row.cart_id,
  userId: row.user_id,
  tokenHash: row.token_hash,
  email: row.email,
  address: row.address,
  locale: content.locale ?? null,
  // Quotes of an earlier version have no evidence; they are valid for half an hour.
  taxEvidence: row.tax_evidence ?? {
    declaredCountry: null,
    deliveryCountry: row.address?.country ?? null,
    clientAddress: '',
  },
  deliveryMethod: content.deliveryMethod,
  priced: { currency: content.currency, orders: content.orders.map(readOrder), ...readTotals(content) },
  warnings: content.warnings,
  promotionCodes: content.promotionCodes ?? [],
  expiresAt: row.expires_at,
});

/** Saves a quote with its event, unless sellers of its goods are on vacation: then it returns their vacations. One statement. */
export async function addQuote(db: Queryable, quote: Quote, now: Date, event: Envelope): Promise<Vacation[]> {
  const { priced, deliveryMethod, warnings, locale, promotionCodes } = quote;
  const { rows } = await db.query<{ vacation: VacationJson }>({
    name: 'add-quote',
    // SQL: hot, part of every checkout.
    text: `WITH away AS (
        SELECT ${vacationJson} AS vacation FROM seller s WHERE s.id = ANY($11) AND ${isOnVacation('$9')}
      ), added AS (
        INSERT INTO quote (id, cart_id, user_id, token_hash, email, address, content, expires_at, created_at, tax_evidence)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 WHERE NOT EXISTS (SELECT FROM away)
      ), told AS (${outboxInsert('$12')} WHERE NOT EXISTS (SELECT FROM away))
      SELECT vacation FROM away`,
    values: [
      quote.id,
      quote.cartId,
      quote.userId,
      quote.tokenHash,
      quote.email,
      quote.address === null ? null : toJson(quote.address),
      toJson({ ...priced, deliveryMethod, warnings, locale, promotionCodes }),
      quote.expiresAt,
      now,
      toJson(quote.taxEvidence),
      priced.orders.map(({ sellerId }) => sellerId),
      outboxRows([event]),
    ],
  });
  return rows.map(({ vacation }) => toVacation(vacation));
}

/** Facts that `placeOrder` decides on. */
export interface PlaceFacts {
  quote: Quote;
  rates: TaxRate[];
  /** The checkout that was placed with the same idempotency key. */
  earlier: Checkout | null;
  /** The checkout that the quote was ordered as or is being ordered as. */
  used: Checkout | null;
  /** Number for a new checkout. Null when none can be placed. Unused numbers are skipped. */
  sequence: string | null;
  /** Ids of the owner's checkouts that are not paid yet, oldest first. */
  unpaidIds: string[];
  /** True when a promotion runs that buyers get without a code. */
  hasAutomatic: boolean;
  /** Offers of the buyer whose price can be ordered. */
  offers: AcceptedOffer[];
}

/** The checkout of an idempotency key, without its quote: quotes are deleted after a day. One statement. Null when there is none. */
export async function findPlaced(
  pool: Queryable,
  { userId, quoteId, idempotencyKey }: { userId: string | null; quoteId: string; idempotencyKey: string },
): Promise<Checkout | null> {
  const where =
    userId === null
      ? "c.buyer_id IS NULL AND c.quote_id = $1 AND c.status IN ('PENDING', 'REQUIRES_ACTION', 'CONFIRMED')"
      : 'c.owner = $1';
  const { rows } = await pool.query<CheckoutRow>({
    name: userId === null ? 'placed-by-guest' : 'placed-by-buyer',
    // SQL: keeps the mapping of rows in one place.
    text: `SELECT ${checkoutColumns} FROM checkout c WHERE ${where} AND c.idempotency_key = $2`,
    values: [userId ?? quoteId, idempotencyKey],
  });
  return rows[0] === undefined ? null : toCheckout(rows[0]);
}

/** One checkout as JSON. Amounts become strings, because a JSON number may be too small for them. */
const checkoutAsJson = (where: string): string =>
  `(SELECT to_jsonb(x) || jsonb_build_object('total_minor', x.total_minor::text)
    FROM (SELECT ${checkoutColumns} FROM checkout c WHERE ${where} LIMIT 1) x)`;

/** A quote with the tax rates of its countries and an earlier checkout with the key. One statement. Null without a quote. */
export async function findPlaceFacts(
  { pool, pickupCountry }: Pick<OrdersServices, 'pool' | 'pickupCountry'>,
  quoteId: string,
  idempotencyKey: string,
  now: Date,
): Promise<PlaceFacts | null> {
  if (!isId('quo', quoteId)) return null;
  const { rows } = await pool.query<
    Row & {
      rates: Parameters<typeof toRates>[0];
      earlier: CheckoutRow | null;
      used: CheckoutRow | null;
      sequence: string | null;
      unpaid_ids: string[];
      has_automatic: boolean;
      offers: AcceptedOfferJson[];
    }
  >({
    name: 'place-facts',
    // SQL: hot; all facts of a checkout in one statement.
    text: `SELECT f.*, CASE WHEN f.earlier IS NULL AND f.used IS NULL AND f.expires_at > $3 THEN nextval('order_number')::text END AS sequence
      FROM (SELECT q.id, q.cart_id, q.user_id, q.token_hash, q.email, q.address, q.tax_evidence, q.content, q.expires_at,
        ${ratesOf("ARRAY[q.address ->> 'country', q.tax_evidence ->> 'declaredCountry', $4]")} AS rates,
        ${checkoutAsJson('c.owner = coalesce(q.user_id, q.cart_id) AND c.idempotency_key = $2')} AS earlier,
        ${checkoutAsJson("c.quote_id = q.id AND c.status IN ('PENDING', 'REQUIRES_ACTION', 'CONFIRMED')")} AS used,
        ARRAY(SELECT c.id FROM checkout c WHERE c.owner = coalesce(q.user_id, q.cart_id) AND ${isUnpaid} ORDER BY c.created_at) AS unpaid_ids,
        ${anyAutomatic('$3')} AS has_automatic, ${acceptedOffersOf('q.user_id', '$3')} AS offers
      FROM quote q WHERE q.id = $1) f`,
    values: [quoteId, idempotencyKey, now, pickupCountry],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const toFound = (found: CheckoutRow | null) =>
    found && toCheckout({ ...found, created_at: new Date(found.created_at) });
  return {
    quote: toQuote(row),
    rates: toRates(row.rates),
    earlier: toFound(row.earlier),
    used: toFound(row.used),
    sequence: row.sequence,
    unpaidIds: row.unpaid_ids,
    hasAutomatic: row.has_automatic,
    offers: toAcceptedOffers(row.offers),
  };
}
