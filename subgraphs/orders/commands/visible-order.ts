import { hasRole, userIdOf } from '@soko/auth';
import type { OrdersContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import { opensCheckout } from '../tokens.ts';

type Context = Pick<OrdersContext, 'viewer' | 'sellers' | 'opened' | 'sealKey'>;

export const isSupport = ({ viewer }: Pick<OrdersContext, 'viewer'>): boolean => hasRole(viewer, 'SUPPORT');

/** Its buyer, with an account or with a token. */
export const isBuyer = ({ viewer, opened }: Context, { buyerId, checkoutId }: Order): boolean =>
  (buyerId !== null && userIdOf(viewer) === buyerId) || opened.has(checkoutId);

export const isSeller = async ({ sellers }: Context, { sellerId }: Order): Promise<boolean> =>
  (await sellers()).includes(sellerId);

/** Notes that the guest's token opens the checkout, for the rest of the request. */
export function openWith(
  { opened, sealKey }: Context,
  checkout: { id: string; tokenHash: string | null },
  token: string | null | undefined,
): void {
  if (opensCheckout(sealKey, checkout, token)) opened.add(checkout.id);
}

/** The order, if the viewer may see it: its buyer, its seller and support; those who pack and deliver it, too. */
export async function visibleOrder(context: Context, order: Order | null): Promise<Order | null> {
  if (order === null) return null;
  const { viewer } = context;
  const staff = isSupport(context) || hasRole(viewer, 'WAREHOUSE') || hasRole(viewer, 'COURIER');
  return staff || isBuyer(context, order) || (await isSeller(context, order)) ? order : null;
}
