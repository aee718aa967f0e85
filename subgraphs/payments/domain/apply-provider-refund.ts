import type { Envelope, EventTrail } from '@soko/events';
import { type LookTimes, type PaymentChange, statusByAmounts } from './apply-provider-payment.ts';
import type { Payment } from './payment.ts';
import { refundedEvent, refundFailedEvent } from './payment-events.ts';
import type { ProviderRefund } from './provider-payment.ts';
import type { Refund } from './refund.ts';

export interface RefundChange {
  change: PaymentChange;
  refund: Refund;
}

/** Applies the provider's status of a refund to the refund and its payment. Null when nothing changes. */
export function applyProviderRefund(
  payment: Payment,
  refund: Refund,
  seen: ProviderRefund,
  trail: EventTrail,
  times: LookTimes,
): RefundChange | null {
  const status = seen.status === 'succeeded' ? 'SUCCEEDED' : seen.status === 'failed' ? 'FAILED' : 'PENDING';
  if (refund.status === 'FAILED') return null;
  if (refund.status === status && refund.providerRef !== null) return null;
  const { amountMinor } = refund;
  const refundedMinor =
    payment.refundedMinor +
    (status === 'SUCCEEDED' ? amountMinor : 0n) -
    (refund.status === 'SUCCEEDED' ? amountMinor : 0n);
  const refundingMinor =
    payment.refundingMinor - (refund.status === 'PENDING' && status !== 'PENDING' ? amountMinor : 0n);
  const isDisputed = payment.status === 'DISPUTED' || payment.status === 'CHARGED_BACK';
  const amounts = { ...payment, refundedMinor, refundingMinor };
  const now = trail.now();
  const after: Payment = {
    ...amounts,
    status: isDisputed ? payment.status : statusByAmounts(amounts),
    lookAt: refundingMinor > 0n ? new Date(now.getTime() + times.settledMs) : payment.lookAt,
    version: payment.version + 1,
    updatedAt: now,
  };
  const next: Refund = { ...refund, status, providerRef: seen.ref || refund.providerRef, failure: seen.failure };
  const events: Envelope[] = [];
  if (status === 'SUCCEEDED') events.push(refundedEvent(after, amountMinor, refund, trail));
  if (status === 'FAILED')
    events.push(refundFailedEvent(after, refund, seen.failure ?? 'The provider could not make the refund.', trail));
  return { change: { before: payment, after, events }, refund: next };
}
