import type { Envelope, EventTrail } from '@soko/events';
import { type FundsTimes, lookAgainAt } from './funds-times.ts';
import { changedReversals, isRevoked } from './reversal.ts';
import type {
  KnownOf,
  PaidInvoice,
  Reversal,
  Subscription,
  SubscriptionReport,
  SubscriptionStatus,
} from './subscription.ts';
import { hasWishToTell, isOver, needsConfirmation } from './subscription.ts';
import { invoicePaidEvent, reversedEvent, subscriptionChangedEvent } from './subscription-events.ts';

export interface SubscriptionChange {
  before: Subscription;
  after: Subscription;
  /** Invoices to save with it. */
  invoices: readonly PaidInvoice[];
  reversals: readonly Reversal[];
  events: readonly Envelope[];
}

const hourMs = 3_600_000;

/** Stripe charges a renewal an hour after the period has begun. */
const chargedAfterMs = 2 * hourMs;

/** Time between the end and the last question. */
const lastLookAfterMs = 6 * hourMs;

const statuses: Readonly<Record<SubscriptionReport['status'], SubscriptionStatus>> = {
  unconfirmed: 'REQUIRES_ACTION',
  incomplete: 'REQUIRES_ACTION',
  active: 'ACTIVE',
  past_due: 'PAST_DUE',
  ended: 'ENDED',
  failed: 'FAILED',
};

/** A subscription without a paid invoice has not begun, whatever its status is called at the provider. */
function statusOf(before: Subscription, seen: SubscriptionReport, paidUntil: Date | null): SubscriptionStatus {
  if (paidUntil !== null) return statuses[seen.status];
  if (seen.status === 'unconfirmed') return before.status;
  return seen.status === 'ended' || seen.status === 'failed' ? 'FAILED' : 'REQUIRES_ACTION';
}

/** One that is over stays so. Money that came late makes one that had failed one that was paid and has ended. */
const statusAtEnd = (paidUntil: Date | null): SubscriptionStatus => (paidUntil === null ? 'FAILED' : 'ENDED');

const latest = (dates: readonly (Date | null)[]): Date | null =>
  dates.reduce((found, date) => (date !== null && (found === null || date > found) ? date : found), null);

/** The time of the next question, in case a webhook is lost. Null when nothing is left to ask. */
export function nextLook(
  { status, paidUntil, createdAt }: Pick<Subscription, 'status' | 'paidUntil' | 'createdAt'>,
  now: Date,
  times: FundsTimes,
): Date | null {
  if (status === 'ENDED' || status === 'FAILED') return null;
  if (status === 'ACTIVE' && paidUntil !== null && paidUntil > now)
    return new Date(paidUntil.getTime() + chargedAfterMs);
  if (status === 'ACTIVE' || status === 'PAST_DUE') return new Date(now.getTime() + hourMs);
  return lookAgainAt(createdAt, now, times);
}

/** A payment may have been under way when it ended. */
const lastLook = (before: Subscription, { status, providerRef }: Subscription, now: Date): Date | null =>
  isOver({ status }) && !isOver(before) && providerRef !== null ? new Date(now.getTime() + lastLookAfterMs) : null;

/** What the provider says of the card. One that it does not have yet stays as it was chosen. */
function cardOf(before: Subscription, { card }: SubscriptionReport): Pick<Subscription, 'methodRef' | 'hasCard'> {
  const { methodRef, hasCard } = before;
  if (!before.cardIsTold) return { methodRef, hasCard };
  return { methodRef: card ?? methodRef, hasCard: card !== null };
}

const told = (it: Subscription) => [it.status, it.endsWithPeriod, it.paidUntil, it.hasCard, needsConfirmation(it)];

const shown = (it: Subscription) => [told(it), it.failure, it.actionUrl, it.clientSecret, it.providerRef, it.methodRef];

const isSame = (one: readonly unknown[], other: readonly unknown[]) => JSON.stringify(one) === JSON.stringify(other);

/**
 * The events: that an invoice was paid, what went back, and what the subscription is now. Each event has a version of its own.
 */
function eventsFor(
  before: Subscription,
  after: Subscription,
  { invoices, reversals }: Pick<SubscriptionChange, 'invoices' | 'reversals'>,
  trail: EventTrail,
) {
  const first = before.version + 1;
  const paid = [
    ...invoices.map((invoice, index) => invoicePaidEvent(after, invoice, first + index, trail)),
    ...reversals.map((each, index) => reversedEvent(after, each, first + invoices.length + index, trail)),
  ];
  const isTold =
    isSame(told(before), told(after)) || (after.status === 'REQUIRES_ACTION' && before.status === 'CREATED');
  return isTold ? paid : [...paid, subscriptionChangedEvent(after, before.status, first + paid.length, trail)];
}

/**
 * Applies a report of the provider to a subscription. `known` is what is saved of its invoices. Null when nothing changes. A report that was read before the current one may be applied again: it brings nothing new.
 */
export function applySubscriptionReport(
  before: Subscription,
  seen: SubscriptionReport,
  known: KnownOf,
  trail: EventTrail,
  times: FundsTimes,
): SubscriptionChange | null {
  const refs = new Set(known.invoices.map(({ ref }) => ref));
  const invoices = seen.paid
    .filter(({ ref }) => !refs.has(ref))
    .toSorted((one, other) => one.periodStart.getTime() - other.periodStart.getTime());
  const reversals = changedReversals(known, invoices, seen.reversals);
  const paidUntil = latest([before.paidUntil, ...invoices.map(({ periodEnd }) => periodEnd)]);
  const status = isOver(before) ? statusAtEnd(paidUntil) : statusOf(before, seen, paidUntil);
  const isAsked = status === 'REQUIRES_ACTION' || status === 'PAST_DUE';
  const now = trail.now();
  const isLast = !isOver({ status }) && before.wantedEnd !== 'NOW' && isRevoked(known, invoices, reversals);
  const changed: Subscription = {
    ...before,
    ...(isLast ? { wantedEnd: 'NOW', endIsTold: false } : {}),
    status,
    paidUntil,
    providerRef: seen.ref ?? before.providerRef,
    endsWithPeriod: seen.endsWithPeriod,
    ...(isOver({ status }) ? {} : cardOf(before, seen)),
    clientSecret: isAsked ? (seen.action?.clientSecret ?? null) : null,
    actionUrl: isAsked ? (seen.action?.url ?? null) : null,
    failure: status === 'FAILED' ? (before.failure ?? seen.failure ?? notPaid) : null,
    attempts: 0,
    lastError: null,
    updatedAt: now,
  };
  // What the provider does not have yet keeps its time.
  const dueAt = hasWishToTell(changed)
    ? ((isLast ? null : before.dueAt) ?? now)
    : (lastLook(before, changed, now) ?? nextLook(changed, now, times));
  const after = { ...changed, dueAt };
  if (invoices.length === 0 && reversals.length === 0 && isSame(shown(before), shown(after))) return null;
  const events = eventsFor(before, after, { invoices, reversals }, trail);
  const version = before.version + Math.max(events.length, 1);
  return { before, after: { ...after, version }, invoices, reversals, events };
}

const notPaid = { code: 'not_paid', message: 'The first payment was not made.' };
