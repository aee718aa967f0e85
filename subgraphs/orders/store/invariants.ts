import type { Invariant } from '@soko/invariants';
import { arrows, isDelivered, orderStatuses, unchargedEnds } from '../domain/order-status.ts';
import { promotionInvariants } from './promotions/invariants.ts';
import { disputeInvariants } from './disputes/dispute-invariants.ts';
import { offerInvariants } from './offers/offer-invariants.ts';
import { returnInvariants } from './returns/return-invariants.ts';

const moves = Object.entries(arrows).flatMap(([from, next]) => next.map((to) => `('${from}', '${to}')`));

const delivered = orderStatuses.filter(isDelivered);

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/** Rules of orders that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'lines-add-up',
    rule: 'The items, taxes and fee of an order are the sums of its lines.',
    sql: `SELECT o.id AS subject, format('items %s of %s, tax %s of %s, included %s of %s, fee %s of %s',
        o.items_minor, l.items, o.tax_minor, l.tax, o.tax_included_minor, l.included, o.fee_minor, l.fee) AS found
      FROM orders o CROSS JOIN bounds JOIN LATERAL (
        SELECT sum(unit_price_minor * coalesce(packed_quantity, quantity)) AS items,
          coalesce(sum(tax_minor) FILTER (WHERE NOT tax_inclusive), 0) AS tax,
          coalesce(sum(tax_minor) FILTER (WHERE tax_inclusive), 0) AS included, sum(fee_minor) AS fee
        FROM order_line WHERE order_id = o.id) l ON true
      WHERE o.created_at >= bounds.since AND (o.items_minor, o.tax_minor, o.tax_included_minor, o.fee_minor)
        IS DISTINCT FROM (l.items, l.tax, l.included, l.fee)`,
  },
  {
    name: 'checkout-covers-its-orders',
    rule: 'The orders of a checkout never cost more than the checkout, and have its currency.',
    sql: `SELECT c.id AS subject, format('%s %s for orders of %s', c.total_minor, c.currency, sum(o.total_minor)) AS found
      FROM checkout c CROSS JOIN bounds JOIN orders o ON o.checkout_id = c.id
      WHERE c.created_at >= bounds.since GROUP BY c.id
      HAVING sum(o.total_minor) > c.total_minor OR bool_or(o.currency <> c.currency)`,
  },
  {
    name: 'history-leads-to-the-status',
    rule: 'The history of an order contains only legal moves, without gaps, and ends in its status.',
    sql: `SELECT o.id AS subject, format('%s after %s → %s', coalesce(h.gap, o.status), h.from_status, h.to_status) AS found
      FROM orders o CROSS JOIN bounds JOIN LATERAL (
        SELECT from_status, to_status, CASE
          WHEN before IS DISTINCT FROM from_status THEN 'gap'
          WHEN from_status IS NOT NULL AND (from_status, to_status) NOT IN (${moves.join(', ')}) THEN 'illegal'
          WHEN next IS NULL AND to_status <> o.status THEN 'end' END AS gap
        FROM (SELECT from_status, to_status, lag(to_status) OVER steps AS before, lead(to_status) OVER steps AS next
          FROM order_history WHERE order_id = o.id WINDOW steps AS (ORDER BY id)) steps) h ON h.gap IS NOT NULL
      WHERE o.created_at >= bounds.since`,
  },
  {
    name: 'confirmed-is-paid',
    rule: 'An order is confirmed only when its payment is authorised.',
    sql: `SELECT o.id AS subject, o.status || ' with payment ' || o.payment_status AS found FROM orders o, bounds
      WHERE o.created_at >= bounds.since AND o.payment_status = 'NONE' AND o.total_minor > 0
        AND o.status IN ('CONFIRMED', 'PACKAGING', 'PACKAGED', 'IN_DELIVERY', 'DELIVERY_FAILED', ${quoted(delivered)})`,
  },
  {
    name: 'fulfilled-is-charged',
    rule: 'A fulfilled order is charged.',
    sql: `SELECT o.id AS subject, o.payment_status AS found FROM orders o, bounds
      WHERE o.created_at >= bounds.since AND o.status IN (${quoted(delivered)}) AND o.total_minor > 0
        AND o.payment_status IN ('NONE', 'AUTHORIZED', 'VOIDED') AND o.updated_at < bounds.settled`,
  },
  {
    name: 'ended-is-not-charged',
    rule: 'An order that ended before its delivery is not charged, and its authorisation is released.',
    sql: `SELECT o.id AS subject, o.status || ' with payment ' || o.payment_status AS found FROM orders o, bounds
      WHERE o.created_at >= bounds.since AND o.status IN (${quoted(unchargedEnds)})
        AND o.payment_status IN ('AUTHORIZED', 'CAPTURED', 'PARTIALLY_CAPTURED') AND o.updated_at < bounds.settled`,
  },
  {
    name: 'purchases-end',
    rule: 'Every purchase reaches its end before its deadline.',
    sql: `SELECT s.checkout_id AS subject, format('%s, %s tries: %s', s.step, s.attempts, s.last_error) AS found
      FROM checkout_saga s, bounds WHERE s.next_at IS NOT NULL AND s.deadline_at < bounds.settled`,
  },
  {
    name: 'tasks-end',
    rule: 'Every capture, void, release, repeated authorisation, refund and restock is made before its deadline.',
    sql: `SELECT t.order_id AS subject, format('%s, %s tries: %s', t.kind, t.attempts, t.last_error) AS found
      FROM order_task t, bounds
      WHERE t.failed_at >= bounds.since OR (t.next_at IS NOT NULL AND t.deadline_at < bounds.settled)`,
  },
  {
    name: 'unminted-is-refunded',
    rule: 'A charged line of a token is minted, or its price is refunded, within a day.',
    sql: `SELECT l.id AS subject, format('%s of %s, order %s', coalesce(l.packed_quantity, l.quantity), l.quantity, o.status) AS found
      FROM orders o CROSS JOIN bounds JOIN order_line l ON l.order_id = o.id AND l.type = 'NFT'
      WHERE o.updated_at >= bounds.since AND CASE
        WHEN l.packed_quantity = 0 OR (o.status = 'CANCELLED' AND o.payment_status IN ('CAPTURED', 'PARTIALLY_CAPTURED'))
          THEN NOT EXISTS (SELECT FROM order_task t WHERE t.order_id = o.id AND t.kind = 'REFUND' AND t.cause = 'OTHER')
        ELSE o.status = 'CONFIRMED' AND o.payment_status = 'CAPTURED' AND o.updated_at < bounds.settled - interval '1 day' END`,
  },
  ...promotionInvariants,
  ...disputeInvariants,
  ...offerInvariants,
  ...returnInvariants,
];
