import type { Invariant } from '@soko/invariants';

/** Rules of stock, packages and deliveries that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'reserved-is-reserved-for-an-order',
    rule: 'The reserved units of a variant are those of its open reservations.',
    sql: `SELECT s.variant_id AS subject, format('%s reserved, %s in reservations', s.reserved, coalesce(r.quantity, 0)) AS found
      FROM stock_item s LEFT JOIN (
        SELECT l.variant_id, sum(l.quantity) AS quantity FROM reservation r JOIN reservation_line l USING (order_id)
        WHERE r.status IN ('HELD', 'COMMITTED') GROUP BY 1) r USING (variant_id)
      WHERE s.reserved <> coalesce(r.quantity, 0)`,
  },
  {
    name: 'reservations-expire',
    rule: 'A reservation that is not committed ends when it expires.',
    sql: `SELECT r.order_id AS subject, 'HELD, expired at ' || r.expires_at AS found FROM reservation r, bounds
      WHERE r.status = 'HELD' AND r.expires_at < bounds.settled`,
  },
  {
    name: 'packed-is-picked',
    rule: 'The units of a finished package have left the stock.',
    sql: `SELECT p.order_id AS subject, 'reservation is ' || r.status AS found
      FROM packaging p CROSS JOIN bounds JOIN reservation r USING (order_id)
      WHERE p.created_at >= bounds.since AND (p.status = 'COMPLETED') <> (r.status = 'PICKED')`,
  },
  {
    name: 'packed-is-delivered',
    rule: 'Every finished package has a delivery.',
    sql: `SELECT p.order_id AS subject, 'packed at ' || p.finished_at AS found FROM packaging p CROSS JOIN bounds
      LEFT JOIN delivery d ON d.packaging_id = p.id
      WHERE p.created_at >= bounds.since AND p.status = 'COMPLETED' AND p.delivery_method <> 'NONE' AND d.id IS NULL`,
  },
  {
    name: 'history-leads-to-the-status',
    rule: 'The last status change of a package or a delivery is its status.',
    sql: `SELECT e.id AS subject, format('%s, history ends in %s', e.status, h.to_status) AS found
      FROM (SELECT id, status, created_at FROM packaging UNION ALL SELECT id, status, created_at FROM delivery) e
      CROSS JOIN bounds LEFT JOIN LATERAL (
        SELECT to_status FROM status_change WHERE entity_id = e.id ORDER BY id DESC LIMIT 1) h ON true
      WHERE e.created_at >= bounds.since AND h.to_status IS DISTINCT FROM e.status`,
  },
];
