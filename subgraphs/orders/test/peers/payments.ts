import { idempotencyMismatch } from '@soko/errors';
import { parseMoney, toGraphMoney } from '@soko/money';
import type {
  OrdersAcceptDisputeVariables,
  OrdersAuthorizePaymentsVariables,
  OrdersCapturePaymentVariables,
  OrdersQuoteFeesVariables,
  OrdersReauthorizePaymentVariables,
  OrdersRefundOrderVariables,
  OrdersSubmitDisputeEvidenceVariables,
  OrdersVoidPaymentVariables,
} from '../../generated/peers/payments.ts';
import { type Fixture, startFixture } from '@soko/testing';

export interface FixturePayment {
  id: string;
  orderId: string;
  status: 'REQUIRES_ACTION' | 'AUTHORIZED' | 'CAPTURED' | 'VOIDED' | 'FAILED' | 'EXPIRED';
  authorizedMinor: bigint;
  capturedMinor: bigint;
  captures: number;
  /** Paid with a saved method: it can be authorised again. */
  saved: boolean;
  reauthorizations: number;
}

export interface PaymentsFixture extends Fixture {
  payments: Map<string, FixturePayment>;
  /** Refunds by idempotency key. */
  refunds: Map<string, FixtureRefund>;
  /** Orders whose refunds the provider cannot make. */
  unrefundable: Set<string>;
  /** Orders whose pictures the provider cannot take. */
  withoutPictures: Set<string>;
  /** Pictures that the provider refuses. */
  refusedPictures: Set<string>;
  /** Orders whose evidence the bank takes, while the answer is lost. */
  lostAnswers: Set<string>;
  /** Amount of an order that is left to refund, in minor units. */
  leftOf(orderId: string): bigint;
  /** What was answered to the buyers' banks, once per key. */
  answers: BankAnswer[];
  of(orderId: string): FixturePayment | undefined;
}

type BankAnswer = OrdersSubmitDisputeEvidenceVariables['input'] | OrdersAcceptDisputeVariables['input'];

export type FixtureRefund = OrdersRefundOrderVariables['input'] & {
  amountMinor: bigint;
  /** Default: it was made. */
  state?: 'PENDING' | 'FAILED';
};

type PaymentStatus = FixturePayment['status'] | 'CREATED';

const wrong = (message: string, status: PaymentStatus = 'CREATED') => ({
  __typename: 'WrongPaymentStatus',
  code: 'WRONG_PAYMENT_STATUS',
  message,
  status,
});

/**
 * Payments with their rules: all or none, once per order, 1.5 % fee. A token that starts with `pm_declined` is declined; `pm_action` needs
 * the buyer's confirmation.
 */
export function startPayments(): PaymentsFixture {
  const payments = new Map<string, FixturePayment>();

  const stateOf = (made: FixturePayment[]) => {
    if (made.some(({ status }) => status === 'REQUIRES_ACTION')) {
      const lines = made.map(({ id, orderId }) => ({ id, orderId, clientSecret: `secret_${id}`, actionUrl: null }));
      const authorized = made.filter(({ status }) => status === 'AUTHORIZED');
      const authorizedOrderIds = authorized.map(({ orderId }) => orderId);
      return { __typename: 'PaymentActionRequired', payments: lines, authorizedOrderIds };
    }
    if (made.every(({ status }) => status === 'AUTHORIZED' || status === 'CAPTURED')) {
      return { __typename: 'PaymentsAuthorized', payments: made };
    }
    return { __typename: 'PaymentsDeclined', code: 'card_declined', message: 'The card was declined.' };
  };

  const authorizePayments = (_: unknown, { input }: OrdersAuthorizePaymentsVariables) => {
    const { token } = input;
    for (const { orderId, amount, currency } of input.payments) {
      if (payments.has(orderId)) continue;
      const status = token?.startsWith('pm_declined')
        ? 'FAILED'
        : token === 'pm_action'
          ? 'REQUIRES_ACTION'
          : 'AUTHORIZED';
      const authorizedMinor = parseMoney(amount, currency).amountMinor;
      const counts = { capturedMinor: 0n, captures: 0, reauthorizations: 0, saved: token?.startsWith('pmt_') === true };
      payments.set(orderId, { id: `pay_${orderId}`, orderId, status, authorizedMinor, ...counts });
    }
    return stateOf(input.payments.map(({ orderId }) => payments.get(orderId)!));
  };

  const capturePayment = (_: unknown, { input }: OrdersCapturePaymentVariables) => {
    const payment = payments.get(input.orderId);
    const amountMinor = parseMoney(input.amount.amount, input.amount.currency).amountMinor;
    if (payment?.status === 'CAPTURED') return { __typename: 'Payment', id: payment.id };
    if (payment?.status !== 'AUTHORIZED') return wrong('Nothing is authorised.', payment?.status);
    Object.assign(payment, { status: 'CAPTURED', capturedMinor: amountMinor, captures: payment.captures + 1 });
    return { __typename: 'Payment', id: payment.id };
  };

  const reauthorizePayment = (_: unknown, { input }: OrdersReauthorizePaymentVariables) => {
    const payment = payments.get(input.orderId);
    if (payment?.status === 'AUTHORIZED') return { __typename: 'Payment', id: payment.id };
    if (payment?.status !== 'EXPIRED') return wrong('It has not expired.', payment?.status);
    if (!payment.saved) return { __typename: 'ReauthorizationDeclined', code: 'no_saved_method', message: 'None.' };
    const authorizedMinor = parseMoney(input.amount.amount, input.amount.currency).amountMinor;
    Object.assign(payment, { status: 'AUTHORIZED', authorizedMinor, reauthorizations: payment.reauthorizations + 1 });
    return { __typename: 'Payment', id: payment.id };
  };

  const voidPayment = (_: unknown, { input }: OrdersVoidPaymentVariables) => {
    const payment = payments.get(input.orderId);
    if (payment === undefined) return null;
    if (payment.status === 'CAPTURED') return wrong('The payment is already captured.', payment.status);
    if (payment.status !== 'FAILED') payment.status = 'VOIDED';
    return { __typename: 'Payment', id: payment.id };
  };

  const refunds = new Map<string, FixtureRefund>();
  const unrefundable = new Set<string>();
  const refundsOf = (orderId: string) =>
    [...refunds.values()].filter((refund) => refund.orderId === orderId && refund.state !== 'FAILED');
  const sumOf = (made: readonly FixtureRefund[]): bigint =>
    made.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  const leftOf = (orderId: string): bigint => (payments.get(orderId)?.capturedMinor ?? 0n) - sumOf(refundsOf(orderId));

  const refundOrder = (_: unknown, { input }: OrdersRefundOrderVariables) => {
    const payment = payments.get(input.orderId);
    const { amountMinor, currency } = parseMoney(input.amount.amount, input.amount.currency);
    const made = refunds.get(input.idempotencyKey);
    if (made && made.amountMinor !== amountMinor) throw idempotencyMismatch();
    if (payment?.status !== 'CAPTURED') return wrong('Nothing is captured.', payment?.status);
    const left = leftOf(input.orderId);
    if (!made && amountMinor > left) {
      const refundable = toGraphMoney({ amountMinor: left, currency });
      const pendingMinor = sumOf(refundsOf(input.orderId).filter(({ state }) => state === 'PENDING'));
      const pending = toGraphMoney({ amountMinor: pendingMinor, currency });
      return { __typename: 'RefundTooLarge', code: 'REFUND_TOO_LARGE', message: 'Too large.', refundable, pending };
    }
    if (!made && unrefundable.has(input.orderId)) {
      refunds.set(input.idempotencyKey, { ...input, amountMinor, state: 'FAILED' });
    }
    if (refunds.get(input.idempotencyKey)?.state === 'FAILED') {
      return { __typename: 'RefundNotPossible', code: 'REFUND_NOT_POSSIBLE', message: 'The card was closed.' };
    }
    if (!made) refunds.set(input.idempotencyKey, { ...input, amountMinor });
    return { __typename: 'RefundMade' };
  };

  const answers: BankAnswer[] = [];
  const withoutPictures = new Set<string>();
  const answerBank = (_: unknown, { input }: { input: BankAnswer }) => {
    const pictures = 'pictures' in input ? (input.pictures ?? []) : [];
    if (pictures.length > 0 && withoutPictures.has(input.orderId)) throw new Error('No picture can be uploaded.');
    if (!answers.some(({ idempotencyKey }) => idempotencyKey === input.idempotencyKey)) answers.push(input);
    return { __typename: 'Payment', id: payments.get(input.orderId)!.id };
  };
  const refusedPictures = new Set<string>();
  const lostAnswers = new Set<string>();
  const takeEvidence = (_: unknown, { input }: OrdersSubmitDisputeEvidenceVariables) => {
    const isRepeat = answers.some((sent) => 'text' in sent && sent.disputeRef === input.disputeRef);
    if (isRepeat) {
      const payment = { id: payments.get(input.orderId)!.id };
      return { __typename: 'EvidenceSubmitted', payment, refusedPictureIds: null };
    }
    const refused = (input.pictures ?? []).map(({ id }) => id).filter((id) => refusedPictures.has(id));
    const payment = answerBank(_, { input });
    if (lostAnswers.has(input.orderId)) throw new Error('The answer is lost.');
    return { __typename: 'EvidenceSubmitted', payment, refusedPictureIds: refused };
  };

  const quoteFees = (_: unknown, { orders }: OrdersQuoteFeesVariables) =>
    orders.map(({ orderKey, lines }) => {
      const fees = lines.map(({ total }) => {
        const { amountMinor, currency } = parseMoney(total.amount, total.currency);
        return { amountMinor: (amountMinor * 150n + 5_000n) / 10_000n, currency };
      });
      const amountMinor = fees.reduce((all, each) => all + each.amountMinor, 0n);
      return { orderKey, fee: toGraphMoney({ amountMinor, currency: 'EUR' }), lines: fees.map(toGraphMoney) };
    });

  const fixture = startFixture(
    'payments',
    {
      Query: { quoteFees },
      Mutation: {
        authorizePayments,
        reauthorizePayment,
        capturePayment,
        voidPayment,
        refundOrder,
        submitDisputeEvidence: takeEvidence,
        acceptDispute: answerBank,
      },
    },
    {
      Order: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        payment: ({ id }: { id: string }) => payments.get(id) ?? null,
      },
    },
  );
  const of = (orderId: string) => payments.get(orderId);
  return {
    ...fixture,
    payments,
    refunds,
    unrefundable,
    withoutPictures,
    refusedPictures,
    lostAnswers,
    leftOf,
    answers,
    of,
  };
}
