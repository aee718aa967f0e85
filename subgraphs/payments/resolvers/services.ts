import { badUserInput, notFound } from '@soko/errors';
import { authorizePayments, type Authorization } from '../commands/authorize-payments.ts';
import { endPayment } from '../commands/end-payment.ts';
import { reauthorizePayment } from '../commands/reauthorize-payment.ts';
import type { Payment } from '../domain/payment.ts';
import type { WrongPaymentStatus } from '../domain/refusal.ts';
import type { AuthorizePaymentsInput, MutationResolvers } from '../generated/graphql.ts';
import { requireService } from './access.ts';
import { readMoney } from './read-money.ts';

const mostPayments = 100;

const readWish = (input: AuthorizePaymentsInput) => {
  const orderIds = new Set(input.payments.map(({ orderId }) => orderId));
  if (orderIds.size === 0 || orderIds.size > mostPayments || orderIds.size < input.payments.length) {
    throw badUserInput(`Expected 1 to ${mostPayments} orders, each once.`, 'input.payments');
  }
  return {
    checkoutId: input.checkoutId,
    buyerId: input.buyerId ?? null,
    email: input.email ?? null,
    method: input.method,
    token: input.token ?? null,
    payments: input.payments.map(({ orderId, sellerId, ...money }, index) => ({
      orderId,
      sellerId,
      amount: readMoney(money, `input.payments.${index}.amount`),
    })),
  };
};

function answer(authorization: Authorization) {
  switch (authorization.kind) {
    case 'authorized':
      return {
        __typename: 'PaymentsAuthorized' as const,
        payments: authorization.payments.map(({ id, orderId, status }) => ({ id, orderId, status })),
      };
    case 'actionRequired':
      return {
        __typename: 'PaymentActionRequired' as const,
        payments: authorization.payments.map(({ id, orderId, clientSecret, actionUrl }) => ({
          id,
          orderId,
          clientSecret,
          actionUrl,
        })),
      };
    default:
      return { __typename: 'PaymentsDeclined' as const, code: authorization.code, message: authorization.message };
  }
}

const member = (outcome: Payment | WrongPaymentStatus) =>
  '__typename' in outcome ? outcome : { ...outcome, __typename: 'Payment' as const };

/** What the purchase saga asks of payments. Every one of them may be asked again. */
export const serviceMutations: Pick<
  MutationResolvers,
  'authorizePayments' | 'reauthorizePayment' | 'capturePayment' | 'voidPayment'
> = {
  authorizePayments: async (_, { input }, context) => {
    requireService(context.identity);
    return answer(await authorizePayments(context, readWish(input), context.trail));
  },
  reauthorizePayment: async (_, { input }, context) => {
    requireService(context.identity);
    const { orderId } = input;
    const { amountMinor, currency } = readMoney(input.amount, 'input.amount');
    const known = await context.loaders.paymentOf.load(orderId);
    if (known === null) throw notFound('A payment of this order');
    if (known.currency !== currency) throw badUserInput(`The payment is in ${known.currency}.`, 'input.amount');
    const outcome = await reauthorizePayment(context, orderId, amountMinor, context.trail);
    if (outcome === null) throw notFound('A payment of this order');
    return '__typename' in outcome ? outcome : { ...outcome, __typename: 'Payment' as const };
  },
  capturePayment: async (_, { input }, context) => {
    requireService(context.identity);
    const { orderId } = input;
    const amount = readMoney(input.amount, 'input.amount');
    if (amount.amountMinor === 0n) throw badUserInput('Void a payment of which nothing is charged.', 'input.amount');
    const wish = { kind: 'CAPTURE', amountMinor: amount.amountMinor, reason: null } as const;
    const known = await context.loaders.paymentOf.load(orderId);
    if (known === null) throw notFound('A payment of this order');
    if (known.currency !== amount.currency) throw badUserInput(`The payment is in ${known.currency}.`, 'input.amount');
    const outcome = await endPayment(context, orderId, wish, context.trail);
    if (outcome === null) throw notFound('A payment of this order');
    return member(outcome);
  },
  voidPayment: async (_, { input }, context) => {
    requireService(context.identity);
    const wish = { kind: 'VOID', amountMinor: null, reason: input.reason } as const;
    const outcome = await endPayment(context, input.orderId, wish, context.trail);
    return outcome && member(outcome);
  },
};
