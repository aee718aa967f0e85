import { requireService } from '@soko/auth';
import { type EventTrail, fulfilmentPackaging, newEvent } from '@soko/events';
import { readList, readText } from '@soko/input';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import { cancelPackaging, type Packaging } from '../domain/packaging.ts';
import { lockPackagingsOf } from '../store/find-packagings.ts';
import { endReservations, lockReservations } from '../store/reservations.ts';
import { savePackaging } from '../store/save-packaging.ts';

export interface ReleaseReservationsInput {
  orderIds: readonly string[];
  reason: string;
}

export interface Released {
  /** Orders without a reservation now, or from the start. */
  releasedOrderIds: string[];
  /** Orders that are being packed or are packed. */
  keptOrderIds: string[];
}

async function cancelPackage(client: pg.PoolClient, packaging: Packaging, reason: string, trail: EventTrail) {
  const cancelled = cancelPackaging(packaging, reason, trail.now());
  if (cancelled === null) return;
  const after = { ...cancelled, version: packaging.version + 1 };
  const fact = { subject: after.id, sequence: after.version, data: { orderId: after.orderId, reason } };
  await savePackaging(client, packaging, after, {
    trail,
    events: [newEvent(fulfilmentPackaging, 'cancelled', fact, trail)],
  });
}

/** `HELD | COMMITTED → RELEASED` and `NEW → CANCELLED`, within the caller's transaction. */
export async function releaseInTransaction(
  client: pg.PoolClient,
  { orderIds, reason }: ReleaseReservationsInput,
  { trail, lowAt }: { trail: EventTrail; lowAt: number },
): Promise<Released> {
  const reservations = await lockReservations(client, orderIds);
  const packagings = await lockPackagingsOf(client, orderIds);
  const started = new Set(packagings.filter(({ status }) => status === 'IN_PROGRESS').map(({ orderId }) => orderId));
  const kept = reservations.filter(({ status, orderId }) => status === 'PICKED' || started.has(orderId));
  const keptOrderIds = kept.map(({ orderId }) => orderId);
  const open = reservations.filter(
    ({ status, orderId }) => (status === 'HELD' || status === 'COMMITTED') && !started.has(orderId),
  );
  for (const packaging of packagings) await cancelPackage(client, packaging, reason, trail);
  await endReservations(client, open, { trail, lowAt, reason });
  return { releasedOrderIds: orderIds.filter((id) => !keptOrderIds.includes(id)), keptOrderIds };
}

/** Releases reservations and cancels packages that are not started. A repeat changes nothing. */
export function releaseReservations(context: FulfilmentContext, input: ReleaseReservationsInput): Promise<Released> {
  requireService(context.viewer);
  readList(input.orderIds, 'orderIds', { min: 1, max: 100 });
  const reason = readText(input.reason, 'reason', { max: 500 });
  const orderIds = [...new Set(input.orderIds)];
  return inTransaction(context.pool, (client) => releaseInTransaction(client, { orderIds, reason }, context));
}
