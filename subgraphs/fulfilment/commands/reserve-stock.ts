import { badUserInput, conflict } from '@soko/errors';
import type { FulfilmentContext } from '../context.ts';
import { mostAtOnce, readCount, readQuantity } from '../domain/read-quantity.ts';
import { findReservations, type ReserveOrder, reserveStock, type ShortLine } from '../store/reserve-stock.ts';

export interface ReserveCheckout {
  checkoutId: string;
  ttlSeconds: number;
  orders: readonly ReserveOrder[];
}

export type Reserved =
  | { __typename: 'StockReserved'; checkoutId: string; expiresAt: Date }
  | { __typename: 'StockShort'; lines: ShortLine[] };

function check({ ttlSeconds, orders }: ReserveCheckout): void {
  readQuantity(ttlSeconds, { min: 1, max: 86_400 }, 'ttlSeconds');
  readCount(orders, { min: 1, max: 100 }, 'orders');
  if (new Set(orders.map(({ orderId }) => orderId)).size < orders.length) {
    throw badUserInput('Name each order once.', 'orders');
  }
  orders.forEach(({ lines }, order) => {
    readCount(lines, { min: 1, max: 500 }, `orders.${order}.lines`);
    lines.forEach(({ quantity }, line) =>
      readQuantity(quantity, { min: 1, max: mostAtOnce }, `orders.${order}.lines.${line}.quantity`),
    );
  });
}

/** Reserves all lines of all orders of a checkout, or none. Saying it twice is saying it once. */
export async function reserveCheckout(context: FulfilmentContext, checkout: ReserveCheckout): Promise<Reserved> {
  check(checkout);
  const { pool, now } = context;
  const { checkoutId, orders, ttlSeconds } = checkout;
  const expiresAt = new Date(now().getTime() + ttlSeconds * 1_000);
  const { known, short } = await reserveStock(pool, { checkoutId, expiresAt, orders }, context);
  const released = known.find(({ status }) => status === 'RELEASED');
  if (released) throw conflict(`The reservation of ${released.orderId} was released; it is not reserved again.`);
  const kept = known.filter(({ status }) => status !== 'EXPIRED');
  const until = (all: readonly { expiresAt: Date }[]): Reserved => ({
    __typename: 'StockReserved',
    checkoutId,
    expiresAt: all.reduce((soonest, each) => (each.expiresAt < soonest ? each.expiresAt : soonest), expiresAt),
  });
  if (short.length === 0) return until(kept);
  // The same call at the same moment may have got what there was.
  const ids = orders.map(({ orderId }) => orderId);
  const mine = (await findReservations(pool, ids)).filter(({ status }) => status === 'HELD' || status === 'COMMITTED');
  return mine.length === ids.length ? until(mine) : { __typename: 'StockShort', lines: short };
}
