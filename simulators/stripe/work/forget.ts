import { forgetOldest } from '@soko/simulator-kit';
import { isUndelivered } from '../events/is-undelivered.ts';
import type { Simulator } from '../simulator.ts';
import { beginWork, type Work } from './work.ts';

const dayS = 24 * 3_600;
const keysKept = 20_000;
const eventsKept = 10_000;
const eventLifetimeS = 30 * dayS;

/** Removes keys after one day and events after thirty, sooner under load, a few at a time. */
export function forgetSome({ records }: Pick<Simulator, 'records'>, work: Work): void {
  forgetOldest(records, work.draft, 'answers', {
    most: keysKept,
    isOld: ({ savedAt }) => savedAt < (work.now - dayS) * 1_000,
  });
  forgetOldest(records, work.draft, 'events', {
    most: eventsKept,
    isOld: ({ createdAt }) => createdAt < work.now - eventLifetimeS,
    isNeeded: (event) => isUndelivered(records, event),
  });
}

/** At the start: removes everything that is old enough. */
export function forgetAll(simulator: Simulator): void {
  const { records } = simulator;
  const kept = (): number => records.count('answers') + records.count('events');
  for (let before = Infinity; kept() < before;) {
    before = kept();
    const work = beginWork(simulator, null);
    forgetSome(simulator, work);
    work.commit();
  }
}
