import { requireScope } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { OrdersContext } from '../context.ts';
import { cancelsAsSeller, mayCancelOrder, type Opened, relationsToOrder } from '../domain/may-see.ts';
import type { Order } from '../domain/order.ts';
import type { Purchase } from '../domain/purchase.ts';
import { findPurchase } from '../store/find-purchases.ts';

export interface OwnOrderInput {
  orderId: string;
  token?: string | null | undefined;
}

/** The purchase of an order that the viewer bought, sold or supports. Throws NOT_FOUND for others. */
export async function loadOwnPurchase(
  context: OrdersContext,
  { orderId, token }: OwnOrderInput,
): Promise<Opened<{ purchase: Purchase; order: Order; asSeller: boolean }>> {
  const { pool, viewer } = context;
  if (viewer.kind === 'apiKey') requireScope(viewer, 'orders:write');
  const found = await findPurchase(pool, { orderId });
  const order = found?.purchase.orders.find(({ id }) => id === orderId);
  if (found === null || order === undefined) throw notFound('The order');
  const isOpened = context.opens(found.purchase.checkout, token);
  const relations = relationsToOrder(viewer, { ...order, isOpened }, await context.sellerIds());
  if (!mayCancelOrder(relations)) throw notFound('The order');
  return { purchase: found.purchase, order, isOpened, asSeller: cancelsAsSeller(relations) };
}
