import type { Invariant } from '@soko/invariants';
import { disputeArrows } from '../../domain/disputes/dispute.ts';
import { paidDelivery } from '../paid-delivery.ts';
import { isOpenReturn } from '../returns/return-rows.ts';
import { isOpenDispute } from './dispute-rows.ts';

const moves = Object.entries(disputeArrows).flatMap(([from, next]) => next.map((to) => `('${from}', '${to}')`));

/** Rules of disputes that no constraint can state. */
export const disputeInvariants: readonly Invariant[] = [
  {
    name: 'one-case-is-open',
    rule: 'An order has at most one open return or dispute that people opened. A chargeback may follow a return.',
    sql: `SELECT o.order_id AS subject, string_agg(o.id, ' and ') AS found FROM (
        SELECT r.order_id, r.id FROM order_return r WHERE ${isOpenReturn}
        UNION ALL SELECT d.order_id, d.id FROM dispute d WHERE d.kind = 'BUYER' AND ${isOpenDispute}) o, bounds
      GROUP BY o.order_id HAVING count(*) > 1`,
  },
  {
    name: 'disputes-refund-what-was-paid',
    rule: 'The decision of a dispute refunds no more than its order costs, and of the delivery no more than the buyer paid for it.',
    sql: `SELECT d.id AS subject, format('refund %s of %s, delivery %s of %s', d.refund_minor, o.total_minor, d.refund_delivery_minor,
        ${paidDelivery}) AS found
      FROM dispute d JOIN orders o ON o.id = d.order_id, bounds WHERE d.created_at >= bounds.since
        AND (d.refund_minor > o.total_minor OR d.refund_delivery_minor > ${paidDelivery})`,
  },
  {
    name: 'cases-refund-once',
    rule: 'The returns and disputes of an order together refund no more than the order, and its delivery once.',
    sql: `SELECT o.id AS subject, format('%s of %s, delivery %s of %s', c.refund, o.total_minor, c.delivery, ${paidDelivery}) AS found
      FROM orders o CROSS JOIN bounds JOIN LATERAL (
        SELECT sum(refund) AS refund, sum(delivery) AS delivery, count(*) FILTER (WHERE kind = 'return') AS returns,
          count(*) FILTER (WHERE kind = 'dispute') AS disputes
        FROM (SELECT 'return' AS kind, r.refund_minor AS refund, r.refund_delivery_minor AS delivery FROM order_return r
            WHERE r.order_id = o.id AND r.refund_minor > 0
          UNION ALL SELECT 'dispute', d.refund_minor, d.refund_delivery_minor FROM dispute d
            WHERE d.order_id = o.id AND d.refund_minor > 0) cases) c ON c.disputes > 1 OR (c.disputes = 1 AND c.returns > 0)
      WHERE o.created_at >= bounds.since AND (c.refund > o.total_minor OR c.delivery > ${paidDelivery})`,
  },
  {
    name: 'dispute-history-leads-to-the-status',
    rule: 'The history of a dispute contains only legal moves, without gaps, and ends in its status.',
    sql: `SELECT d.id AS subject, format('%s after %s → %s', coalesce(h.gap, d.status), h.from_status, h.to_status) AS found
      FROM dispute d CROSS JOIN bounds JOIN LATERAL (
        SELECT from_status, to_status, CASE
          WHEN before IS DISTINCT FROM from_status THEN 'gap'
          WHEN from_status IS NOT NULL AND (from_status, to_status) NOT IN (${moves.join(', ')}) THEN 'illegal'
          WHEN next IS NULL AND to_status <> d.status THEN 'end' END AS gap
        FROM (SELECT from_status, to_status, lag(to_status) OVER steps AS before, lead(to_status) OVER steps AS next
          FROM dispute_history WHERE dispute_id = d.id WINDOW steps AS (ORDER BY id)) steps) h ON h.gap IS NOT NULL
      WHERE d.created_at >= bounds.since`,
  },
  {
    name: 'waiting-disputes-have-their-refund',
    rule: 'A dispute that waits for its refund has a task that makes it.',
    sql: `SELECT d.id AS subject, 'no task' AS found FROM dispute d, bounds
      WHERE d.refund_status = 'PENDING' AND d.updated_at < bounds.settled
        AND NOT EXISTS (SELECT FROM order_task t WHERE t.order_id = d.order_id AND t.kind = 'REFUND' AND t.reference = d.id)`,
  },
];
