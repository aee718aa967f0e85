import type { Envelope, EventTrail } from '@soko/events';
import type { ProviderPayment } from '../providers/provider.ts';
import { hasBeenCaptured, type Payment, type PaymentStatus } from './payment.ts';
import { failedEvent, paymentEvent, refundedEvent, voidedEvent } from './payment-events.ts';
import { secretDigest } from './secret-digest.ts';

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

/** What is known here, what the provider says, and when and for whom. */
interface News {
  payment: Payment;
  seen: ProviderPayment;
  trail: EventTrail;
  times: LookTimes;
}

const later = ({ trail }: News, ms: number): Date => new Date(trail.now().getTime() + ms);

const isOpen = ({ status }: Payment): boolean => status === 'CREATED' || status === 'REQUIRES_ACTION';

function next({ payment, seen, trail }: News, change: Partial<Payment>): Payment {
  const providerRef = seen.ref === '' ? payment.providerRef : seen.ref;
  const cleared = { clientSecret: null, actionUrl: null, lookAt: null };
  return { ...payment, ...cleared, providerRef, ...change, version: payment.version + 1, updatedAt: trail.now() };
}

const changed = ({ payment }: News, after: Payment, ...events: Envelope[]): PaymentChange => ({
  before: payment,
  after,
  events,
});

function requiresAction(news: News): PaymentChange | null {
  if (news.payment.status !== 'CREATED') return null;
  const { clientSecret = null, url: actionUrl = null } = news.seen.action ?? {};
  const lookAt = later(news, news.times.actionMs);
  const secretHash = clientSecret === null ? null : secretDigest(clientSecret);
  const after = next(news, { status: 'REQUIRES_ACTION', clientSecret, secretHash, actionUrl, lookAt });
  return changed(news, after, paymentEvent('requires_action', after, news.trail));
}

function failed(news: News): PaymentChange | null {
  if (!isOpen(news.payment)) return null;
  const failure = news.seen.failure ?? { code: 'declined', message: 'The payment was declined.' };
  const after = next(news, { status: 'FAILED', failure });
  return changed(news, after, failedEvent(after, news.trail));
}

function authorized(news: News): PaymentChange | null {
  if (!isOpen(news.payment)) return null;
  const { authorizedMinor, expiresAt } = news.seen;
  const lookAt = expiresAt === null ? null : new Date(expiresAt.getTime() + news.times.settledMs);
  const authorizedAt = news.trail.now();
  const after = next(news, { status: 'AUTHORIZED', authorizedMinor, authorizedAt, expiresAt, lookAt });
  return changed(news, after, paymentEvent('authorized', after, news.trail));
}

function ended(news: News, status: 'VOIDED' | 'EXPIRED'): PaymentChange | null {
  const { payment, trail } = news;
  if (!isOpen(payment) && payment.status !== 'AUTHORIZED') return null;
  const endReason = payment.endReason ?? (status === 'EXPIRED' ? 'EXPIRED' : 'Let go at the provider.');
  const after = next(news, { status, endReason });
  return changed(news, after, voidedEvent(after, trail));
}

/** What went back by refunds that were not asked for here. Those under way are counted when their own answer comes. */
function refundedElsewhere({ refundedMinor, refundingMinor }: Payment, seen: ProviderPayment, capturedMinor: bigint) {
  const known = refundedMinor + refundingMinor;
  return seen.refundedMinor > known ? smaller(seen.refundedMinor, capturedMinor) - known : 0n;
}

/** The event of a change of status after the charge, if it has one. */
function disputeEvents(before: Payment, after: Payment, trail: EventTrail): Envelope[] {
  if (before.status === after.status) return [];
  if (after.status === 'DISPUTED') return [paymentEvent('disputed', after, trail)];
  if (after.status === 'CHARGED_BACK') return [paymentEvent('charged_back', after, trail)];
  return before.status === 'DISPUTED' ? [paymentEvent('dispute_won', after, trail)] : [];
}

function lookAtCharged(news: News, status: PaymentStatus): Date | null {
  if (status === 'DISPUTED') return later(news, dayMs);
  return news.payment.refundingMinor > 0n ? later(news, news.times.settledMs) : null;
}

/** A payment that was charged: how much went back, and what its bank says. */
function captured(news: News): PaymentChange | null {
  const { payment, seen, trail } = news;
  if (payment.status === 'FAILED' || payment.status === 'CHARGED_BACK') return null;
  const fresh = !hasBeenCaptured(payment);
  const { authorizedMinor, capturedMinor } = fresh ? seen : payment;
  const elsewhere = refundedElsewhere(payment, seen, capturedMinor);
  const amounts = { authorizedMinor, capturedMinor, refundedMinor: payment.refundedMinor + elsewhere };
  const disputed = { open: 'DISPUTED', lost: 'CHARGED_BACK', none: null } as const;
  const status = disputed[seen.dispute] ?? statusByAmounts(amounts);
  if (!fresh && elsewhere === 0n && status === payment.status) return null;
  const since = fresh ? { authorizedAt: payment.authorizedAt ?? trail.now(), capturedAt: trail.now() } : {};
  const after = next(news, { ...amounts, ...since, status, endReason: null, lookAt: lookAtCharged(news, status) });
  const events = fresh ? [paymentEvent('captured', after, trail)] : [];
  if (elsewhere > 0n) events.push(refundedEvent(after, elsewhere, null, trail));
  return changed(news, after, ...events, ...disputeEvents(payment, after, trail));
}

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
  const news = { payment, seen, trail, times };
  switch (seen.status) {
    case 'requires_action':
      return requiresAction(news);
    case 'failed':
      return failed(news);
    case 'authorized':
      return authorized(news);
    case 'voided':
      return ended(news, 'VOIDED');
    case 'expired':
      return ended(news, 'EXPIRED');
    case 'captured':
      return captured(news);
    default:
      return null;
  }
}
