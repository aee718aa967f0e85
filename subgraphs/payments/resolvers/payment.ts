import { hasRole } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import type { PaymentsContext } from '../context.ts';
import { explainDecline } from '../domain/explain-decline.ts';
import { maySeeAction } from '../domain/may-see.ts';
import { refundableMinor } from '../domain/payment.ts';
import type { PaymentResolvers, RefundResolvers } from '../generated/graphql.ts';
import { visiblePayment } from './visible-payment.ts';

const toMoney = (amountMinor: bigint, { currency }: { currency: string }) => toGraphMoney({ amountMinor, currency });

export const payment: PaymentResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, context: PaymentsContext) =>
    visiblePayment(context, await context.loaders.payment.load(id)),
  order: ({ orderId }) => ({ id: orderId }),
  amount: (it) => toMoney(it.amountMinor, it),
  authorized: (it) => toMoney(it.authorizedMinor, it),
  captured: (it) => toMoney(it.capturedMinor, it),
  refunded: (it) => toMoney(it.refundedMinor, it),
  chargedBack: (it) => toMoney(it.chargedBackMinor, it),
  refundable: (it) => toMoney(refundableMinor(it), it),
  actionUrl: (it, _, { viewer }) => (maySeeAction(viewer, it) ? it.actionUrl : null),
  failure: ({ failure }, _, { viewer }) =>
    failure === null || hasRole(viewer, 'SUPPORT') ? failure : { ...failure, message: explainDecline(failure.code) },
  refunds: ({ id }, _, { loaders }) => loaders.refundsOf.load(id),
  providerRef: ({ providerRef }, _, { viewer }) => (hasRole(viewer, 'SUPPORT') ? providerRef : null),
};

export const refund: RefundResolvers = {
  amount: (it) => toMoney(it.amountMinor, it),
};
