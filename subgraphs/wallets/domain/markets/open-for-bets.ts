import type { Market, Selection } from './market.ts';
import type { SportEvent } from './sport-event.ts';

/** The reason why a selection takes no bets. */
export type ClosedBecause =
  | 'EVENT_STARTED'
  | 'EVENT_POSTPONED'
  | 'EVENT_FINISHED'
  | 'MARKET_INACTIVE'
  | 'MARKET_SUSPENDED'
  | 'MARKET_CLOSED'
  | 'SELECTION_SUSPENDED';

type EventFacts = Pick<SportEvent, 'status' | 'startsAt'>;

const hasStarted = ({ status, startsAt }: EventFacts, now: Date): boolean => status === 'LIVE' || now >= startsAt;

function eventCloses(event: EventFacts, isLive: boolean, now: Date): ClosedBecause | null {
  if (event.status === 'POSTPONED') return 'EVENT_POSTPONED';
  if (event.status !== 'SCHEDULED' && event.status !== 'LIVE') return 'EVENT_FINISHED';
  return !isLive && hasStarted(event, now) ? 'EVENT_STARTED' : null;
}

const marketCloses: Readonly<Record<Market['status'], ClosedBecause | null>> = {
  ACTIVE: null,
  INACTIVE: 'MARKET_INACTIVE',
  SUSPENDED: 'MARKET_SUSPENDED',
  CLOSED: 'MARKET_CLOSED',
  SETTLED: 'MARKET_CLOSED',
  RESETTLING: 'MARKET_CLOSED',
  VOIDED: 'MARKET_CLOSED',
};

/**
 * The reason why a selection takes no bets now, or null when it does. The start of the event counts by the clock, so
 * that a bet does not depend on the job that closes its market.
 */
export const closedBecause = (
  facts: { event: EventFacts; market: Pick<Market, 'status' | 'isLive'>; selection: Pick<Selection, 'status'> },
  now: Date,
): ClosedBecause | null =>
  eventCloses(facts.event, facts.market.isLive, now) ??
  marketCloses[facts.market.status] ??
  (facts.selection.status === 'ACTIVE' ? null : 'SELECTION_SUSPENDED');
