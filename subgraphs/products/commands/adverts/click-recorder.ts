import type { EventTrail } from '@soko/events';
import { gather } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { advertChanged } from '../../domain/adverts/advert-events.ts';
import { type Click, decideClicks } from '../../domain/adverts/decide-clicks.ts';
import { findEarlierClicks, saveClicks } from '../../store/adverts/clicks.ts';
import { lockAdverts } from '../../store/adverts/find-adverts.ts';

/** A click, and what its event must name if it exhausts the budget. */
interface Reported {
  click: Click;
  trail: EventTrail;
}

/** Saves clicks. It returns when they are in the database. */
export type ClickRecorder = (reported: readonly Reported[]) => Promise<void>;

/** Clicks of one transaction. */
const maxTogether = 1_000;

async function saveTogether(pool: pg.Pool, now: () => Date, reported: readonly Reported[]): Promise<void> {
  const clicks = reported.map(({ click }) => click);
  await inTransaction(pool, async (tx) => {
    const adverts = await lockAdverts(tx, [...new Set(clicks.map(({ advertId }) => advertId))].toSorted());
    const at = now();
    const earlier = await findEarlierClicks(tx, clicks, at);
    const decisions = decideClicks(adverts, clicks, earlier, at);
    const events = decisions.flatMap(({ before, after, charged }) => {
      if (after.status === before.status) return [];
      const cause = reported.find(({ click }) => click === charged.at(-1))!;
      return [advertChanged(before, after, cause.trail, 'WINDOW')];
    });
    await saveClicks(tx, decisions, events, at);
  });
}

/**
 * Records clicks of many viewers together: those that arrive while others are saved wait for the next transaction. So a popular
 * advert, whose row each click must lock, is no bottleneck.
 */
export function createClickRecorder(pool: pg.Pool, now: () => Date): ClickRecorder {
  return gather<Reported>(async (reported) => {
    for (let start = 0; start < reported.length; start += maxTogether) {
      await saveTogether(pool, now, reported.slice(start, start + maxTogether));
    }
  });
}
