import { newId } from '@soko/ids';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { FeedLineOf } from '../../domain/feed/feed-line.ts';
import type { EventChange, SportEventAction } from '../../domain/markets/event-steps.ts';
import { sportEventCreated } from '../../domain/markets/market-events.ts';
import type { Score, SportEvent } from '../../domain/markets/sport-event.ts';
import type { SportEventStatus } from '../../domain/markets/statuses.ts';
import { findOrAddCompetition, lockEventByRef } from '../../store/feed/feed-refs.ts';
import { addSportEvent } from '../../store/markets/save-events.ts';
import type { Cause } from '../../store/markets/save-markets.ts';
import { applyEventChange } from '../markets/apply-event-change.ts';
import { correctScore } from '../markets/correct-score.ts';

type Fixture = FeedLineOf<'fixture'>;

const titled = (slug: string): string => slug.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());

/** The step to a status, or null when no step leads there directly. */
const stepTo: Readonly<Record<Exclude<SportEventStatus, 'SETTLED'>, SportEventAction>> = {
  SCHEDULED: 'RESCHEDULE',
  LIVE: 'START',
  ENDED: 'END',
  POSTPONED: 'POSTPONE',
  CANCELLED: 'CANCEL',
  ABANDONED: 'ABANDON',
};

async function addFixture(
  client: pg.PoolClient,
  line: Fixture,
  feedRef: string,
  cause: Cause,
): Promise<SportEvent | string> {
  const { sport, competition, country = null, home = null, away = null } = line;
  if ((home === null) !== (away === null)) return 'home, away: pass both sides, or none.';
  const name = line.name ?? (home === null ? null : `${home} v ${away}`);
  if (name === null) return 'name: an event without two sides needs a name.';
  const now = cause.trail.now();
  const place = await findOrAddCompetition(
    client,
    { sport, sportName: titled(sport), competition, country, now },
    { sport: newId('spt'), competition: newId('cmp') },
  );
  const event: SportEvent = {
    id: newId('spe'),
    ...place,
    name,
    home,
    away,
    startsAt: new Date(line.startsAt),
    status: 'SCHEDULED',
    score: null,
    version: 1,
    feedRef,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
  };
  await addSportEvent(client, event, cause, [sportEventCreated(event, cause.trail)]);
  return event;
}

const isOver = ({ status }: SportEvent): boolean => status === 'ENDED' || status === 'SETTLED';

const isOtherScore = ({ score }: SportEvent, given: Score): boolean =>
  given.home !== score?.home || given.away !== score.away;

function changeOf(event: SportEvent, line: Fixture): EventChange | null {
  const status = line.status ?? event.status;
  const action = status === event.status || status === 'SETTLED' ? undefined : stepTo[status];
  const startsAt = new Date(line.startsAt);
  const isMoved = startsAt.getTime() !== event.startsAt.getTime() && status === 'SCHEDULED';
  const isScored = line.score && isOtherScore(event, line.score);
  const change: EventChange = {
    action,
    name: line.name !== undefined && line.name !== event.name ? line.name : undefined,
    startsAt: isMoved || action === 'RESCHEDULE' ? startsAt : undefined,
    score: isScored ? line.score : undefined,
  };
  return Object.values(change).some((value) => value !== undefined) ? change : null;
}

/** Creates the event of a fixture line, or changes it. Answers why the line cannot be applied, or null. */
export async function applyFixture(
  client: pg.PoolClient,
  line: Fixture,
  feedRef: string,
  cause: Cause,
): Promise<string | null> {
  const event = (await lockEventByRef(client, feedRef)) ?? (await addFixture(client, line, feedRef, cause));
  if (typeof event === 'string') return event;
  const { score } = line;
  if (score && isOver(event) && (line.status ?? 'ENDED') === 'ENDED') {
    if (isOtherScore(event, score)) await correctScore(client, event, score, cause);
    return null;
  }
  const change = changeOf(event, line);
  if (change === null) return null;
  const changed = await applyEventChange(client, event, change, cause);
  return isRefusal(changed) ? changed.message : null;
}
