import { toGraphMoney } from '@soko/money';
import type { OrdersContext } from '../context.ts';
import { isSupport, maySeeCheckout } from '../domain/may-see.ts';
import type { CheckoutPaymentResolvers, CheckoutResolvers } from '../generated/graphql.ts';
import { findStepDeadline } from '../store/find-step-deadline.ts';
import { checkoutToken } from '../tokens.ts';

export const checkout: CheckoutResolvers & { __resolveReference: unknown } = {
  async __resolveReference({ id }: { id: string }, { viewer, opened, loaders }: OrdersContext) {
    const found = await loaders.checkout.load(id);
    return found !== null && maySeeCheckout(viewer, found, opened) ? found : null;
  },
  // A viewer who may see a checkout may see its orders as well.
  orders: async ({ id }, _, { loaders, opened }) => {
    opened.add(id);
    return [...(await loaders.ordersOf.load(id))];
  },
  payment: (parent) => parent,
  total: ({ totalMinor, currency }) => toGraphMoney({ amountMinor: totalMinor, currency }),
  token: ({ id, buyerId, tokenHash }, _, { sealKeys, viewer, opened }) =>
    buyerId === null && tokenHash !== null && (opened.has(id) || !isSupport(viewer))
      ? checkoutToken(sealKeys, id)
      : null,
};

export const checkoutPayment: CheckoutPaymentResolvers = {
  method: ({ paymentMethod }) => paymentMethod,
  actions: ({ actions }) => [...actions],
  actionDueAt: ({ id, status }, _, { db }) => (status === 'REQUIRES_ACTION' ? findStepDeadline(db, id) : null),
};
