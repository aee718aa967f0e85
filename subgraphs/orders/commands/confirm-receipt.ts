import { notFound, serviceUnavailable } from '@soko/errors';
import type { OrdersContext } from '../context.ts';
import { confirmReceipt as decide } from '../domain/follow-fulfilment.ts';
import type { Order } from '../domain/order.ts';
import { type WrongOrderStatus, wrongOrderStatus } from '../domain/refusals.ts';
import { saveChange } from '../store/save-change.ts';
import { loadOwnPurchase, type OrderInput } from './cancel-order.ts';
import { isBuyer } from './visible-order.ts';

const tries = 5;

/** The buyer, and nobody else, says that they have it. */
export async function confirmReceipt(context: OrdersContext, input: OrderInput): Promise<Order | WrongOrderStatus> {
  for (let turn = 0; turn < tries; turn += 1) {
    const { order } = await loadOwnPurchase(context, input);
    if (!isBuyer(context, order)) throw notFound('Order');
    if (order.status !== 'FULFILLED') return wrongOrderStatus(order.status, 'This order has not been delivered yet.');
    const change = decide(order, context.now());
    if (change === null) return order;
    if (await saveChange(context.pool, { orders: [change], tasks: [] }, context.trail)) return change.after;
  }
  throw serviceUnavailable('The order is changing at this very moment. Try again.');
}
