import { hasRole } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import type { PaymentsContext } from '../context.ts';
import { refundableMinor } from '../domain/payment.ts';
import type { PaymentResolvers, RefundResolvers } from '../generated/graphql.ts';
import { visiblePayment } from './visible-payment.ts';

const money = (amountMinor: bigint, { currency }: { currency: string }) => toGraphMoney({ amountMinor, currency });

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
