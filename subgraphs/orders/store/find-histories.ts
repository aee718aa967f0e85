import type { HistoryEntry } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export interface OrderHistoryEntry extends HistoryEntry {
  orderId: string;
}

/** The status changes of the orders, oldest first. One statement. */
export async function findHistories(db: PrismaClient, orderIds: readonly string[]): Promise<OrderHistoryEntry[]> {
  const rows = await db.orderHistory.findMany({
    where: { orderId: { in: [...orderIds] } },
    orderBy: [{ orderId: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ orderId, at, fromStatus, toStatus, actorKind, actorId, reason }) => ({
    orderId,
    at,
    from: fromStatus as OrderStatus | null,
    to: toStatus as OrderStatus,
    actor: { kind: actorKind as HistoryEntry['actor']['kind'], id: actorId },
    reason,
  }));
}
