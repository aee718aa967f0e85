import { tasksFor } from './advance-saga.ts';
import { changeOrder, moveOrder, type NewTask, type Order, type OrderChange } from './order.ts';
import { arrows, type OrderStatus } from './order-status.ts';
import { packOrder, type Packed } from './pack-order.ts';

/** The change of an order that follows from an event. */
export interface OrderStep {
  orders: readonly OrderChange[];
  tasks: readonly NewTask[];
}

/** An event of an order in the fulfilment subgraph. */
export type FulfilmentFact =
  | { kind: 'packagingStarted' }
  | { kind: 'packagingCompleted'; packed: Packed }
  | { kind: 'packagingFailed'; reason: string }
  | { kind: 'packagingCancelled'; reason: string }
  | { kind: 'deliveryStarted' }
  | { kind: 'deliveryCompleted' }
  | { kind: 'deliveryFailed'; reason: string }
  | { kind: 'returned' };

/** An earlier event has not arrived yet, so that this one does not fit. It is tried again later. */
export class TooEarly extends Error {
  override readonly name = 'TooEarly';
}

/** The statuses in which each fact applies, and the status it leads to. */
const moves: Readonly<Record<FulfilmentFact['kind'], { from: readonly OrderStatus[]; to: OrderStatus }>> = {
  packagingStarted: { from: ['CONFIRMED'], to: 'PACKAGING' },
  packagingCompleted: { from: ['PACKAGING'], to: 'PACKAGED' },
  packagingFailed: { from: ['PACKAGING'], to: 'PACKAGING_FAILED' },
  packagingCancelled: { from: ['CONFIRMED'], to: 'CANCELLED' },
  deliveryStarted: { from: ['PACKAGED', 'DELIVERY_FAILED'], to: 'IN_DELIVERY' },
  deliveryCompleted: { from: ['IN_DELIVERY'], to: 'FULFILLED' },
  deliveryFailed: { from: ['IN_DELIVERY'], to: 'DELIVERY_FAILED' },
  returned: { from: ['DELIVERY_FAILED'], to: 'RETURNED_TO_SENDER' },
};

/** True when an order can come from status `from` to status `to`. */
function canReach(from: OrderStatus, to: OrderStatus, seen: ReadonlySet<OrderStatus> = new Set()): boolean {
  const next = arrows[from].filter((status) => !seen.has(status));
  return next.includes(to) || next.some((status) => canReach(status, to, new Set([...seen, from])));
}

/**
 * Decides what a fact changes. Null when it changes nothing, because the order has moved on or ended. Throws `TooEarly` when
 * the order can still reach a status in which the fact applies.
 */
export function followFulfilment(order: Order, fact: FulfilmentFact, now: Date): OrderStep | null {
  const { from, to } = moves[fact.kind];
  if (!from.includes(order.status)) {
    if (order.status !== to && from.some((status) => canReach(order.status, status))) {
      throw new TooEarly(`${order.id} is ${order.status} and cannot become ${to} yet.`);
    }
    return null;
  }
  switch (fact.kind) {
    case 'packagingStarted':
    case 'deliveryStarted':
      return stepTo(order, to, now, null);
    case 'packagingCompleted': {
      const packed = packOrder(order, fact.packed);
      const { after } = moveOrder(order, to, now);
      const change = { before: order, after: { ...packed, ...statusOf(after) }, reason: null };
      return { orders: [change], tasks: [] };
    }
    case 'packagingFailed': {
      const lines = order.lines.map((line) => ({ ...line, feeMinor: 0n }));
      const { after } = moveOrder(order, to, now);
      const change = { before: order, after: { ...after, lines, feeMinor: 0n }, reason: fact.reason };
      return { orders: [change], tasks: tasksFor(order, ['VOID'], fact.reason) };
    }
    case 'packagingCancelled':
      return stepTo(order, to, now, fact.reason, tasksFor(order, ['VOID'], fact.reason));
    case 'deliveryCompleted': {
      const capture = {
        orderId: order.id,
        kind: 'CAPTURE',
        amountMinor: order.totalMinor,
        reason: 'delivered',
      } as const;
      return stepTo(order, to, now, null, [capture]);
    }
    case 'deliveryFailed':
      return stepTo(order, to, now, fact.reason);
    default:
      fact satisfies { kind: 'returned' };
      return stepTo(order, to, now, 'returned to sender', tasksFor(order, ['VOID'], 'returned to sender'));
  }
}

const statusOf = ({ status, version, updatedAt }: Order) => ({ status, version, updatedAt });

const stepTo = (
  order: Order,
  to: OrderStatus,
  now: Date,
  reason: string | null,
  tasks: readonly NewTask[] = [],
): OrderStep => ({ orders: [moveOrder(order, to, now, reason)], tasks });

/** Records that the buyer received the order. Null when it was recorded before. */
export const markReceived = (order: Order, now: Date): OrderChange | null =>
  order.receiptConfirmedAt === null ? changeOrder(order, { receiptConfirmedAt: now }, now) : null;
