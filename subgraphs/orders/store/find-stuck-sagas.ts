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

/** Steps and tasks past their deadline, tried often, or refused; oldest first. Three statements. */
export async function findStuckSagas(
  db: PrismaClient,
  { now, limit }: { now: Date; limit: number },
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
    where: { id: { in: tasks.map(({ orderId }) => orderId) } },
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
  ]
    .toSorted((left, right) => left.dueAt.getTime() - right.dueAt.getTime())
    .slice(0, limit);
}
