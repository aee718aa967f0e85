import type { EventTrail } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { placedEvent, startedEvent } from '../domain/order-events.ts';
import type { Purchase } from '../domain/purchase.ts';
import type { Vacation } from '../domain/vacations/vacation.ts';
import { maxUnpaidCheckouts } from '../domain/refusals.ts';
import { isOnVacation, toVacation, type VacationJson, vacationJson } from './vacations.ts';
import { isUnpaid } from './checkout-rows.ts';
import { toJson } from './json.ts';

export type PurchaseAdded = 'added' | 'conflict' | { away: readonly Vacation[] };

/**
 * Inserts nothing when the owner has used the key before, has too many unpaid checkouts, or when the quote is already being
 * ordered. The caller then reads why. An unpaid checkout takes one of the owner's numbered places: two processes that count at
 * the same moment choose the same one, and the unique index lets one of them have it.
 *
 * The lock on the sellers orders this statement before or after the start of a vacation at the same time: whichever locks first.
 */
// SQL: hot; adds a whole purchase with its events in one statement, or nothing after a conflict.
const statement = `WITH sellers AS (
    SELECT s.id, ${isOnVacation('$6')} AS away, ${vacationJson} AS vacation FROM seller s
    WHERE s.id IN (SELECT r."sellerId" FROM jsonb_to_recordset($3) AS r ("sellerId" text)) ORDER BY s.id FOR SHARE
  ), added AS (
    INSERT INTO checkout (id, number, owner, idempotency_key, input_hash, quote_id, cart_id, buyer_id, token_hash, status, payment_method,
      currency, total_minor, created_at, updated_at, tax_evidence, unpaid_place)
    SELECT r.id, r.number, r.owner, $7, r."inputHash", $8, r."cartId", r."buyerId", r."tokenHash", r.status, r."paymentMethod",
      r.currency, r."totalMinor", $6, $6, r."taxEvidence", free.place
    FROM jsonb_to_record($1) AS r (id text, number text, owner text, "inputHash" text, "cartId" text, "buyerId" text, "tokenHash" text,
      status text, "paymentMethod" text, currency char(3), "totalMinor" bigint, "taxEvidence" jsonb),
      LATERAL (SELECT place FROM generate_series(1, ${maxUnpaidCheckouts}) AS place WHERE NOT EXISTS (
        SELECT FROM checkout c WHERE c.owner = r.owner AND c.unpaid_place = place AND ${isUnpaid}) ORDER BY place LIMIT 1) free
    WHERE NOT EXISTS (SELECT FROM sellers WHERE away)
      AND (SELECT count(*) FROM checkout c WHERE c.owner = r.owner AND ${isUnpaid}) < ${maxUnpaidCheckouts}
    ON CONFLICT DO NOTHING RETURNING id
  ), started AS (
    INSERT INTO checkout_saga (checkout_id, step, next_at, deadline_at, sealed_payment, correlation_id)
    SELECT a.id, r.step, r."nextAt", r."deadlineAt", r."sealedPayment", r."correlationId"
    FROM added a, jsonb_to_record($2) AS r (step text, "nextAt" timestamptz, "deadlineAt" timestamptz, "sealedPayment" text,
      "correlationId" text)
  ), ordered AS (
    INSERT INTO orders (id, checkout_id, number, seller_id, buyer_id, email, locale, status, payment_status, delivery_method, address, currency,
      items_minor, delivery_minor, tax_minor, tax_included_minor, discount_minor, fee_minor, total_minor, delivery_discounts, created_at, updated_at)
    SELECT r.id, a.id, r.number, r."sellerId", r."buyerId", r.email, r.locale, r.status, r."paymentStatus", r."deliveryMethod", r.address, r.currency,
      r."itemsMinor", r."deliveryMinor", r."taxMinor", r."taxIncludedMinor", r."discountMinor", r."feeMinor", r."totalMinor",
      r."deliveryDiscounts", $6, $6
    FROM added a, jsonb_to_recordset($3) AS r (id text, number text, "sellerId" text, "buyerId" text, email text, locale text, status text,
      "paymentStatus" text, "deliveryMethod" text, address jsonb, currency char(3), "itemsMinor" bigint, "deliveryMinor" bigint,
      "taxMinor" bigint, "taxIncludedMinor" bigint, "discountMinor" bigint, "feeMinor" bigint, "totalMinor" bigint,
      "deliveryDiscounts" jsonb)
  ), listed AS (
    INSERT INTO order_line (id, order_id, position, variant_id, product_id, category_id, store_id, type, title, sku, options, package,
      image_url, quantity, unit_price_minor, tax_basis_points, tax_inclusive, tax_minor, fee_minor, tax_country,
      discount_minor, discounts, offer_id)
    SELECT r.id, r."orderId", r.position, r."variantId", r."productId", r."categoryId", r."storeId", r.type, r.title, r.sku, r.options,
      r.package, r."imageUrl", r.quantity, r."unitPriceMinor", r."taxBasisPoints", r."taxInclusive", r."taxMinor", r."feeMinor", r."taxCountry",
      r."discountMinor", r.discounts, r."offerId"
    FROM added a, jsonb_to_recordset($4) AS r (id text, "orderId" text, position int, "variantId" text, "productId" text,
      "categoryId" text, "storeId" text, type text, title text, sku text, options jsonb, package jsonb, "imageUrl" text, quantity int,
      "unitPriceMinor" bigint, "taxBasisPoints" int, "taxInclusive" boolean, "taxMinor" bigint, "feeMinor" bigint, "taxCountry" text,
      "discountMinor" bigint, discounts jsonb, "offerId" text)
  ), recorded AS (
    INSERT INTO order_history (order_id, at, to_status, actor_kind, actor_id)
    SELECT r.id, $6, r.status, $9, $10 FROM added a, jsonb_to_recordset($3) AS r (id text, status text)
  ), published AS (
    ${outboxInsert('$5')}, added a
  )
  SELECT EXISTS (SELECT FROM added) AS added, ARRAY(SELECT vacation FROM sellers WHERE away) AS away`;

/**
 * Adds a checkout with its saga, its orders, their lines, histories and events. One statement. Adds nothing and returns the
 * vacations of sellers who are away, or `conflict`
 * when the idempotency key was used before, the quote is already being ordered, the owner has too many unpaid checkouts, or
 * another process takes the owner's next place at the same moment.
 */
export async function addPurchase(
  db: Queryable,
  { checkout, saga, orders }: Purchase,
  facts: { idempotencyKey: string; quoteId: string },
  trail: EventTrail,
): Promise<PurchaseAdded> {
  const orderIds = orders.map(({ id }) => id);
  const events = [startedEvent(checkout, orderIds, trail), ...orders.map((order) => placedEvent(order, trail))];
  const lines = orders.flatMap((order) =>
    order.lines.map((line, position) => ({ ...line, orderId: order.id, position })),
  );
  const { rows } = await db.query<{ added: boolean; away: VacationJson[] }>({
    name: 'add-purchase',
    text: statement,
    values: [
      toJson(checkout),
      toJson(saga),
      toJson(orders),
      toJson(lines),
      outboxRows(events),
      checkout.createdAt,
      facts.idempotencyKey,
      facts.quoteId,
      trail.actor.kind,
      trail.actor.id,
    ],
  });
  const { added, away } = rows[0]!;
  if (away.length > 0) return { away: away.map(toVacation) };
  return added ? 'added' : 'conflict';
}
