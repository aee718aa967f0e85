import { fulfilmentPackaging, type EventTrail, newEvent } from '@soko/events';
import type pg from 'pg';
import { cancelPackaging, type Packaging } from '../domain/packaging.ts';
import { readCount } from '../domain/read-quantity.ts';
import { readText } from '../domain/read-text.ts';
import type { FulfilmentServices } from '../context.ts';
import { lockPackagingsOf } from '../store/find-packagings.ts';
import { giveBack, lockReservations } from '../store/give-back.ts';
import { savePackaging } from '../store/save-packaging.ts';
import { inTransaction } from '../store/transaction.ts';

export interface Released {
  /** Nothing is reserved for these any more, or never was. */
  releasedOrderIds: string[];
  /** Somebody has begun to pack these. */
  keptOrderIds: string[];
}

async function withdraw(client: pg.PoolClient, packaging: Packaging, reason: string, trail: EventTrail) {
  const cancelled = cancelPackaging(packaging, reason, trail.now());
  if (cancelled === null) return;
  const after = { ...cancelled, version: packaging.version + 1 };
  const fact = { subject: after.id, sequence: after.version, data: { orderId: after.orderId, reason } };
  await savePackaging(client, packaging, after, {
    trail,
    events: [newEvent(fulfilmentPackaging, 'cancelled', fact, trail)],
  });
}

/** `HELD | COMMITTED → RELEASED` and `NEW → CANCELLED`, in a transaction of the caller's. */
export async function releaseWithin(
  client: pg.PoolClient,
  { orderIds, reason }: { orderIds: readonly string[]; reason: string },
  { trail, lowAt }: { trail: EventTrail; lowAt: number },
): Promise<Released> {
  const reservations = await lockReservations(client, orderIds);
  const packagings = await lockPackagingsOf(client, orderIds);
  const begun = new Set(packagings.filter(({ status }) => status === 'IN_PROGRESS').map(({ orderId }) => orderId));
  const kept = reservations.filter(({ status, orderId }) => status === 'PICKED' || begun.has(orderId));
  const keptOrderIds = kept.map(({ orderId }) => orderId);
  const open = reservations.filter(
    ({ status, orderId }) => (status === 'HELD' || status === 'COMMITTED') && !begun.has(orderId),
  );
  for (const packaging of packagings) await withdraw(client, packaging, reason, trail);
  await giveBack(client, open, { trail, lowAt, reason });
  return { releasedOrderIds: orderIds.filter((id) => !keptOrderIds.includes(id)), keptOrderIds };
}

/** Gives reservations back, and withdraws packages that nobody has begun. Saying it twice is saying it once. */
export function releaseReservations(
  context: Pick<FulfilmentServices, 'pool' | 'lowAt'> & { trail: EventTrail },
  input: { orderIds: readonly string[]; reason: string },
): Promise<Released> {
  readCount(input.orderIds, { min: 1, max: 100 }, 'orderIds');
  const reason = readText(input.reason, { min: 1, max: 500 }, 'reason');
  const orderIds = [...new Set(input.orderIds)];
  return inTransaction(context.pool, (client) => releaseWithin(client, { orderIds, reason }, context));
}
