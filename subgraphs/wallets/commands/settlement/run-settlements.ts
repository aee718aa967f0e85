import type { Logger } from '@soko/log';
import type pg from 'pg';
import { createRounds, type Round } from './take-turn.ts';

export interface SettlementSettings {
  pool: pg.Pool;
  log: Logger;
  now: () => Date;
  /** Bets that one transaction settles. */
  pageSize: number;
  /** Transactions at the same time in this process: while one computes, the database works for another. */
  lanes: number;
}

export interface SettlementWorker {
  /** Works until every run is done. Calls at the same time share the work. */
  runDue(): Promise<void>;
  /** `runDue` in the background. */
  wake(): void;
  /** Ends after the present pages. */
  close(): Promise<void>;
}

/**
 * Works on settlements a page at a time, markets in turns. Any number of processes may do so, each in several lanes: a
 * transaction holds the part of a run that it works on, so that one which dies leaves nothing behind, and another one continues
 * with the same page.
 */
export function createSettlementWorker(settings: SettlementSettings): SettlementWorker {
  const beginRound = createRounds(settings);
  const lanes = new Set<Promise<void>>();
  let failures: unknown[] = [];
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isClosed = false;

  /** A lane ends when it finds nothing to do. Each turn may have left work for another one. */
  async function lane(round: Round): Promise<void> {
    while (!isClosed && failures.length === 0 && (await round.takeTurn())) openLane(round);
  }

  function openLane(round: Round): void {
    if (isClosed || lanes.size >= settings.lanes) return;
    const opened = lane(round)
      .catch((error: unknown) => failures.push(error))
      .then(() => void lanes.delete(opened));
    lanes.add(opened);
  }

  async function work(): Promise<void> {
    failures = [];
    do {
      isWoken = false;
      const round = beginRound();
      openLane(round);
      while (lanes.size > 0) await Promise.all(lanes);
      failures.push(...round.failures);
      if (failures.length > 0) throw failures[0];
    } while (isWoken && !isClosed);
  }

  function runDue(): Promise<void> {
    isWoken = true;
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    runDue,
    wake: () =>
      void runDue().catch((error: unknown) => settings.log.error({ err: error }, 'could not settle bets; retrying')),
    async close() {
      isClosed = true;
      await running?.catch(() => {});
    },
  };
}
