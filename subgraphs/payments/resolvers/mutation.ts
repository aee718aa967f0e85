import { requireRole, requireService, requireUser } from '@soko/auth';
import { badUserInput, forbidden, notFound, serviceUnavailable } from '@soko/errors';
import { readIdempotencyKey } from '@soko/idempotency';
import { readMoney, readOptional, readPaymentToken, readPhone, readPositiveMoney } from '@soko/input';
import { answer } from '@soko/subgraph';
import { type Authorization, authorizePayments } from '../commands/authorize-payments.ts';
import { confirmPayment } from '../commands/confirm-payment.ts';
import { endPayment } from '../commands/end-payment.ts';
import { reauthorizePayment } from '../commands/reauthorize-payment.ts';
import { refundPayment } from '../commands/refund-payment.ts';
import { removePaymentMethod } from '../commands/remove-payment-method.ts';
import { savePaymentMethod } from '../commands/save-payment-method.ts';
import { setFeeRule } from '../commands/set-fee-rule.ts';
import { respondInTime } from '../commands/wait-for-provider.ts';
import type { PaymentsContext } from '../context.ts';
import { mayConfirmPayment } from '../domain/may-see.ts';
import type { Payment } from '../domain/payment.ts';
import type { RefundTerms } from '../domain/refund.ts';
import type { AuthorizePaymentsInput, MoneyInput, MutationResolvers, RefundOrderInput } from '../generated/graphql.ts';
import { disputeMutations } from './disputes.ts';
import { forbidsRefunding, isRefundableBy, visiblePayment } from './visible-payment.ts';

const maxPayments = 100;

function readAuthorization({ payments, buyerId, email, method, token, phone, ...input }: AuthorizePaymentsInput) {
  readIdempotencyKey(input.idempotencyKey);
  const orderIds = new Set(payments.map(({ orderId }) => orderId));
  if (orderIds.size === 0 || orderIds.size > maxPayments || orderIds.size < payments.length) {
    throw badUserInput(`The payments must have 1 to ${maxPayments} items, each with a different order.`, 'payments');
  }
  return {
    checkoutId: input.checkoutId,
    buyerId: buyerId ?? null,
    email: email ?? null,
    method,
    token: readOptional(readPaymentToken, token, 'token'),
    phone: readOptional(readPhone, phone, 'phone'),
    payments: payments.map(({ orderId, sellerId, ...money }, index) => ({
      orderId,
      sellerId,
      amount: readPositiveMoney(money, `payments.${index}.amount`),
    })),
  };
}

function toAuthorizePaymentsResult(authorization: Authorization) {
  switch (authorization.kind) {
    case 'authorized':
      return {
        __typename: 'PaymentsAuthorized' as const,
        payments: authorization.payments.map(({ id, orderId, status }) => ({ id, orderId, status })),
      };
    case 'requires_action':
      return {
        __typename: 'PaymentActionRequired' as const,
        payments: authorization.payments.map(({ id, orderId, clientSecret, actionUrl }) => ({
          id,
          orderId,
          clientSecret,
          actionUrl,
        })),
        authorizedOrderIds: authorization.authorized.map(({ orderId }) => orderId),
      };
    default:
      return { __typename: 'PaymentsDeclined' as const, code: authorization.code, message: authorization.message };
  }
}

/** The payment of an order. NOT_FOUND when the order has none. */
async function paymentOf({ loaders }: PaymentsContext, orderId: string): Promise<Payment> {
  const found = await loaders.paymentOf.load(orderId);
  if (found === null) throw notFound('The payment of this order');
  return found;
}

/** An amount above zero in the currency of the payment of an order. */
async function readAmountFor(context: PaymentsContext, orderId: string, amount: MoneyInput): Promise<bigint> {
  const { amountMinor, currency } = readPositiveMoney(amount, 'amount');
  const known = await paymentOf(context, orderId);
  if (known.currency === currency) return amountMinor;
  throw badUserInput(`The currency must be ${known.currency}, the currency of the payment.`, 'amount.currency');
}

/** How the ledger divides a refund that another service orders. */
function readRefundTerms({ cause, deliveryAmount, feeReturned }: RefundOrderInput, { currency }: Payment): RefundTerms {
  const delivery = deliveryAmount ? readMoney(deliveryAmount, 'deliveryAmount.amount') : null;
  if (delivery !== null && delivery.currency !== currency) {
    throw badUserInput(`The currency must be ${currency}, the currency of the payment.`, 'deliveryAmount.currency');
  }
  return {
    cause: cause ?? 'OTHER',
    deliveryMinor: delivery?.amountMinor ?? null,
    feeReturned: feeReturned ?? null,
  };
}

/** Keys of the refunds of returns and disputes. A person must not take one: the refund would never be made. */
const keyOfCase = /^case:/;

/** Throws SERVICE_UNAVAILABLE for money that is returned later, so that the caller asks again. */
function orTryLater<Outcome extends object>(outcome: Outcome): Outcome {
  const isPostponed = 'retryAt' in outcome && outcome.retryAt !== null;
  if (isPostponed) throw serviceUnavailable('The refund failed. It is tried again later.');
  return outcome;
}

export const mutation: MutationResolvers = {
  ...disputeMutations,

  async confirmPayment(_, { input }, context) {
    const known = await context.loaders.payment.load(input.paymentId);
    if (known === null || !mayConfirmPayment(context.viewer, known, input.clientSecret ?? null)) {
      throw notFound('The payment');
    }
    const payment = await respondInTime(context, confirmPayment(context, known, context.trail));
    return { ...payment, isOpened: known.buyerId === null };
  },

  async refundPayment(_, { input }, context) {
    if (keyOfCase.test(input.idempotencyKey)) {
      throw badUserInput('The key must not begin with `case:`. Choose another one.', 'idempotencyKey');
    }
    const known = await visiblePayment(context, await context.loaders.payment.load(input.paymentId));
    if (known === null) throw notFound('The payment');
    if (!(await isRefundableBy(context, known))) throw forbidden('Only support and the seller can refund a payment.');
    const forbids = await forbidsRefunding(context, known);
    if (forbids) return forbids;
    const amount = input.amount ? readPositiveMoney(input.amount, 'amount') : null;
    return respondInTime(context, refundPayment(context, known, { ...input, amount }, context.trail));
  },

  async savePaymentMethod(_, { input }, context) {
    const { id: userId } = requireUser(context.viewer);
    const makeDefault = input.makeDefault ?? false;
    return answer(
      'PaymentMethod',
      await respondInTime(context, savePaymentMethod(context, { ...input, makeDefault, userId })),
    );
  },

  async removePaymentMethod(_, { input: { paymentMethodId: id } }, context) {
    await respondInTime(context, removePaymentMethod(context, { id, userId: requireUser(context.viewer).id }));
    return { __typename: 'PaymentMethodRemoved', id };
  },

  setFeeRule(_, { input }, context) {
    requireRole(context.viewer, 'ADMIN');
    const fixed = (input.fixed ?? []).map((money, index) => readMoney(money, `fixed.${index}.amount`));
    const { targetId = null, expectedVersion = null, validFrom = null, validUntil = null } = input;
    return setFeeRule(context, { ...input, targetId, expectedVersion, validFrom, validUntil, fixed });
  },

  async authorizePayments(_, { input }, context) {
    requireService(context.viewer);
    return toAuthorizePaymentsResult(
      await respondInTime(context, authorizePayments(context, readAuthorization(input), context.trail)),
    );
  },

  async reauthorizePayment(_, { input: { orderId, amount } }, context) {
    requireService(context.viewer);
    const amountMinor = await readAmountFor(context, orderId, amount);
    const outcome = await respondInTime(context, reauthorizePayment(context, { orderId, amountMinor }, context.trail));
    if (outcome === null) throw notFound('The payment of this order');
    return answer('Payment', outcome);
  },

  async capturePayment(_, { input: { orderId, amount } }, context) {
    requireService(context.viewer);
    const amountMinor = await readAmountFor(context, orderId, amount);
    const outcome = await respondInTime(
      context,
      endPayment(context, { kind: 'CAPTURE', orderId, amountMinor }, context.trail),
    );
    if (outcome === null) throw notFound('The payment of this order');
    return answer('Payment', orTryLater(outcome));
  },

  async voidPayment(_, { input: { orderId, reason } }, context) {
    requireService(context.viewer);
    const outcome = await respondInTime(context, endPayment(context, { kind: 'VOID', orderId, reason }, context.trail));
    return outcome && answer('Payment', orTryLater(outcome));
  },

  async refundOrder(_, { input }, context) {
    requireService(context.viewer);
    const amount = readPositiveMoney(input.amount, 'amount');
    const known = await paymentOf(context, input.orderId);
    const terms = readRefundTerms(input, known);
    return respondInTime(context, refundPayment(context, known, { ...input, amount, terms }, context.trail));
  },
};
