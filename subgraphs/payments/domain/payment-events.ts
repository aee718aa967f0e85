import { type Envelope, type EventTrail, newEvent, paymentsPayment } from '@soko/events';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

const money = (amountMinor: bigint, currency: string) => ({ amountMinor: amountMinor.toString(), currency });

const facts = (payment: Payment) => ({
  orderId: payment.orderId,
  checkoutId: payment.checkoutId,
  sellerId: payment.sellerId,
  buyerId: payment.buyerId,
  method: payment.method,
  status: payment.status,
  authorized: money(payment.authorizedMinor, payment.currency),
  captured: money(payment.capturedMinor, payment.currency),
  refunded: money(payment.refundedMinor, payment.currency),
});

const about = (payment: Payment) => ({ subject: payment.id, sequence: payment.version });

type Plain =
  'requires_action' | 'authorized' | 'reauthorized' | 'captured' | 'disputed' | 'dispute_won' | 'charged_back';

export const paymentEvent = (type: Plain, payment: Payment, trail: EventTrail): Envelope =>
  newEvent(paymentsPayment, type, { ...about(payment), data: { payment: facts(payment) } }, trail);

export const failedEvent = (payment: Payment, trail: EventTrail): Envelope => {
  const { code, message } = payment.failure ?? { code: 'unknown', message: 'The payment failed.' };
  const data = { payment: facts(payment), code, reason: message };
  return newEvent(paymentsPayment, 'failed', { ...about(payment), data }, trail);
};

export const reauthorizationFailedEvent = (
  payment: Payment,
  failure: { code: string; message: string },
  trail: EventTrail,
): Envelope => {
  const data = { payment: facts(payment), code: failure.code, reason: failure.message };
  return newEvent(paymentsPayment, 'reauthorization_failed', { ...about(payment), data }, trail);
};

export const voidedEvent = (payment: Payment, trail: EventTrail): Envelope => {
  const data = { payment: facts(payment), reason: payment.endReason ?? 'unknown' };
  return newEvent(paymentsPayment, 'voided', { ...about(payment), data }, trail);
};

/** `refund` is null for one that was made at the provider, past Soko. */
export const refundedEvent = (
  payment: Payment,
  amountMinor: bigint,
  refund: Pick<Refund, 'id' | 'reason'> | null,
  trail: EventTrail,
): Envelope => {
  const data = {
    payment: facts(payment),
    refundId: refund?.id ?? null,
    amount: money(amountMinor, payment.currency),
    reason: refund?.reason ?? 'Made at the provider.',
  };
  return newEvent(paymentsPayment, 'refunded', { ...about(payment), data }, trail);
};

export const refundFailedEvent = (payment: Payment, refund: Refund, reason: string, trail: EventTrail): Envelope => {
  const amount = money(refund.amountMinor, payment.currency);
  const data = { payment: facts(payment), refundId: refund.id, amount, reason };
  return newEvent(paymentsPayment, 'refund_failed', { ...about(payment), data }, trail);
};
