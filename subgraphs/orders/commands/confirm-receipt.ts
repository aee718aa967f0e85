import { notFound, serviceUnavailable } from '@soko/errors';
import type { OrdersContext } from '../context.ts';
import { markReceived } from '../domain/follow-fulfilment.ts';
import { isBuyer, type OpenedOrder } from '../domain/may-see.ts';
import { type WrongOrderStatus, wrongOrderStatus } from '../domain/refusals.ts';
import { saveChange } from '../store/save-change.ts';
import { loadOwnPurchase, type OwnOrderInput } from './load-own-purchase.ts';

/** Tries against changes of the same purchase by others. */
const maxTries = 5;

/** Records that the buyer received the order. Only the buyer may do this. */
export async function confirmReceipt(
  context: OrdersContext,
  input: OwnOrderInput,
): Promise<OpenedOrder | WrongOrderStatus> {
  const { viewer, pool, trail, now } = context;
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const { order, isOpened } = await loadOwnPurchase(context, input);
    if (!isBuyer(viewer, { ...order, isOpened })) throw notFound('The order');
    if (order.status !== 'FULFILLED')
      return wrongOrderStatus(
        order.status,
        `The receipt of an order with status ${order.status} cannot be confirmed; its status must be FULFILLED.`,
      );
    const change = markReceived(order, now());
    if (change === null) return { ...order, isOpened };
    if (await saveChange(pool, { orders: [change], tasks: [] }, trail)) return { ...change.after, isOpened };
  }
  throw serviceUnavailable('Other requests are changing this order. Try again in a moment.');
}
