import type { Logger } from '@soko/log';
import type pg from 'pg';
import { checkInvariants } from './check-invariants.ts';
import type { Invariant } from './invariant.ts';

export interface WatchedInvariants {
  /** Checks all rules once. Logs an error for each broken rule. */
  check(): Promise<void>;
  /** Number of rows found by the last check, by rule. Empty before the first check. */
  found(): ReadonlyMap<string, number>;
}

const hourMs = 3_600_000;

/** Rows of the last 30 days are checked. `npm run invariants` checks all. */
const windowMs = 30 * 24 * hourMs;

/** Work that takes longer has not ended as it should. */
const settleMs = hourMs;

/** Logged of each broken rule. */
const maxLogged = 10;

/** The rules of a subgraph, checked by its job `<subgraph>.check-invariants`. */
export function createInvariantWatch(options: {
  pool: pg.Pool;
  invariants: readonly Invariant[];
  now: () => Date;
  log: Logger;
}): WatchedInvariants {
  const { pool, invariants, now, log } = options;
  const found = new Map<string, number>();
  return {
    async check() {
      const at = now().getTime();
      const bounds = { since: new Date(at - windowMs), settled: new Date(at - settleMs) };
      for (const { invariant, broken } of await checkInvariants(pool, invariants, bounds)) {
        const { name, rule } = invariant;
        found.set(name, broken.length);
        if (broken.length === 0) continue;
        log.error(
          { invariant: name, rule, rows: broken.slice(0, maxLogged), count: broken.length },
          'invariant broken',
        );
      }
    },
    found: () => found,
  };
}
