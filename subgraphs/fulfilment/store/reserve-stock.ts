import type { EventTrail } from '@soko/events';
import { retryCollisions } from '@soko/postgres';
import type pg from 'pg';
import type { ReservationStatus } from '../domain/statuses.ts';
import { insertEvents, levelEvents, trailJson } from './event-sql.ts';

export interface ReserveOrder {
  orderId: string;
  lines: readonly { variantId: string; quantity: number }[];
}

export interface ShortLine {
  variantId: string;
  requested: number;
  available: number;
}

export interface KnownReservation {
  orderId: string;
  status: ReservationStatus;
  expiresAt: Date;
}

interface Row {
  known: { orderId: string; status: ReservationStatus; expiresAt: string }[];
  held: number;
  short: ShortLine[];
}

/*
 * One statement for a whole checkout, in the order of its locks: the existing reservations of the orders, then the stock of
 * the variants still needed. Postgres reads a row again after it waited for its lock, so `short` is never based on an old
 * count. When `short` has rows, the only row written is the event `reservation_failed`.
 */
// SQL: checkout, a hot path: everything in one statement.
const statement = `WITH wanted AS MATERIALIZED (
    SELECT w."orderId" AS order_id, w."variantId" AS variant_id, sum(w.quantity)::int AS quantity
    FROM jsonb_to_recordset($1::jsonb) AS w ("orderId" text, "variantId" text, quantity int) GROUP BY 1, 2
  ), known AS MATERIALIZED (
    SELECT r.order_id, r.status, r.expires_at FROM reservation r WHERE r.order_id IN (SELECT order_id FROM wanted)
    ORDER BY r.order_id FOR UPDATE OF r
  ), needed AS MATERIALIZED (
    SELECT w.* FROM wanted w
    WHERE NOT EXISTS (SELECT FROM known k WHERE k.order_id = w.order_id AND k.status <> 'EXPIRED')
      AND NOT EXISTS (SELECT FROM known k WHERE k.status = 'RELEASED')
  ), demand AS MATERIALIZED (
    SELECT variant_id, sum(quantity)::int AS quantity FROM needed GROUP BY variant_id
  ), locked AS MATERIALIZED (
    SELECT s.id, s.variant_id, s.on_hand - s.reserved AS available FROM stock_item s
    WHERE s.variant_id IN (SELECT variant_id FROM demand) ORDER BY s.variant_id FOR UPDATE OF s
  ), short AS MATERIALIZED (
    SELECT d.variant_id, d.quantity AS requested, coalesce(k.available, 0) AS available
    FROM demand d LEFT JOIN locked k USING (variant_id) WHERE coalesce(k.available, 0) < d.quantity
  ), held AS (
    INSERT INTO reservation AS r (order_id, checkout_id, status, expires_at, created_at, updated_at)
    SELECT DISTINCT n.order_id, $2::text, 'HELD', $3::timestamptz, $4::timestamptz, $4::timestamptz FROM needed n
    WHERE NOT EXISTS (SELECT FROM short) ORDER BY n.order_id
    ON CONFLICT (order_id) DO UPDATE SET status = 'HELD', checkout_id = excluded.checkout_id, expires_at = excluded.expires_at,
      version = r.version + 1, updated_at = excluded.updated_at WHERE r.status = 'EXPIRED'
    RETURNING r.order_id, r.version
  ), lines AS (
    INSERT INTO reservation_line (order_id, variant_id, quantity)
    SELECT n.order_id, n.variant_id, n.quantity FROM needed n JOIN held USING (order_id)
    ON CONFLICT (order_id, variant_id) DO UPDATE SET quantity = excluded.quantity
    RETURNING order_id, variant_id, quantity
  ), taken AS MATERIALIZED (
    SELECT variant_id, sum(quantity)::int AS quantity FROM lines GROUP BY variant_id
  ), changed AS (
    UPDATE stock_item s SET reserved = s.reserved + t.quantity, version = s.version + 1, updated_at = $4
    FROM locked k JOIN taken t USING (variant_id) WHERE s.id = k.id
    RETURNING s.id, s.variant_id, s.product_id, s.seller_id, s.store_id, s.version, s.on_hand - s.reserved AS available,
      s.on_hand - s.reserved + t.quantity AS before
  ), moved AS (
    INSERT INTO stock_movement (stock_item_id, kind, on_hand_delta, reserved_delta, order_id, actor_kind, actor_id, at)
    SELECT c.id, 'RESERVE', 0, l.quantity, l.order_id, $5::jsonb #>> '{actor,kind}', $5::jsonb #>> '{actor,id}', $4
    FROM lines l JOIN changed c USING (variant_id)
  ), events AS MATERIALIZED (
    ${levelEvents('$5::jsonb', '$6::int')}
    UNION ALL
    SELECT envelope_of('fulfilment.stock.reserved', h.order_id, h.version, $5::jsonb, jsonb_build_object(
      'checkoutId', $2::text, 'orderId', h.order_id, 'expiresAt', $7::text,
      'lines', (SELECT jsonb_agg(jsonb_build_object('variantId', l.variant_id, 'quantity', l.quantity)) FROM lines l WHERE l.order_id = h.order_id)))
    FROM held h
    UNION ALL
    SELECT envelope_of('fulfilment.stock.reservation_failed', $2::text, 1, $5::jsonb, jsonb_build_object('checkoutId', $2::text, 'short',
      jsonb_agg(jsonb_build_object('variantId', s.variant_id, 'requested', s.requested, 'available', s.available))))
    FROM short s HAVING count(*) > 0
  ), written AS (
    ${insertEvents('fulfilment.stock')}
  )
  SELECT
    (SELECT count(*)::int FROM held) AS held,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('variantId', variant_id, 'requested', requested, 'available', available)
       ORDER BY variant_id), '[]') FROM short) AS short,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('orderId', order_id, 'status', status, 'expiresAt', expires_at)), '[]') FROM known) AS known`;

/**
 * Reserves the orders that have no reservation yet. `known` are the reservations from before; if `short` has lines, nothing
 * was reserved.
 */
export async function reserveStock(
  pool: pg.Pool,
  command: { checkoutId: string; expiresAt: Date; orders: readonly ReserveOrder[] },
  { trail, lowAt }: { trail: EventTrail; lowAt: number },
): Promise<{ known: KnownReservation[]; short: ShortLine[] }> {
  const lines = command.orders.flatMap(({ orderId, lines }) => lines.map((line) => ({ orderId, ...line })));
  const { expiresAt } = command;
  const { rows } = await retryCollisions(() =>
    pool.query<Row>({
      name: 'reserve-stock',
      text: statement,
      values: [
        JSON.stringify(lines),
        command.checkoutId,
        expiresAt,
        trail.now(),
        trailJson(trail),
        lowAt,
        expiresAt.toISOString(),
      ],
    }),
  );
  const { known = [], short = [] } = rows[0] ?? {};
  return { known: known.map((each) => ({ ...each, expiresAt: new Date(each.expiresAt) })), short };
}

/** The reservations of these orders. */
export async function findReservations(pool: pg.Pool, orderIds: readonly string[]): Promise<KnownReservation[]> {
  // SQL: checkout, a hot path.
  const { rows } = await pool.query<KnownReservation>({
    name: 'reservations-of-orders',
    text: 'SELECT order_id AS "orderId", status, expires_at AS "expiresAt" FROM reservation WHERE order_id = ANY($1)',
    values: [orderIds],
  });
  return rows;
}
