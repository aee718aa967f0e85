import { hasRole, isGuestGrant } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import type { PaymentsContext } from '../context.ts';
import { type Payment, refundableMinor } from '../domain/payment.ts';
import type { OrderReference } from '../domain/references.ts';
import type { OrderResolvers, PaymentResolvers, RefundResolvers } from '../generated/graphql.ts';
import { maySee } from './access.ts';

const money = (amountMinor: bigint, { currency }: { currency: string }) => toGraphMoney({ amountMinor, currency });

/** A payment, or null when the viewer may not see it. */
export async function visiblePayment(context: PaymentsContext, payment: Payment | null): Promise<Payment | null> {
  return payment !== null && (await maySee(context, payment)) ? payment : null;
}

export const payment: PaymentResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, context: PaymentsContext) =>
    visiblePayment(context, await context.loaders.payment.load(id)),
  order: ({ orderId }) => ({ id: orderId }),
  amount: (it) => money(it.amountMinor, it),
  authorized: (it) => money(it.authorizedMinor, it),
  captured: (it) => money(it.capturedMinor, it),
  refunded: (it) => money(it.refundedMinor, it),
  refundable: (it) => money(refundableMinor(it), it),
  refunds: ({ id }, _, { loaders }) => loaders.refundsOf.load(id),
  providerRef: ({ providerRef }, _, { viewer }) => (hasRole(viewer, 'SUPPORT') ? providerRef : null),
};

export const refund: RefundResolvers = {
  amount: (it) => money(it.amountMinor, it),
};

export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id, guestGrant = null }: OrderReference) => ({ id, guestGrant }),
  async payment({ id, guestGrant }, _, context) {
    const found = await context.loaders.paymentOf.load(id);
    const { settings, identity } = context;
    const opened = found?.buyerId === null && isGuestGrant(settings.sealKey, id, identity.requestId, guestGrant);
    return opened ? found : visiblePayment(context, found);
  },
};
