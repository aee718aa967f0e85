import type { Logger } from '@soko/log';
import type pg from 'pg';
import { createSimulatedFeed } from '../commands/feed/simulate-feed.ts';
import { createSettlementWorker } from '../commands/settlement/run-settlements.ts';

/** Matches of the next days and two that are being played, with their markets and odds, through the door of a feed. */
export async function seedMarkets(pool: pg.Pool, log: Logger): Promise<void> {
  const start = Date.now();
  let time = start;
  const rules = { matchMs: 600_000, upcoming: 12, live: 2 };
  const now = () => new Date(time);
  const settlements = createSettlementWorker({ pool, log, now, pageSize: 200, lanes: 1 });
  const feed = createSimulatedFeed({ pool, now, settlements }, { seed: 7, rules, log });
  await feed.tick();
  // The matches that begin in the next seconds have begun then.
  time = start + 100_000;
  await feed.tick();
  await settlements.close();
}
