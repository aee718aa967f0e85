import { type Envelope, type EventTrail, newEvent, walletsMarket, walletsSportEvent } from '@soko/events';
import type { SportEventAction } from './event-steps.ts';
import type { Market, Selection } from './market.ts';
import type { MarketStep } from './market-steps.ts';
import { formatLine, formatOdds } from './odds.ts';
import type { SportEvent } from './sport-event.ts';

const toldSelection = ({ id, outcome, oddsMilli, oddsVersion, status }: Selection) => ({
  selectionId: id,
  outcome,
  odds: formatOdds(oddsMilli),
  oddsVersion,
  status,
});

export function marketCreated(market: Market, selections: readonly Selection[], trail: EventTrail): Envelope {
  const { id, version, eventId, type, lineMilli, name, isLive } = market;
  const status = market.status === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE';
  const line = lineMilli === null ? null : formatLine(lineMilli);
  const data = { eventId, type, line, name, isLive, status, selections: selections.map(toldSelection) } as const;
  return newEvent(walletsMarket, 'created', { subject: id, sequence: version, data }, trail);
}

/** The odds or the status of `changed` selections changed. */
export const oddsChanged = (market: Market, changed: readonly Selection[], trail: EventTrail): Envelope =>
  newEvent(
    walletsMarket,
    'odds_changed',
    {
      subject: market.id,
      sequence: market.version,
      data: { eventId: market.eventId, selections: changed.map(toldSelection) },
    },
    trail,
  );

const nameOfStatus = { SUSPENDED: 'suspended', ACTIVE: 'resumed', CLOSED: 'closed' } as const;

/** The events of steps that changed a status. */
export const stepEvents = (steps: readonly MarketStep[], reason: string | null, trail: EventTrail): Envelope[] =>
  steps.flatMap(({ before, after: { id, eventId, version, status } }) => {
    if (status === before.status || !Object.hasOwn(nameOfStatus, status)) return [];
    const type = nameOfStatus[status as keyof typeof nameOfStatus];
    return [newEvent(walletsMarket, type, { subject: id, sequence: version, data: { eventId, reason } }, trail)];
  });

export function sportEventCreated(event: SportEvent, trail: EventTrail): Envelope {
  const { id, version, competitionId, sportId, name, startsAt } = event;
  const data = { competitionId, sportId, name, startsAt: startsAt.toISOString() };
  return newEvent(walletsSportEvent, 'created', { subject: id, sequence: version, data }, trail);
}

/** The event of a change of a sport event. */
export function sportEventChangedBy(
  action: SportEventAction | undefined,
  after: SportEvent,
  reason: string | null,
  trail: EventTrail,
): Envelope {
  const { id, version, name, score } = after;
  const startsAt = after.startsAt.toISOString();
  const of = { subject: id, sequence: version };
  switch (action) {
    case 'START':
      return newEvent(walletsSportEvent, 'started', { ...of, data: { reason } }, trail);
    case 'END':
      return newEvent(walletsSportEvent, 'ended', { ...of, data: { score, reason } }, trail);
    case 'POSTPONE':
      return newEvent(walletsSportEvent, 'postponed', { ...of, data: { reason } }, trail);
    case 'RESCHEDULE':
      return newEvent(walletsSportEvent, 'rescheduled', { ...of, data: { startsAt, reason } }, trail);
    case 'CANCEL':
      return newEvent(walletsSportEvent, 'cancelled', { ...of, data: { reason } }, trail);
    case 'ABANDON':
      return newEvent(walletsSportEvent, 'abandoned', { ...of, data: { score, reason } }, trail);
    case undefined:
    default:
      return newEvent(walletsSportEvent, 'changed', { ...of, data: { name, startsAt, score } }, trail);
  }
}
