import { forbidden, notFound } from '@soko/errors';
import { encodeCursor, readPage, toConnection } from '@soko/pagination';
import { hasRole } from '@soko/auth';
import { confirmPayment, knowsSecret } from '../commands/confirm-payment.ts';
import { refundPayment } from '../commands/refund-payment.ts';
import type { PaymentsContext } from '../context.ts';
import type { Payment } from '../domain/payment.ts';
import type { MutationResolvers, QueryResolvers } from '../generated/graphql.ts';
import { listPayments } from '../store/list-payments.ts';
import { isSellerOf, maySee, requireService } from './access.ts';
import { visiblePayment } from './payment.ts';
import { readMoney } from './read-money.ts';

const cursorOf = ({ createdAt, id }: Payment): string => encodeCursor([createdAt.toISOString(), id]);

export const paymentQueries: Pick<QueryResolvers, 'payment' | 'payments'> = {
  payment: async (_, { id }, context) => visiblePayment(context, await context.loaders.payment.load(id)),
  payments: async (_, { filter, ...args }, { pool }) => {
    const page = readPage(args, 2);
    const query = {
      statuses: filter?.statuses ?? null,
      checkoutId: filter?.checkoutId ?? null,
      orderIds: filter?.orderIds ?? null,
      sellerId: filter?.sellerId ?? null,
    };
    return toConnection(await listPayments(pool, query, page), page, cursorOf);
  },
};

/** The payment, where `mayTouch` says so; otherwise nobody learns whether there is one. */
async function touchable(
  context: PaymentsContext,
  id: string,
  mayTouch: (payment: Payment) => Promise<boolean> | boolean,
): Promise<Payment> {
  const payment = await context.loaders.payment.load(id);
  if (payment === null || !(await mayTouch(payment))) throw notFound('The payment');
  return payment;
}

const readRefund = (input: {
  amount?: { amount: string; currency: string } | null | undefined;
  reason: string;
  idempotencyKey: string;
}) => ({
  amount: input.amount ? readMoney(input.amount, 'input.amount') : null,
  reason: input.reason,
  idempotencyKey: input.idempotencyKey,
});

export const paymentMutations: Pick<MutationResolvers, 'confirmPayment' | 'refundPayment' | 'refundOrder'> = {
  confirmPayment: async (_, { input }, context) => {
    const { viewer } = context;
    const known = await touchable(
      context,
      input.paymentId,
      (payment) =>
        (viewer.kind === 'user' && payment.buyerId === viewer.id) || knowsSecret(payment, input.clientSecret ?? null),
    );
    return confirmPayment(context, known, context.trail);
  },
  refundPayment: async (_, { input }, context) => {
    const known = await touchable(context, input.paymentId, (payment) => maySee(context, payment));
    if (!hasRole(context.viewer, 'SUPPORT') && !(await isSellerOf(context, known))) {
      throw forbidden('Only support and the seller give money back.');
    }
    return await refundPayment(context, known, readRefund(input), context.trail);
  },
  refundOrder: async (_, { input }, context) => {
    requireService(context.identity);
    const known = await context.loaders.paymentOf.load(input.orderId);
    if (known === null) throw notFound('A payment of this order');
    return await refundPayment(context, known, readRefund(input), context.trail);
  },
};
