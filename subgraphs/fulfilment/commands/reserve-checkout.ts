import { requireService } from '@soko/auth';
import { badUserInput, conflict } from '@soko/errors';
import { readList, readQuantity } from '@soko/input';
import type { FulfilmentContext } from '../context.ts';
import { maxQuantity } from '../domain/stock-item.ts';
import { findReservations, type ReserveOrder, reserveStock, type ShortLine } from '../store/reserve-stock.ts';

export interface ReserveCheckoutInput {
  checkoutId: string;
  ttlSeconds: number;
  orders: readonly ReserveOrder[];
}

export type Reserved =
  | { __typename: 'StockReserved'; checkoutId: string; expiresAt: Date }
  | { __typename: 'StockShort'; lines: ShortLine[] };

function checkInput({ ttlSeconds, orders }: ReserveCheckoutInput): void {
  readQuantity(ttlSeconds, 'ttlSeconds', { min: 1, max: 86_400 });
  readList(orders, 'orders', { min: 1, max: 100 });
  if (new Set(orders.map(({ orderId }) => orderId)).size < orders.length) {
    throw badUserInput('Each order may appear only once.', 'orders');
  }
  orders.forEach(({ lines }, order) => {
    readList(lines, `orders.${order}.lines`, { min: 1, max: 500 });
    lines.forEach(({ quantity }, line) =>
      readQuantity(quantity, `orders.${order}.lines.${line}.quantity`, { min: 1, max: maxQuantity }),
    );
  });
}

/** Reserves all lines of all orders of a checkout, or none. A repeat keeps the first reservation. */
export async function reserveCheckout(context: FulfilmentContext, checkout: ReserveCheckoutInput): Promise<Reserved> {
  requireService(context.viewer);
  checkInput(checkout);
  const { pool, now } = context;
  const { checkoutId, orders, ttlSeconds } = checkout;
  const expiresAt = new Date(now().getTime() + ttlSeconds * 1_000);
  const { known, short } = await reserveStock(pool, { checkoutId, expiresAt, orders }, context);
  const released = known.find(({ status }) => status === 'RELEASED');
  if (released)
    throw conflict(`The reservation of ${released.orderId} was released. A released order cannot be reserved again.`);
  const kept = known.filter(({ status }) => status !== 'EXPIRED');
  const until = (all: readonly { expiresAt: Date }[]): Reserved => ({
    __typename: 'StockReserved',
    checkoutId,
    expiresAt: all.reduce((soonest, each) => (each.expiresAt < soonest ? each.expiresAt : soonest), expiresAt),
  });
  if (short.length === 0) return until(kept);
  // A repeat of this call at the same time may have reserved the last items for these same orders.
  const ids = orders.map(({ orderId }) => orderId);
  const ours = (await findReservations(pool, ids)).filter(({ status }) => status === 'HELD' || status === 'COMMITTED');
  return ours.length === ids.length ? until(ours) : { __typename: 'StockShort', lines: short };
}
