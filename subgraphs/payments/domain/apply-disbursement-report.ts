import type { Envelope, EventTrail } from '@soko/events';
import { type Disbursement, type DisbursementReport, disbursementReport, isOpenDisbursement } from './disbursement.ts';
import {
  disbursementEvent,
  disbursementFailedEvent,
  disbursementReturnedEvent,
  disbursementSucceededEvent,
} from './funds-events.ts';
import { type FundsTimes, lookAgainAt } from './funds-times.ts';
import type { PayoutOutcome } from './unmatched.ts';

/** A change of a disbursement with its events. */
export interface DisbursementChange {
  before: Disbursement;
  after: Disbursement;
  events: readonly Envelope[];
}

function next(before: Disbursement, seen: DisbursementReport, change: Partial<Disbursement>, now: Date): Disbursement {
  // A reversal is asked for again without an id of ours: its last request is followed.
  const providerRef = before.kind === 'REVERSAL' ? (seen.ref ?? before.providerRef) : (before.providerRef ?? seen.ref);
  const receipt = before.receipt ?? seen.receipt;
  const isOver = change.status === 'SUCCEEDED' || change.status === 'FAILED' || change.status === 'RETURNED';
  // The phone is of no more use once the outcome is known.
  const sealed = isOver ? null : before.sealed;
  return {
    ...before,
    settledAt: change.status === 'SUCCEEDED' ? now : before.settledAt,
    lastError: null,
    providerRef,
    receipt,
    sealed,
    ...change,
    version: before.version + 1,
    updatedAt: now,
  };
}

/** Wallets follow withdrawals and payouts; returned money belongs to payments. */
const eventsFor = ({ purpose }: Disbursement, event: () => Envelope): Envelope[] =>
  purpose === 'RETURN' ? [] : [event()];

function applyWaiting(
  before: Disbursement,
  seen: DisbursementReport,
  trail: EventTrail,
  times: FundsTimes,
): DisbursementChange | null {
  const now = trail.now();
  const status = seen.status === 'unknown' || before.status === 'UNKNOWN' ? ('UNKNOWN' as const) : ('PENDING' as const);
  const isSameRef = seen.ref === null || before.providerRef === seen.ref;
  const isKnown = before.kind === 'REVERSAL' ? isSameRef : seen.ref === null || before.providerRef !== null;
  if (before.status === status && isKnown) return null;
  // The first look after an unknown outcome comes soon.
  const since = status === 'UNKNOWN' && before.status !== 'UNKNOWN' ? now : before.createdAt;
  const after = next(before, seen, { status, dueAt: lookAgainAt(since, now, times) }, now);
  const isNews = status === 'UNKNOWN' && before.status !== 'UNKNOWN';
  return { before, after, events: isNews ? eventsFor(before, () => disbursementEvent('unknown', after, trail)) : [] };
}

/** Time within which a bank returns a payout, in milliseconds. */
const returnableMs = 7 * 86_400_000;

/** Time of the last look at a transfer that was paid: its bank may return it until then. Null when the time is over. */
export function lastLookAt({ kind, status, settledAt }: Disbursement, now: Date): Date | null {
  if (kind !== 'TRANSFER' || status !== 'SUCCEEDED' || settledAt === null) return null;
  const at = new Date(settledAt.getTime() + returnableMs);
  return at > now ? at : null;
}

function applySucceeded(before: Disbursement, seen: DisbursementReport, trail: EventTrail): DisbursementChange {
  const now = trail.now();
  // A bank may return it within days, and the webhook about that may be lost.
  const dueAt = lastLookAt({ ...before, status: 'SUCCEEDED', settledAt: now }, now);
  const after = next(before, seen, { status: 'SUCCEEDED', failure: null, dueAt }, now);
  return { before, after, events: eventsFor(before, () => disbursementSucceededEvent(after, trail)) };
}

/** A bank has returned a payout of a connected account, after Stripe had reported it as paid. */
function applyReturned(before: Disbursement, seen: DisbursementReport, trail: EventTrail): DisbursementChange {
  const failure = seen.failure ?? { code: 'returned', message: 'The bank returned the payout.' };
  const after = next(before, seen, { status: 'RETURNED', failure, dueAt: null }, trail.now());
  return { before, after, events: eventsFor(before, () => disbursementReturnedEvent(after, trail)) };
}

/** How people have decided to end a payout, and why its provider did not pay it out. */
export interface EndByPeople {
  decisionId: string;
  outcome: PayoutOutcome;
  /** Null when the provider did not say it. */
  failureCode: string | null;
}

/**
 * Ends a payout as people have decided. Neither a look nor a webhook changes it afterwards: what its provider says then is left to
 * people.
 */
export function endByPeople(
  before: Disbursement,
  { decisionId, outcome, failureCode }: EndByPeople,
  trail: EventTrail,
  times: FundsTimes,
): DisbursementChange {
  // The code of the provider: it tells whether another payout may go to the same destination.
  const code = failureCode ?? 'taken_back';
  const failure = { code, message: 'The payout failed, and Soko has its money back.' };
  const report = outcome === 'PAID' ? disbursementReport('succeeded') : disbursementReport('failed', { failure });
  const change = applyDisbursementReport(before, report, trail, times);
  const now = trail.now();
  // It was paid before a bank returned it: it stays so.
  const { after, events } = change ?? { after: next(before, report, {}, now), events: [] };
  return { before, after: { ...after, decisionId, dueAt: lookAgainAt(now, now, times) }, events };
}

/**
 * Applies a report of the provider to a disbursement. Null when nothing changes. A success is final, and can follow a failure:
 * the money has moved, although the provider had said that it would not. So the order and the number of reports do not matter.
 */
export function applyDisbursementReport(
  before: Disbursement,
  seen: DisbursementReport,
  trail: EventTrail,
  times: FundsTimes,
): DisbursementChange | null {
  // People know what happened to its money, and may have paid another way.
  if (before.decisionId !== null) return null;
  if (before.status === 'FAILED' && seen.status === 'succeeded') return applySucceeded(before, seen, trail);
  if (before.kind === 'TRANSFER' && before.status === 'SUCCEEDED' && seen.status === 'failed') {
    return applyReturned(before, seen, trail);
  }
  if (!isOpenDisbursement(before)) return null;
  const now = trail.now();
  switch (seen.status) {
    case 'succeeded':
      return applySucceeded(before, seen, trail);
    case 'failed': {
      const failure = seen.failure ?? { code: 'declined', message: 'The provider did not pay.' };
      const after = next(before, seen, { status: 'FAILED', failure, dueAt: null }, now);
      return { before, after, events: eventsFor(before, () => disbursementFailedEvent(after, trail)) };
    }
    default:
      return applyWaiting(before, seen, trail, times);
  }
}
