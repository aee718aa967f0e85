import type { Envelope, EventTrail } from '@soko/events';
import { hasBeenCaptured, type Payment, type PaymentStatus } from './payment.ts';
import {
  chargedBackEvent,
  disputeEvent,
  failedEvent,
  paymentEvent,
  refundedEvent,
  voidedEvent,
} from './payment-events.ts';
import type { ProviderDispute, ProviderPayment } from './provider-payment.ts';
import { secretDigest } from './secret-digest.ts';

/** A change of a payment with its events. */
export interface PaymentChange {
  before: Payment;
  after: Payment;
  events: readonly Envelope[];
}

/** Time to wait for a webhook before the provider is asked, in milliseconds. */
export interface LookTimes {
  actionMs: number;
  settledMs: number;
}

const dayMs = 86_400_000;

/** Status of a captured payment by its amounts. */
export function statusByAmounts(payment: Pick<Payment, 'authorizedMinor' | 'capturedMinor' | 'refundedMinor'>) {
  const { authorizedMinor, capturedMinor, refundedMinor } = payment;
  if (refundedMinor >= capturedMinor) return 'REFUNDED' satisfies PaymentStatus;
  if (refundedMinor > 0n) return 'PARTIALLY_REFUNDED' satisfies PaymentStatus;
  return (capturedMinor < authorizedMinor ? 'PARTIALLY_CAPTURED' : 'CAPTURED') satisfies PaymentStatus;
}

const smallerOf = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** A report of the provider about a payment, and the trail of the events that it causes. */
interface Report {
  payment: Payment;
  seen: ProviderPayment;
  trail: EventTrail;
  times: LookTimes;
}

const timeAfter = ({ trail }: Report, ms: number): Date => new Date(trail.now().getTime() + ms);

const isOpen = ({ status }: Payment): boolean => status === 'CREATED' || status === 'REQUIRES_ACTION';

function nextPayment({ payment, seen, trail }: Report, change: Partial<Payment>): Payment {
  const providerRef = seen.ref === '' ? payment.providerRef : seen.ref;
  const cleared = { clientSecret: null, actionUrl: null, lookAt: null };
  return { ...payment, ...cleared, providerRef, ...change, version: payment.version + 1, updatedAt: trail.now() };
}

const changeOf = ({ payment }: Report, after: Payment, ...events: Envelope[]): PaymentChange => ({
  before: payment,
  after,
  events,
});

function applyRequiresAction(report: Report): PaymentChange | null {
  if (report.payment.status !== 'CREATED') return null;
  const { clientSecret = null, url: actionUrl = null } = report.seen.action ?? {};
  const lookAt = timeAfter(report, report.times.actionMs);
  const secretHash = clientSecret === null ? null : secretDigest(clientSecret);
  const after = nextPayment(report, { status: 'REQUIRES_ACTION', clientSecret, secretHash, actionUrl, lookAt });
  return changeOf(report, after, paymentEvent('requires_action', after, report.trail));
}

function applyFailed(report: Report): PaymentChange | null {
  if (!isOpen(report.payment)) return null;
  const failure = report.seen.failure ?? { code: 'declined', message: 'The payment was declined.' };
  const after = nextPayment(report, { status: 'FAILED', failure });
  return changeOf(report, after, failedEvent(after, report.trail));
}

function applyAuthorized(report: Report): PaymentChange | null {
  if (!isOpen(report.payment)) return null;
  const { authorizedMinor, expiresAt } = report.seen;
  const lookAt = expiresAt === null ? null : new Date(expiresAt.getTime() + report.times.settledMs);
  const authorizedAt = report.trail.now();
  const after = nextPayment(report, { status: 'AUTHORIZED', authorizedMinor, authorizedAt, expiresAt, lookAt });
  return changeOf(report, after, paymentEvent('authorized', after, report.trail));
}

function applyEnded(report: Report, status: 'VOIDED' | 'EXPIRED'): PaymentChange | null {
  const { payment, trail } = report;
  if (!isOpen(payment) && payment.status !== 'AUTHORIZED') return null;
  const endReason = payment.endReason ?? (status === 'EXPIRED' ? 'EXPIRED' : 'Voided at the provider.');
  const after = nextPayment(report, { status, endReason });
  return changeOf(report, after, voidedEvent(after, trail));
}

/** Amount of refunds that were made outside Soko. Pending refunds of Soko count when their own result arrives. */
function refundedElsewhere({ refundedMinor, refundingMinor }: Payment, seen: ProviderPayment, capturedMinor: bigint) {
  const known = refundedMinor + refundingMinor;
  return seen.refundedMinor > known ? smallerOf(seen.refundedMinor, capturedMinor) - known : 0n;
}

/** Events of a dispute that opened or ended. */
function disputeEvents(before: Payment, after: Payment, { disputes }: ProviderPayment, trail: EventTrail): Envelope[] {
  const lostMinor = after.chargedBackMinor - before.chargedBackMinor;
  if (lostMinor > 0n) return [chargedBackEvent(after, lostMinor, newestOf(disputes, 'lost'), trail)];
  if (before.status === after.status) return [];
  if (after.status === 'DISPUTED') return [disputeEvent('disputed', after, newestOf(disputes, 'open'), trail)];
  if (before.status !== 'DISPUTED') return [];
  return [disputeEvent('dispute_won', after, newestOf(disputes, 'won'), trail)];
}

const newestOf = (disputes: readonly ProviderDispute[], status: ProviderDispute['status']): ProviderDispute | null =>
  disputes.find((each) => each.status === status) ?? null;

function lookAtCaptured(report: Report, status: PaymentStatus): Date | null {
  if (status === 'DISPUTED') return timeAfter(report, dayMs);
  return report.payment.refundingMinor > 0n ? timeAfter(report, report.times.settledMs) : null;
}

/** Status of a captured payment. What a bank took back is not given back again. */
function capturedStatus(amounts: Payment, { dispute }: ProviderPayment): PaymentStatus {
  if (amounts.chargedBackMinor > 0n || amounts.status === 'CHARGED_BACK') return 'CHARGED_BACK';
  return dispute === 'open' ? 'DISPUTED' : statusByAmounts(amounts);
}

const largerOf = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Captured: applies the capture, refunds and disputes. Refunds can follow a chargeback: they were under way. */
function applyCaptured(report: Report): PaymentChange | null {
  const { payment, seen, trail } = report;
  if (payment.status === 'FAILED') return null;
  const isFirst = !hasBeenCaptured(payment);
  const { authorizedMinor, capturedMinor } = isFirst ? seen : payment;
  const elsewhere = refundedElsewhere(payment, seen, capturedMinor);
  const refundedMinor = payment.refundedMinor + elsewhere;
  const chargedBackMinor = largerOf(payment.chargedBackMinor, smallerOf(seen.chargedBackMinor, capturedMinor));
  const amounts = { authorizedMinor, capturedMinor, refundedMinor, chargedBackMinor };
  const status = capturedStatus({ ...payment, ...amounts }, seen);
  const isTheSame = elsewhere === 0n && chargedBackMinor === payment.chargedBackMinor && status === payment.status;
  if (!isFirst && isTheSame) return null;
  const since = isFirst ? { authorizedAt: payment.authorizedAt ?? trail.now(), capturedAt: trail.now() } : {};
  const after = nextPayment(report, {
    ...amounts,
    ...since,
    status,
    endReason: null,
    lookAt: lookAtCaptured(report, status),
  });
  const events = isFirst ? [paymentEvent('captured', after, trail)] : [];
  if (elsewhere > 0n) events.push(refundedEvent(after, elsewhere, null, trail));
  return changeOf(report, after, ...events, ...disputeEvents(payment, after, seen, trail));
}

/**
 * Applies the status that the provider reports to a payment. Null when nothing changes. The status only moves forward and
 * depends on nothing but the two, so it does not matter which response or webhook brought the report, how often, or in
 * which order.
 */
export function applyProviderPayment(
  payment: Payment,
  seen: ProviderPayment,
  trail: EventTrail,
  times: LookTimes,
): PaymentChange | null {
  const report = { payment, seen, trail, times };
  switch (seen.status) {
    case 'requires_action':
      return applyRequiresAction(report);
    case 'failed':
      return applyFailed(report);
    case 'authorized':
      return applyAuthorized(report);
    case 'voided':
      return applyEnded(report, 'VOIDED');
    case 'expired':
      return applyEnded(report, 'EXPIRED');
    case 'captured':
      return applyCaptured(report);
    default:
      return null;
  }
}
