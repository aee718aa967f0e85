import { hasRole, userIdOf } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import type { OrdersContext } from '../context.ts';
import type { Checkout } from '../domain/purchase.ts';
import type { CheckoutPaymentResolvers, CheckoutResolvers } from '../generated/graphql.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { checkoutToken } from '../tokens.ts';

/** The checkout, if the viewer ordered it, opened it with its token, or supports it. */
export function visibleCheckout(
  { viewer, opened }: Pick<OrdersContext, 'viewer' | 'opened'>,
  checkout: Checkout | null,
): Checkout | null {
  if (checkout === null) return null;
  const own = checkout.buyerId !== null && checkout.buyerId === userIdOf(viewer);
  return own || opened.has(checkout.id) || hasRole(viewer, 'SUPPORT') ? checkout : null;
}

export const checkout: CheckoutResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, context: OrdersContext) =>
    visibleCheckout(context, await context.loaders.checkout.load(id)),
  // Whoever holds a checkout may see it, and so its orders.
  orders: async ({ id }, _, { loaders, opened }) => {
    opened.add(id);
    return [...(await loaders.ordersOf.load(id))];
  },
  payment: (parent) => parent,
  total: ({ totalMinor, currency }) => toGraphMoney({ amountMinor: totalMinor, currency }),
  token: ({ id, buyerId, tokenHash }, _, { sealKey, viewer, opened }) =>
    buyerId === null && tokenHash !== null && (opened.has(id) || !hasRole(viewer, 'SUPPORT'))
      ? checkoutToken(sealKey, id)
      : null,
};

export const checkoutPayment: CheckoutPaymentResolvers = {
  method: ({ paymentMethod }) => paymentMethod,
  actions: ({ actions }) => [...actions],
  async actionDueAt({ id, status }, _, { pool }) {
    if (status !== 'REQUIRES_ACTION') return null;
    return (await findPurchase(pool, { checkoutId: id }))?.purchase.saga.deadlineAt ?? null;
  },
};
