import { toGraphMoney } from '@soko/money';
import type { OrdersContext } from '../context.ts';
import { isSupport, maySeeCheckout, maySeeSecrets, type OpenedCheckout } from '../domain/may-see.ts';
import type { CheckoutPaymentResolvers, CheckoutResolvers } from '../generated/graphql.ts';
import { findStepDeadline } from '../store/find-step-deadline.ts';
import { checkoutToken } from '../tokens.ts';

/** The checkout, or null when the viewer may not see it. A guest's `token` opens it, and what is reached through it. */
export async function loadVisibleCheckout(
  context: OrdersContext,
  id: string,
  token?: string | null,
): Promise<OpenedCheckout | null> {
  const found = await context.loaders.checkout.load(id);
  if (found === null) return null;
  const checkout = { ...found, isOpened: context.opens(found, token) };
  return maySeeCheckout(context.viewer, checkout) ? checkout : null;
}

export const checkout: CheckoutResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: OrdersContext) => loadVisibleCheckout(context, id),
  // A viewer who may see a checkout may see its orders as well.
  orders: async ({ id, isOpened }, _, { loaders }) =>
    (await loaders.ordersOf.load(id)).map((order) => ({ ...order, isOpened })),
  payment: (parent) => parent,
  total: ({ totalMinor, currency }) => toGraphMoney({ amountMinor: totalMinor, currency }),
  taxEvidence: ({ taxEvidence }, _, { viewer }) => (isSupport(viewer) ? taxEvidence : null),
  token: ({ id, tokenHash, isOpened }, _, { sealKeys }) =>
    isOpened && tokenHash !== null ? checkoutToken(sealKeys, id) : null,
};

export const checkoutPayment: CheckoutPaymentResolvers = {
  method: ({ paymentMethod }) => paymentMethod,
  actions: (parent, _, { viewer }) =>
    parent.actions.map((action) =>
      maySeeSecrets(viewer, parent) ? action : { ...action, clientSecret: null, actionUrl: null },
    ),
  actionDueAt: ({ id, status }, _, { db }) => (status === 'REQUIRES_ACTION' ? findStepDeadline(db, id) : null),
};
