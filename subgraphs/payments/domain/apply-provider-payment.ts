import type { Envelope, EventTrail } from '@soko/events';
import type { ProviderPayment } from '../providers/provider.ts';
import { hasBeenCaptured, type Payment, type PaymentStatus } from './payment.ts';
import { failedEvent, paymentEvent, refundedEvent, voidedEvent } from './payment-events.ts';

/** What a payment becomes, and what is told of it. */
export interface PaymentChange {
  before: Payment;
  after: Payment;
  events: readonly Envelope[];
}

/** How soon the provider is asked about what webhooks should have told by then, in milliseconds. */
export interface LookTimes {
  actionMs: number;
  settledMs: number;
}

const dayMs = 86_400_000;

/** Where a payment that was charged stands, by its amounts. */
export function statusByAmounts(payment: Pick<Payment, 'authorizedMinor' | 'capturedMinor' | 'refundedMinor'>) {
  const { authorizedMinor, capturedMinor, refundedMinor } = payment;
  if (refundedMinor >= capturedMinor) return 'REFUNDED' satisfies PaymentStatus;
  if (refundedMinor > 0n) return 'PARTIALLY_REFUNDED' satisfies PaymentStatus;
  return (capturedMinor < authorizedMinor ? 'PARTIALLY_CAPTURED' : 'CAPTURED') satisfies PaymentStatus;
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * What a payment becomes once it is known how it stands at its provider; null when that changes nothing. It only goes
 * forward, and depends on nothing but the two: it does not matter which answer or webhook brought the news, how often,
 * or in which order.
 */
export function applyProviderPayment(
  payment: Payment,
  seen: ProviderPayment,
  trail: EventTrail,
  times: LookTimes,
): PaymentChange | null {
  const now = trail.now();
  const next = (change: Partial<Payment>): Payment => ({
    ...payment,
    providerRef: seen.ref === '' ? payment.providerRef : seen.ref,
    clientSecret: null,
    actionUrl: null,
    lookAt: null,
    ...change,
    version: payment.version + 1,
    updatedAt: now,
  });
  const told = (after: Payment, tell: (after: Payment) => Envelope[]): PaymentChange => ({
    before: payment,
    after,
    events: tell(after),
  });
  const open = payment.status === 'CREATED' || payment.status === 'REQUIRES_ACTION';

  switch (seen.status) {
    case 'processing':
      return null;
    case 'requires_action': {
      if (payment.status !== 'CREATED') return null;
      const after = next({
        status: 'REQUIRES_ACTION',
        clientSecret: seen.action?.clientSecret ?? null,
        actionUrl: seen.action?.url ?? null,
        lookAt: new Date(now.getTime() + times.actionMs),
      });
      return told(after, (it) => [paymentEvent('requires_action', it, trail)]);
    }
    case 'failed': {
      if (!open) return null;
      const failure = seen.failure ?? { code: 'declined', message: 'The payment was declined.' };
      return told(next({ status: 'FAILED', failure }), (it) => [failedEvent(it, trail)]);
    }
    case 'authorized': {
      if (!open) return null;
      const { authorizedMinor, expiresAt } = seen;
      const lookAt = expiresAt === null ? null : new Date(expiresAt.getTime() + times.settledMs);
      return told(next({ status: 'AUTHORIZED', authorizedMinor, expiresAt, lookAt }), (it) => [
        paymentEvent('authorized', it, trail),
      ]);
    }
    case 'voided':
    case 'expired': {
      if (!open && payment.status !== 'AUTHORIZED') return null;
      const status = seen.status === 'voided' ? 'VOIDED' : 'EXPIRED';
      const endReason = payment.endReason ?? (status === 'EXPIRED' ? 'EXPIRED' : 'Let go at the provider.');
      return told(next({ status, endReason }), (it) => [voidedEvent(it, trail)]);
    }
    case 'captured':
      return applyCaptured(payment, seen, trail, next, times);
  }
}

/** A payment that was charged: how much went back, and what its bank says. */
function applyCaptured(
  payment: Payment,
  seen: ProviderPayment,
  trail: EventTrail,
  next: (change: Partial<Payment>) => Payment,
  times: LookTimes,
): PaymentChange | null {
  if (payment.status === 'FAILED' || payment.status === 'CHARGED_BACK') return null;
  const fresh = !hasBeenCaptured(payment);
  const authorizedMinor = fresh ? seen.authorizedMinor : payment.authorizedMinor;
  const capturedMinor = fresh ? seen.capturedMinor : payment.capturedMinor;
  // What is on its way back was asked for here and is counted when its own answer comes.
  const known = payment.refundedMinor + payment.refundingMinor;
  const elsewhere = seen.refundedMinor > known ? smaller(seen.refundedMinor, capturedMinor) - known : 0n;
  const amounts = { authorizedMinor, capturedMinor, refundedMinor: payment.refundedMinor + elsewhere };
  const status =
    seen.dispute === 'lost' ? 'CHARGED_BACK' : seen.dispute === 'open' ? 'DISPUTED' : statusByAmounts(amounts);
  if (!fresh && elsewhere === 0n && status === payment.status) return null;
  const lookAt =
    status === 'DISPUTED'
      ? new Date(trail.now().getTime() + dayMs)
      : payment.refundingMinor > 0n
        ? soon(trail, times)
        : null;
  const after = next({ ...amounts, status, endReason: null, lookAt });
  const events: Envelope[] = [];
  if (fresh) events.push(paymentEvent('captured', after, trail));
  if (elsewhere > 0n) events.push(refundedEvent(after, elsewhere, null, trail));
  if (status !== payment.status) {
    if (status === 'DISPUTED') events.push(paymentEvent('disputed', after, trail));
    else if (status === 'CHARGED_BACK') events.push(paymentEvent('charged_back', after, trail));
    else if (payment.status === 'DISPUTED') events.push(paymentEvent('dispute_won', after, trail));
  }
  return { before: payment, after, events };
}

const soon = (trail: EventTrail, times: LookTimes): Date => new Date(trail.now().getTime() + times.settledMs);
