import { type Envelope, type EventTrail, newEvent, paymentsPayment } from '@soko/events';
import { explainDecline } from './explain-decline.ts';
import type { Payment } from './payment.ts';
import type { ProviderDispute } from './provider-payment.ts';
import { plainTerms, type Refund, type RefundTerms } from './refund.ts';

const toMoney = (amountMinor: bigint, currency: string) => ({ amountMinor: amountMinor.toString(), currency });

const factsOf = (payment: Payment) => ({
  orderId: payment.orderId,
  checkoutId: payment.checkoutId,
  sellerId: payment.sellerId,
  buyerId: payment.buyerId,
  method: payment.method,
  status: payment.status,
  authorized: toMoney(payment.authorizedMinor, payment.currency),
  captured: toMoney(payment.capturedMinor, payment.currency),
  refunded: toMoney(payment.refundedMinor, payment.currency),
  chargedBack: toMoney(payment.chargedBackMinor, payment.currency),
});

const subjectOf = (payment: Payment) => ({ subject: payment.id, sequence: payment.version });

type PlainEvent = 'requires_action' | 'authorized' | 'reauthorized' | 'captured';

export const paymentEvent = (type: PlainEvent, payment: Payment, trail: EventTrail): Envelope =>
  newEvent(paymentsPayment, type, { ...subjectOf(payment), data: { payment: factsOf(payment) } }, trail);

export const failedEvent = (payment: Payment, trail: EventTrail): Envelope => {
  const { code, message } = payment.failure ?? { code: 'unknown', message: 'The payment failed.' };
  const data = { payment: factsOf(payment), code, reason: message };
  return newEvent(paymentsPayment, 'failed', { ...subjectOf(payment), data }, trail);
};

export const reauthorizationFailedEvent = (
  payment: Payment,
  failure: { code: string; message: string },
  trail: EventTrail,
): Envelope => {
  const data = { payment: factsOf(payment), code: failure.code, reason: explainDecline(failure.code) };
  return newEvent(paymentsPayment, 'reauthorization_failed', { ...subjectOf(payment), data }, trail);
};

export const voidedEvent = (payment: Payment, trail: EventTrail): Envelope => {
  const data = { payment: factsOf(payment), reason: payment.endReason ?? 'unknown' };
  return newEvent(paymentsPayment, 'voided', { ...subjectOf(payment), data }, trail);
};

/** Key under which a Soko service asked for a refund. Those of people are theirs: no event has them. */
const requestOf = ({ cause, idempotencyKey }: Pick<Refund, 'cause' | 'idempotencyKey'>): string | null =>
  cause === 'OTHER' ? null : idempotencyKey;

type ToldRefund = RefundTerms & Pick<Refund, 'id' | 'reason' | 'idempotencyKey'>;

export const refundBegunEvent = (payment: Payment, { id, amountMinor }: Refund, trail: EventTrail): Envelope => {
  const data = { payment: factsOf(payment), refundId: id, amount: toMoney(amountMinor, payment.currency) };
  return newEvent(paymentsPayment, 'refund_begun', { ...subjectOf(payment), data }, trail);
};

/** `refund` is null for a refund that was made at the provider, outside Soko. */
export const refundedEvent = (
  payment: Payment,
  amountMinor: bigint,
  refund: ToldRefund | null,
  trail: EventTrail,
): Envelope => {
  const { cause, deliveryMinor, feeReturned } = refund ?? plainTerms;
  const data = {
    payment: factsOf(payment),
    refundId: refund?.id ?? null,
    amount: toMoney(amountMinor, payment.currency),
    reason: refund?.reason ?? 'Made at the provider.',
    cause,
    request: refund && requestOf(refund),
    delivery: deliveryMinor === null ? null : toMoney(deliveryMinor, payment.currency),
    feeReturned,
  };
  return newEvent(paymentsPayment, 'refunded', { ...subjectOf(payment), data }, trail);
};

export const refundFailedEvent = (payment: Payment, refund: Refund, reason: string, trail: EventTrail): Envelope => {
  const amount = toMoney(refund.amountMinor, payment.currency);
  const asked = { cause: refund.cause, request: requestOf(refund) };
  const data = { payment: factsOf(payment), refundId: refund.id, amount, reason, ...asked };
  return newEvent(paymentsPayment, 'refund_failed', { ...subjectOf(payment), data }, trail);
};

/** A dispute as events have it. Left out where the provider does not describe it. */
const aboutDispute = (dispute: ProviderDispute | null, { currency }: Payment) =>
  dispute === null
    ? {}
    : {
        dispute: {
          ref: dispute.ref,
          reason: dispute.reason,
          amount: toMoney(dispute.amountMinor, currency),
          evidenceDueAt: dispute.evidenceDueAt?.toISOString() ?? null,
          fee: dispute.fee && toMoney(dispute.fee.amountMinor, dispute.fee.currency),
        },
      };

export const disputeEvent = (
  type: 'disputed' | 'dispute_won',
  payment: Payment,
  dispute: ProviderDispute | null,
  trail: EventTrail,
): Envelope => {
  const data = { payment: factsOf(payment), ...aboutDispute(dispute, payment) };
  return newEvent(paymentsPayment, type, { ...subjectOf(payment), data }, trail);
};

/** `amountMinor` is what the bank took back with this dispute: all of the payment, or a part. */
export const chargedBackEvent = (
  payment: Payment,
  amountMinor: bigint,
  dispute: ProviderDispute | null,
  trail: EventTrail,
): Envelope => {
  const amount = toMoney(amountMinor, payment.currency);
  const data = { payment: factsOf(payment), amount, ...aboutDispute(dispute, payment) };
  return newEvent(paymentsPayment, 'charged_back', { ...subjectOf(payment), data }, trail);
};
