import { badUserInput } from '@soko/errors';
import { eventStatusesBefore, mayEventBecome } from './event-status.ts';
import type { Market } from './market.ts';
import { closeMarkets, type MarketStep, resumeMarkets, suspendMarkets } from './market-steps.ts';
import { wrongSportEventStatus, type WrongSportEventStatus } from './refusals.ts';
import type { Score, SportEvent } from './sport-event.ts';
import type { SportEventStatus } from './statuses.ts';

export type SportEventAction = 'START' | 'END' | 'POSTPONE' | 'RESCHEDULE' | 'CANCEL' | 'ABANDON';

/** Changes to an event. Fields that are left out stay as they are. */
export interface EventChange {
  action?: SportEventAction | undefined;
  name?: string | undefined;
  startsAt?: Date | undefined;
  score?: Score | undefined;
}

const steps: Readonly<Record<SportEventAction, { to: SportEventStatus; wording: string }>> = {
  START: { to: 'LIVE', wording: 'be started' },
  END: { to: 'ENDED', wording: 'be ended' },
  POSTPONE: { to: 'POSTPONED', wording: 'be postponed' },
  RESCHEDULE: { to: 'SCHEDULED', wording: 'be rescheduled' },
  CANCEL: { to: 'CANCELLED', wording: 'be cancelled' },
  ABANDON: { to: 'ABANDONED', wording: 'be abandoned' },
};

/** A start may be set before the event, and a score once it is played. */
function forbidsField({ startsAt, score }: EventChange, from: SportEventStatus, to: SportEventStatus) {
  if (startsAt !== undefined && to !== 'SCHEDULED') return wrongSportEventStatus(from, ['SCHEDULED'], 'get a start');
  const isPlayed = from === 'LIVE' || to === 'LIVE';
  return score !== undefined && !isPlayed ? wrongSportEventStatus(from, ['LIVE'], 'get a score') : null;
}

function requireFields(event: SportEvent, { action, startsAt, score }: EventChange): void {
  if (action === 'RESCHEDULE' && startsAt === undefined)
    throw badUserInput('Pass the new `startsAt` with `RESCHEDULE`.', 'startsAt');
  if (score !== undefined && event.home === null)
    throw badUserInput('An event without two sides has no score.', 'score');
}

/** The event after a change, or the refusal. */
export function changeEvent(event: SportEvent, change: EventChange, now: Date): SportEvent | WrongSportEventStatus {
  requireFields(event, change);
  const step = change.action && steps[change.action];
  if (step && !mayEventBecome(event.status, step.to))
    return wrongSportEventStatus(event.status, eventStatusesBefore(step.to), step.wording);
  const status = step?.to ?? event.status;
  const forbidden = forbidsField(change, event.status, status);
  if (forbidden) return forbidden;
  return {
    ...event,
    status,
    name: change.name ?? event.name,
    startsAt: change.startsAt ?? event.startsAt,
    score: change.score ?? event.score,
    startedAt: change.action === 'START' ? now : event.startedAt,
    finishedAt: ['ENDED', 'CANCELLED', 'ABANDONED'].includes(status) ? (event.finishedAt ?? now) : event.finishedAt,
    version: event.version + 1,
  };
}

/** The steps of an event's markets when its status changes. */
export function marketStepsOf(action: SportEventAction | undefined, markets: readonly Market[]): MarketStep[] {
  switch (action) {
    case 'START':
      return closeMarkets(markets.filter(({ isLive }) => !isLive));
    case 'POSTPONE':
      return suspendMarkets(markets, 'EVENT');
    case 'RESCHEDULE':
      return resumeMarkets(markets, 'EVENT');
    case 'END':
    case 'CANCEL':
    case 'ABANDON':
      return closeMarkets(markets);
    case undefined:
    default:
      return [];
  }
}
