import type { Invariant } from '@soko/invariants';
import { unchargedEnds } from '../../domain/order-status.ts';

const uncharged = unchargedEnds.map((status) => `'${status}'`).join(', ');

/** Rules of offers that no constraint can state. */
export const offerInvariants: readonly Invariant[] = [
  {
    name: 'offers-are-used-once',
    rule: 'The price of an offer is in at most one order that did not end without a charge, and the offer says in which.',
    sql: `SELECT l.offer_id AS subject, format('%s orders: %s; the offer is %s by %s', count(*), string_agg(o.id, ', '),
        coalesce(min(f.status), 'gone'), coalesce(min(f.order_id), 'none')) AS found
      FROM orders o CROSS JOIN bounds JOIN order_line l ON l.order_id = o.id LEFT JOIN offer f ON f.id = l.offer_id
      WHERE o.created_at >= bounds.since AND l.offer_id IS NOT NULL AND o.status NOT IN (${uncharged})
      GROUP BY l.offer_id HAVING count(*) > 1 OR min(f.order_id) IS DISTINCT FROM min(o.id)`,
  },
  {
    name: 'used-offers-have-their-order',
    rule: 'An offer is used only by an order that has its price and did not end without a charge.',
    sql: `SELECT f.id AS subject, format('used by %s, which is %s', f.order_id, coalesce(o.status, 'gone')) AS found
      FROM offer f CROSS JOIN bounds LEFT JOIN orders o ON o.id = f.order_id
      WHERE f.updated_at >= bounds.since AND f.status = 'USED' AND (o.id IS NULL OR o.status IN (${uncharged})
        OR NOT EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id AND l.offer_id = f.id))`,
  },
  {
    name: 'offered-prices-are-kept',
    rule: 'A line with an offer has its price, variant, buyer and currency, and no more pieces than it is for.',
    sql: `SELECT l.id AS subject, format('%s of %s at %s %s for %s, offered: %s of %s at %s %s for %s', l.quantity, l.variant_id,
        l.unit_price_minor, o.currency, o.buyer_id, f.quantity, f.variant_id, f.unit_price_minor, f.currency, f.buyer_id) AS found
      FROM orders o CROSS JOIN bounds JOIN order_line l ON l.order_id = o.id JOIN offer f ON f.id = l.offer_id
      WHERE o.created_at >= bounds.since AND (l.quantity > f.quantity
        OR (l.unit_price_minor, l.variant_id, o.buyer_id, o.currency) IS DISTINCT FROM (f.unit_price_minor, f.variant_id, f.buyer_id, f.currency))`,
  },
  {
    name: 'offers-end',
    rule: 'An offer without an answer, and an accepted price without an order, expire in time.',
    sql: `SELECT f.id AS subject, format('%s until %s', f.status, coalesce(f.valid_until, f.expires_at)) AS found FROM offer f, bounds
      WHERE (f.status IN ('OPEN', 'COUNTERED') AND f.expires_at < bounds.settled)
        OR (f.status = 'ACCEPTED' AND f.valid_until < bounds.settled)`,
  },
];
