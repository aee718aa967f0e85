import type { Queryable } from '@soko/postgres';
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

/** True for an order that was confirmed, whatever became of it. One statement. */
export async function wasEverConfirmed(db: Queryable, orderId: string): Promise<boolean> {
  const { rows } = await db.query<{ is: boolean }>({
    name: 'was-ever-confirmed',
    // SQL: beside statements of pg, on the same pool.
    text: `SELECT EXISTS (SELECT FROM order_history WHERE order_id = $1 AND to_status = 'CONFIRMED') AS is`,
    values: [orderId],
  });
  return rows[0]!.is;
}
