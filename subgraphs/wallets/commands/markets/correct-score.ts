import type pg from 'pg';
import { sportEventChangedBy } from '../../domain/markets/market-events.ts';
import type { Score, SportEvent } from '../../domain/markets/sport-event.ts';
import { saveSportEvent } from '../../store/markets/save-events.ts';
import type { Cause } from '../../store/markets/save-markets.ts';

/** Corrects the final score of a locked event that is over. Its markets keep their results. */
export async function correctScore(
  client: pg.PoolClient,
  event: SportEvent,
  score: Score,
  cause: Cause,
): Promise<SportEvent> {
  const after = { ...event, score, version: event.version + 1 };
  await saveSportEvent(client, event, after, cause, [sportEventChangedBy(undefined, after, cause.reason, cause.trail)]);
  return after;
}
