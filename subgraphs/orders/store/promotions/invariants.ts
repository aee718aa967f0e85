import type { Invariant } from '@soko/invariants';
import { endsWithoutSale, orderStatuses } from '../../domain/order-status.ts';

const unsold = orderStatuses
  .filter(endsWithoutSale)
  .map((status) => `'${status}'`)
  .join(', ');

/** SQL: a discount of the redemption `r` on the order `o`. */
const hasDiscount = `(o.delivery_discounts @> jsonb_build_array(jsonb_build_object('promotionId', r.promotion_id)) OR EXISTS (
  SELECT FROM order_line l WHERE l.order_id = o.id AND l.discounts @> jsonb_build_array(jsonb_build_object('promotionId', r.promotion_id))))`;

/** Rules of promotions that no constraint can state. */
export const promotionInvariants: readonly Invariant[] = [
  {
    name: 'discounts-add-up',
    rule: 'The discount of a line is the sum of its promotions, and that of an order the sum of its lines and its delivery.',
    sql: `SELECT o.id AS subject, format('discount %s of %s, lines %s of %s', o.discount_minor, l.discount + d.delivery, l.discount, l.parts) AS found
      FROM orders o CROSS JOIN bounds
        JOIN LATERAL (SELECT coalesce(sum(discount_minor), 0) AS discount, coalesce(sum((SELECT sum((part ->> 'amountMinor')::bigint)
            FROM jsonb_array_elements(discounts) part)), 0) AS parts,
          coalesce(bool_or(discount_minor <> (SELECT coalesce(sum((part ->> 'amountMinor')::bigint), 0) FROM jsonb_array_elements(discounts) part)), false) AS differs
          FROM order_line WHERE order_id = o.id) l ON true
        JOIN LATERAL (SELECT coalesce(sum((part ->> 'amountMinor')::bigint), 0) AS delivery
          FROM jsonb_array_elements(o.delivery_discounts) part) d ON true
      WHERE o.created_at >= bounds.since AND (l.differs OR o.discount_minor <> l.discount + d.delivery)`,
  },
  {
    name: 'promotions-count-their-redemptions',
    rule: 'A promotion counts the redemptions that hold: no more and no fewer.',
    sql: `SELECT p.id AS subject, format('%s counted, %s hold', p.redeemed, r.held) AS found
      FROM promotion p CROSS JOIN bounds JOIN LATERAL (
        SELECT count(*) AS held FROM promotion_redemption r WHERE r.promotion_id = p.id AND r.released_at IS NULL) r ON true
      WHERE (p.created_at >= bounds.since OR p.ended_at IS NULL) AND p.redeemed <> r.held`,
  },
  {
    name: 'people-count-their-redemptions',
    rule: 'The count of a person at a promotion is the number of their redemptions that hold.',
    sql: `SELECT u.promotion_id || ' ' || u.person AS subject, format('%s counted, %s hold', u.used, r.held) AS found
      FROM promotion_use u CROSS JOIN bounds JOIN promotion p ON p.id = u.promotion_id JOIN LATERAL (
        SELECT count(*) AS held FROM promotion_redemption r
        WHERE r.promotion_id = u.promotion_id AND r.person = u.person AND r.released_at IS NULL) r ON true
      WHERE (p.created_at >= bounds.since OR p.ended_at IS NULL) AND u.used <> r.held`,
  },
  {
    name: 'redemptions-hold-for-their-orders',
    rule: 'A redemption holds for exactly those of its orders that did not end without a sale.',
    sql: `SELECT r.promotion_id || ' ' || r.checkout_id AS subject, format('%s open, %s of its orders are', r.open_orders, o.open) AS found
      FROM promotion_redemption r CROSS JOIN bounds JOIN LATERAL (
        SELECT count(*) AS open FROM orders o WHERE o.checkout_id = r.checkout_id AND o.status NOT IN (${unsold}) AND ${hasDiscount}) o ON true
      WHERE r.redeemed_at >= bounds.since AND r.open_orders <> o.open`,
  },
];
