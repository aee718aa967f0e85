import type { Invariant } from '@soko/invariants';
import { paidDelivery } from '../paid-delivery.ts';
import { isOpenReturn } from './return-rows.ts';

/** Rules of returns that no constraint can state. */
export const returnInvariants: readonly Invariant[] = [
  {
    name: 'returned-is-in-returns',
    rule: 'The returned pieces of a line are those of its returns: asked for, until it is known what came back.',
    sql: `SELECT l.id AS subject, format('%s returned, %s in returns', l.returned_quantity, x.quantity) AS found
      FROM orders o CROSS JOIN bounds JOIN order_line l ON l.order_id = o.id JOIN LATERAL (
        SELECT coalesce(sum(CASE WHEN r.status IN ('RECEIVED', 'REFUNDED') THEN rl.resalable + rl.damaged ELSE rl.quantity END), 0) AS quantity
        FROM order_return_line rl JOIN order_return r ON r.id = rl.return_id
        WHERE rl.line_id = l.id AND r.status NOT IN ('DECLINED', 'CANCELLED')) x ON true
      WHERE o.created_at >= bounds.since AND l.returned_quantity <> x.quantity`,
  },
  {
    name: 'returns-refund-what-was-paid',
    rule: 'The returns of an order never refund more than the order, or its delivery more than once.',
    sql: `SELECT o.id AS subject, format('%s of %s, delivery %s of %s', sum(r.refund_minor), o.total_minor,
        sum(r.refund_delivery_minor), ${paidDelivery}) AS found
      FROM orders o CROSS JOIN bounds JOIN order_return r ON r.order_id = o.id
      WHERE o.created_at >= bounds.since GROUP BY o.id
      HAVING sum(r.refund_minor) > o.total_minor OR sum(r.refund_delivery_minor) > ${paidDelivery}`,
  },
  {
    name: 'open-returns-are-requested',
    rule: 'An order has the status RETURN_REQUESTED as long as it has an open return.',
    sql: `SELECT o.id AS subject, format('%s, open return: %s', o.status, coalesce(r.id, 'none')) AS found
      FROM orders o CROSS JOIN bounds LEFT JOIN order_return r ON r.order_id = o.id AND ${isOpenReturn}
      WHERE o.created_at >= bounds.since AND (o.status = 'RETURN_REQUESTED') <> (r.id IS NOT NULL)`,
  },
  {
    name: 'returns-end',
    rule: 'A return without a decision is approved in time, one without a parcel is cancelled, and what came back is refunded or failed to be.',
    sql: `SELECT r.id AS subject, format('%s since %s', r.status, r.updated_at) AS found FROM order_return r, bounds
      WHERE (r.status = 'REQUESTED' AND r.decision_due_at < bounds.settled)
        OR (r.status = 'APPROVED' AND r.send_due_at < bounds.settled)
        OR (r.status = 'RECEIVED' AND r.refund_status <> 'FAILED' AND r.updated_at < bounds.settled)`,
  },
  {
    name: 'waiting-returns-have-their-refund',
    rule: 'A return that waits for its refund has a task that makes it.',
    sql: `SELECT r.id AS subject, 'no task' AS found FROM order_return r, bounds
      WHERE r.refund_status = 'PENDING' AND r.updated_at < bounds.settled
        AND NOT EXISTS (SELECT FROM order_task t WHERE t.order_id = r.order_id AND t.kind = 'REFUND' AND t.reference = r.id)`,
  },
];
