import type { ParkedEvent } from '../domain/parked-event.ts';
import { maxUnnoticedTries } from '../domain/saga-steps.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** A step of a purchase that needs attention from support. */
export interface StuckSaga {
  checkoutId: string;
  orderId: string | null;
  step: string;
  attempts: number;
  dueAt: Date;
  nextTryAt: Date | null;
  lastError: string | null;
}

/** Steps and tasks past their deadline, tried often, or refused, and events that were given up; oldest first. Three statements. */
export async function findStuckSagas(
  db: PrismaClient,
  { now, limit, parked }: { now: Date; limit: number; parked: readonly ParkedEvent[] },
): Promise<StuckSaga[]> {
  const open = {
    nextAt: { not: null },
    OR: [{ deadlineAt: { lt: now } }, { attempts: { gte: maxUnnoticedTries } }],
  };
  const oldest = { orderBy: { deadlineAt: 'asc' }, take: limit } as const;
  const [sagas, tasks] = await Promise.all([
    db.checkoutSaga.findMany({ where: open, ...oldest }),
    db.orderTask.findMany({ where: { OR: [open, { failedAt: { not: null } }] }, ...oldest }),
  ]);
  const orders = await db.order.findMany({
    where: { id: { in: [...tasks, ...parked].map(({ orderId }) => orderId) } },
    select: { id: true, checkoutId: true },
  });
  const checkoutIds = new Map(orders.map(({ id, checkoutId }) => [id, checkoutId]));
  const toStuck = (row: (typeof sagas | typeof tasks)[number]) => ({
    attempts: row.attempts,
    dueAt: row.deadlineAt,
    nextTryAt: row.nextAt,
    lastError: row.lastError,
  });
  return [
    ...sagas.map((saga) => ({ checkoutId: saga.checkoutId, orderId: null, step: saga.step, ...toStuck(saga) })),
    ...tasks.map(({ orderId, kind, ...task }) => ({
      checkoutId: checkoutIds.get(orderId) ?? '',
      orderId,
      step: kind,
      ...toStuck({ orderId, kind, ...task }),
    })),
    ...parked.map(({ orderId, type, attempts, failedAt, error }) => ({
      checkoutId: checkoutIds.get(orderId) ?? '',
      orderId,
      step: type,
      attempts,
      dueAt: failedAt,
      nextTryAt: null,
      lastError: error,
    })),
  ]
    .toSorted((left, right) => left.dueAt.getTime() - right.dueAt.getTime())
    .slice(0, limit);
}
