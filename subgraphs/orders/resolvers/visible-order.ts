import type { OrdersContext } from '../context.ts';
import { maySeeOrder, type OpenedOrder, relationsToOrder } from '../domain/may-see.ts';
import type { Order } from '../domain/order.ts';

/** The order, with the decision whether a guest's token opens it. */
export const openOrder = (context: OrdersContext, order: Order, token?: string | null): OpenedOrder => ({
  ...order,
  isOpened: context.opens({ id: order.checkoutId, tokenHash: order.tokenHash }, token),
});

/** The order, or null when the viewer may not see it. A guest's `token` opens it, and what is reached through it. */
export async function loadVisibleOrder(
  context: OrdersContext,
  id: string,
  token?: string | null,
): Promise<OpenedOrder | null> {
  const found = await context.loaders.order.load(id);
  return found && ifVisible(context, openOrder(context, found, token));
}

/** The order, or null when the viewer may not see it. */
export async function ifVisible(context: OrdersContext, order: OpenedOrder): Promise<OpenedOrder | null> {
  return maySeeOrder(relationsToOrder(context.viewer, order, await context.sellerIds())) ? order : null;
}
