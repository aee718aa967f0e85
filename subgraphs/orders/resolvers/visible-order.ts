import type { OrdersContext } from '../context.ts';
import { maySeeOrder } from '../domain/may-see.ts';
import type { Order } from '../domain/order.ts';

/** The order, or null when the viewer may not see it. A guest's `token` opens its checkout for the rest of the request. */
export async function loadVisibleOrder(
  context: OrdersContext,
  id: string,
  token?: string | null,
): Promise<Order | null> {
  const { viewer, opened, loaders } = context;
  const order = await loaders.order.load(id);
  if (order === null) return null;
  context.openCheckout({ id: order.checkoutId, tokenHash: order.tokenHash }, token);
  return maySeeOrder(viewer, order, { opened, sellerIds: await context.sellerIds() }) ? order : null;
}
