import { type EventTrail, fulfilmentStock, newEvent } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { ReservationStatus } from '../domain/statuses.ts';
import type { StockMove } from '../domain/stock-item.ts';
import { moveStock } from './move-stock.ts';

/** A reservation with its lines, locked by the transaction that read it. */
export interface LockedReservation {
  orderId: string;
  checkoutId: string;
  status: ReservationStatus;
  version: number;
  lines: { variantId: string; quantity: number }[];
}

const columns = `r.order_id AS "orderId", r.checkout_id AS "checkoutId", r.status, r.version,
  (SELECT jsonb_agg(jsonb_build_object('variantId', l.variant_id, 'quantity', l.quantity) ORDER BY l.variant_id)
   FROM reservation_line l WHERE l.order_id = r.order_id) AS lines`;

/**
 * The reservations of these orders, locked until the end of the transaction. Every transaction locks in the same order, so
 * that deadlocks stay rare: reservations by order, packages, deliveries, stock by variant.
 */
export async function lockReservations(
  client: pg.PoolClient,
  orderIds: readonly string[],
): Promise<LockedReservation[]> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<LockedReservation>({
    name: 'lock-reservations',
    text: `SELECT ${columns} FROM reservation r WHERE r.order_id = ANY($1) ORDER BY r.order_id FOR UPDATE OF r`,
    values: [orderIds],
  });
  return rows;
}

/** Reservations that were not committed in time, longest first, without those of `except`: their orders. */
export async function findOverdueReservations(
  db: Queryable,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<string[]> {
  // SQL: the partial index on HELD is used only for a literal; Prisma passes the status as a parameter.
  const { rows } = await db.query<{ orderId: string }>({
    name: 'overdue-reservations',
    text: `SELECT order_id AS "orderId" FROM reservation
      WHERE status = 'HELD' AND expires_at <= $1 AND order_id <> ALL ($3) ORDER BY expires_at, order_id LIMIT $2`,
    values: [now, limit, except],
  });
  return rows.map(({ orderId }) => orderId);
}

/** The reservation of an order, if it was not committed in time. None when another transaction has it: that decides. */
export async function lockOverdueReservation(
  client: pg.PoolClient,
  orderId: string,
  now: Date,
): Promise<LockedReservation[]> {
  // SQL: Prisma has no SKIP LOCKED.
  const { rows } = await client.query<LockedReservation>({
    name: 'lock-overdue-reservation',
    text: `SELECT ${columns} FROM reservation r WHERE r.order_id = $1 AND r.status = 'HELD' AND r.expires_at <= $2
      FOR UPDATE OF r SKIP LOCKED`,
    values: [orderId, now],
  });
  return rows;
}

/** Changes the status of locked reservations. */
export async function moveReservations(
  client: pg.PoolClient,
  orderIds: readonly string[],
  to: ReservationStatus,
  now: Date,
): Promise<void> {
  // SQL: in a transaction that holds row locks.
  await client.query({
    name: 'move-reservations',
    text: 'UPDATE reservation SET status = $2, version = version + 1, updated_at = $3 WHERE order_id = ANY($1)',
    values: [orderIds, to, now],
  });
}

const releaseMoves = ({ orderId, lines }: LockedReservation, reason: string | null): StockMove[] =>
  lines.map(({ variantId, quantity }) => ({
    variantId,
    kind: 'RELEASE',
    onHand: 0,
    reserved: -quantity,
    orderId,
    reason,
  }));

/** `HELD | COMMITTED → RELEASED` with a reason, or `HELD → EXPIRED` without one. The stock is available again. */
export async function endReservations(
  client: pg.PoolClient,
  reservations: readonly LockedReservation[],
  { trail, lowAt, reason }: { trail: EventTrail; lowAt: number; reason: string | null },
): Promise<void> {
  if (reservations.length === 0) return;
  const ids = reservations.map(({ orderId }) => orderId);
  await moveReservations(client, ids, reason === null ? 'EXPIRED' : 'RELEASED', trail.now());
  const moves = reservations.flatMap((reservation) => releaseMoves(reservation, reason));
  await moveStock(client, moves, { trail, lowAt });
  const events = reservations.map(({ orderId, checkoutId, version, lines }) => {
    const fact = { subject: orderId, sequence: version + 1 };
    const data = { checkoutId, orderId, lines };
    return reason === null
      ? newEvent(fulfilmentStock, 'expired', { ...fact, data }, trail)
      : newEvent(fulfilmentStock, 'released', { ...fact, data: { ...data, reason } }, trail);
  });
  await tell(client, events);
}
