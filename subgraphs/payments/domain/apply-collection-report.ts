import type { Envelope, EventTrail } from '@soko/events';
import { type Collection, type CollectionReport, isOpenCollection } from './collection.ts';
import {
  collectionCorrectedEvent,
  collectionFailedEvent,
  collectionReturnedEvent,
  collectionReturnReversedEvent,
  collectionSucceededEvent,
} from './funds-events.ts';
import { type FundsTimes, lookAgainAt } from './funds-times.ts';

/** A change of a collection with its events. */
export interface CollectionChange {
  before: Collection;
  after: Collection;
  events: readonly Envelope[];
}

function next(before: Collection, seen: CollectionReport, change: Partial<Collection>, now: Date): Collection {
  const cleared = { clientSecret: null, actionUrl: null, lastError: null };
  const providerRef = before.providerRef ?? seen.ref;
  const receipt = before.receipt ?? seen.receipt;
  const isOver = change.status === 'SUCCEEDED' || change.status === 'FAILED';
  // The phone of a deposit is of no more use. That of a checkout is needed for refunds.
  const sealed = isOver && before.purpose === 'DEPOSIT' ? null : before.sealed;
  return {
    ...before,
    ...cleared,
    providerRef,
    receipt,
    sealed,
    ...change,
    version: before.version + 1,
    updatedAt: now,
  };
}

/** The payments of a checkout follow in a step of their own. */
const dueAfterEnd = ({ purpose }: Collection, now: Date): Date | null => (purpose === 'CHECKOUT' ? now : null);

/** Wallets follow deposits alone; a checkout has the events of its payments. */
const eventsFor = ({ purpose }: Collection, event: () => Envelope): Envelope[] =>
  purpose === 'DEPOSIT' ? [event()] : [];

/**
 * The payer's bank took money back, it was refunded at the provider, or such a refund failed after it had succeeded and the money
 * is here again. Only the sum counts. The report must be newer than the collection.
 */
function applyReturned(before: Collection, seen: CollectionReport, trail: EventTrail): CollectionChange | null {
  const received = before.receivedMinor ?? 0n;
  const told = seen.returnedMinor ?? before.returnedMinor;
  const returnedMinor = told < received ? told : received;
  if (returnedMinor === before.returnedMinor) return null;
  const after = next(before, seen, { returnedMinor, dueAt: before.dueAt }, trail.now());
  const eventOf = returnedMinor > before.returnedMinor ? collectionReturnedEvent : collectionReturnReversedEvent;
  return { before, after, events: eventsFor(before, () => eventOf(after, trail)) };
}

/**
 * The report that says which receipt and amount arrived can come after the outcome, which was found by asking and has neither:
 * until then the amount that was asked for counts as received. The money of a deposit is credited already, so its difference is
 * for people. What a checkout did not cost is returned; what it lacks stays a difference, because its orders are confirmed.
 */
function applyReceipt(before: Collection, seen: CollectionReport, trail: EventTrail): CollectionChange | null {
  if (before.receipt !== null || seen.receipt === null) return null;
  const now = trail.now();
  const known = before.receivedMinor ?? 0n;
  const receivedMinor = seen.receivedMinor ?? known;
  const named = { before, after: next(before, seen, { dueAt: before.dueAt }, now), events: [] };
  if (receivedMinor === known) return named;
  // Another amount without the id of the request is other money, such as a payment that the payer made by hand.
  if (seen.ref === null) return null;
  if (before.purpose === 'CHECKOUT')
    return receivedMinor < known ? named : { ...named, after: { ...named.after, receivedMinor, dueAt: now } };
  if (receivedMinor < before.returnedMinor) return named;
  const after = { ...named.after, receivedMinor };
  return { before, after, events: [collectionCorrectedEvent(after, trail)] };
}

/** The money arrived, also when it was given up before: it is never lost. */
function applySucceeded(before: Collection, seen: CollectionReport, trail: EventTrail): CollectionChange | null {
  const now = trail.now();
  if (before.status === 'SUCCEEDED') {
    return applyReturned(before, seen, trail) ?? applyReceipt(before, seen, trail);
  }
  const after = next(
    before,
    seen,
    {
      status: 'SUCCEEDED',
      settledAt: now,
      receivedMinor: seen.receivedMinor ?? before.amountMinor,
      failure: null,
      dueAt: dueAfterEnd(before, now),
    },
    now,
  );
  return { before, after, events: eventsFor(before, () => collectionSucceededEvent(after, trail)) };
}

function applyFailed(before: Collection, seen: CollectionReport, trail: EventTrail): CollectionChange | null {
  if (!isOpenCollection(before)) return null;
  const now = trail.now();
  const failure = seen.failure ?? { code: 'declined', message: 'The payment was declined.' };
  const after = next(before, seen, { status: 'FAILED', failure, dueAt: dueAfterEnd(before, now) }, now);
  return { before, after, events: eventsFor(before, () => collectionFailedEvent(after, trail)) };
}

function applyWaiting(
  before: Collection,
  seen: CollectionReport,
  now: Date,
  times: FundsTimes,
): CollectionChange | null {
  if (!isOpenCollection(before)) return null;
  const status = seen.status === 'requires_action' ? ('REQUIRES_ACTION' as const) : ('PENDING' as const);
  const isKnown = before.status === status && (seen.ref === null || before.providerRef !== null);
  if (isKnown) return null;
  const action = { clientSecret: seen.action?.clientSecret ?? null, actionUrl: seen.action?.url ?? null };
  const after = next(before, seen, { status, ...action, dueAt: lookAgainAt(before.createdAt, now, times) }, now);
  return { before, after, events: [] };
}

/**
 * Applies a report of the provider to a collection. Null when nothing changes. A success is never taken back, and can follow a
 * failure, so the order and the number of reports do not matter; but for what went back, see `applyReturned`.
 */
export function applyCollectionReport(
  collection: Collection,
  seen: CollectionReport,
  trail: EventTrail,
  times: FundsTimes,
): CollectionChange | null {
  switch (seen.status) {
    case 'succeeded':
      return applySucceeded(collection, seen, trail);
    case 'failed':
      return applyFailed(collection, seen, trail);
    default:
      return applyWaiting(collection, seen, trail.now(), times);
  }
}
