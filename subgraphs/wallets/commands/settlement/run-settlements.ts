import { inTransaction } from '@soko/postgres';
import type { Logger } from '@soko/log';
import type pg from 'pg';
import { claimRun } from '../../store/settlement/runs.ts';
import { finishRun } from './finish-run.ts';
import { settlePage } from './settle-page.ts';

export interface SettlementSettings {
  pool: pg.Pool;
  log: Logger;
  now: () => Date;
  /** Bets that one transaction settles. */
  pageSize: number;
}

/** Settles one page of the run whose turn it is, or ends that run. False when every run is done or worked on by others. */
const takeTurn = ({ pool, ...settings }: SettlementSettings): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const run = await claimRun(tx);
    if (run === null) return false;
    if ((await settlePage(tx, run, settings)) === 0) await finishRun(tx, run, settings);
    return true;
  });

export interface SettlementWorker {
  /** Works until every run is done. Calls at the same time share the work. */
  runDue(): Promise<void>;
  /** `runDue` in the background. */
  wake(): void;
  /** Ends after the present page. */
  close(): Promise<void>;
}

/**
 * Works on settlements a page at a time, markets in turns. Any number of processes may do so: a transaction holds the run
 * that it works on, so that one which dies leaves nothing behind, and another one continues with the same page.
 */
export function createSettlementWorker(settings: SettlementSettings): SettlementWorker {
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isClosed = false;

  async function work(): Promise<void> {
    do {
      isWoken = false;
      while (!isClosed && (await takeTurn(settings)));
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
