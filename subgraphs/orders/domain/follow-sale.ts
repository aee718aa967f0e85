import type { OrderStep } from './follow-fulfilment.ts';
import { changeOrder, moveOrder, type NewTask, type Order } from './order.ts';
import { packOrder } from './pack-order.ts';

/** What became of a line that sells items of a token. */
export interface SoldLine {
  lineId: string;
  isMinted: boolean;
}

const reason = 'the tokens could not be minted';

/** A refund, once for each reference. What was never handed over has no fee. */
function refundOf({ id: orderId }: Order, amountMinor: bigint, reference: string): NewTask[] {
  if (amountMinor <= 0n) return [];
  const terms = { deliveryMinor: 0n, cause: 'OTHER', feeReturned: true } as const;
  return [{ orderId, kind: 'REFUND', amountMinor, reason, reference, ...terms }];
}

/**
 * Decides what follows once the tokens of a charged order are minted, or never will be: the order is fulfilled, and lines without
 * their tokens count as not packed and are refunded. An order of nothing else is cancelled. Null when it changes nothing.
 * A token whose block the chain has dropped may fail after the order was fulfilled: its line is refunded then.
 */
export function followSale(
  order: Order,
  lines: readonly SoldLine[],
  { now, reference }: { now: Date; reference: string },
): OrderStep | null {
  const failed = new Set(lines.filter(({ isMinted }) => !isMinted).map(({ lineId }) => lineId));
  const isNews = order.lines.some(({ id, packedQuantity }) => failed.has(id) && packedQuantity !== 0);
  const isWaiting = order.status === 'CONFIRMED';
  if (!isWaiting && !isNews) return null;
  if (isWaiting && order.lines.every(({ id }) => failed.has(id))) {
    return {
      orders: [moveOrder(order, 'CANCELLED', now, reason)],
      tasks: refundOf(order, order.totalMinor, reference),
    };
  }
  const handedOver = order.lines.map(
    (line) => [line.id, failed.has(line.id) ? 0 : (line.packedQuantity ?? line.quantity)] as const,
  );
  const packed = isNews ? packOrder(order, new Map(handedOver)) : order;
  const after = { ...packed, status: isWaiting ? ('FULFILLED' as const) : order.status };
  return {
    orders: [
      isWaiting
        ? { ...moveOrder(order, 'FULFILLED', now), after: changeOrder(order, after, now).after }
        : changeOrder(order, after, now, reason),
    ],
    tasks: refundOf(order, order.totalMinor - packed.totalMinor, reference),
  };
}
