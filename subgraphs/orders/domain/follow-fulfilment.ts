import { tasksFor } from './advance-saga.ts';
import { changeOrder, moveOrder, type NewTask, type Order, type OrderChange } from './order.ts';
import { arrows, type OrderStatus } from './order-status.ts';
import { packOrder, type Packed } from './pack-order.ts';

/** What an order becomes because of what happened to it elsewhere. */
export interface Step {
  orders: readonly OrderChange[];
  tasks: readonly NewTask[];
}

/** What happens to an order at fulfilment. */
export type FulfilmentFact =
  | { kind: 'packagingStarted' }
  | { kind: 'packagingCompleted'; packed: Packed }
  | { kind: 'packagingFailed'; reason: string }
  | { kind: 'packagingCancelled'; reason: string }
  | { kind: 'deliveryStarted' }
  | { kind: 'deliveryCompleted' }
  | { kind: 'deliveryFailed'; reason: string }
  | { kind: 'returned' };

/** The order has not come so far yet: an earlier event is still on its way. Tried again later. */
export class TooEarly extends Error {
  override readonly name = 'TooEarly';
}

/** Where each fact applies, and where it leads: some of the arrows. Digital goods take others. */
const move: Readonly<Record<FulfilmentFact['kind'], { from: readonly OrderStatus[]; to: OrderStatus }>> = {
  packagingStarted: { from: ['CONFIRMED'], to: 'PACKAGING' },
  packagingCompleted: { from: ['PACKAGING'], to: 'PACKAGED' },
  packagingFailed: { from: ['PACKAGING'], to: 'PACKAGING_FAILED' },
  packagingCancelled: { from: ['CONFIRMED'], to: 'CANCELLED' },
  deliveryStarted: { from: ['PACKAGED', 'DELIVERY_FAILED'], to: 'IN_DELIVERY' },
  deliveryCompleted: { from: ['IN_DELIVERY'], to: 'FULFILLED' },
  deliveryFailed: { from: ['IN_DELIVERY'], to: 'DELIVERY_FAILED' },
  returned: { from: ['DELIVERY_FAILED'], to: 'RETURNED_TO_SENDER' },
};

/** Whether `to` can be reached from `from` by one or more arrows. */
function leadsTo(from: OrderStatus, to: OrderStatus, seen: ReadonlySet<OrderStatus> = new Set()): boolean {
  const next = arrows[from].filter((status) => !seen.has(status));
  return next.includes(to) || next.some((status) => leadsTo(status, to, new Set([...seen, from])));
}

/**
 * What a fact makes of an order. Null when it changes nothing, because the order went on or ended otherwise. Throws
 * `TooEarly` when the order may come to where the fact applies.
 */
export function followFulfilment(order: Order, fact: FulfilmentFact, now: Date): Step | null {
  const { from, to } = move[fact.kind];
  if (!from.includes(order.status)) {
    if (order.status !== to && from.some((status) => leadsTo(order.status, status))) {
      throw new TooEarly(`${order.id} is ${order.status} and cannot become ${to} yet.`);
    }
    return null;
  }
  switch (fact.kind) {
    case 'packagingStarted':
    case 'deliveryStarted':
      return moved(order, to, now, null);
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
      return moved(order, to, now, fact.reason, tasksFor(order, ['VOID'], fact.reason));
    case 'deliveryCompleted': {
      const capture = {
        orderId: order.id,
        kind: 'CAPTURE',
        amountMinor: order.totalMinor,
        reason: 'delivered',
      } as const;
      return moved(order, to, now, null, [capture]);
    }
    case 'deliveryFailed':
      return moved(order, to, now, fact.reason);
    default:
      fact satisfies { kind: 'returned' };
      return moved(order, to, now, 'returned to sender', tasksFor(order, ['VOID'], 'returned to sender'));
  }
}

const statusOf = ({ status, version, updatedAt }: Order) => ({ status, version, updatedAt });

const moved = (
  order: Order,
  to: OrderStatus,
  now: Date,
  reason: string | null,
  tasks: readonly NewTask[] = [],
): Step => ({ orders: [moveOrder(order, to, now, reason)], tasks });

/** The buyer says that they have it. Null when they said so before. */
export const confirmReceipt = (order: Order, now: Date): OrderChange | null =>
  order.receiptConfirmedAt === null ? changeOrder(order, { receiptConfirmedAt: now }, now) : null;
