import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import type { SetAsideBet } from '../../domain/settlement/set-aside-bet.ts';
import { takeBet } from '../../store/settlement/bets-of-page.ts';
import { findLastRuns } from '../../store/settlement/runs.ts';
import { findSetAside, lockSetAsideBet, removeSetAside } from '../../store/settlement/set-aside-bets.ts';
import type { SettlementSettings } from './run-settlements.ts';
import { isAboutBets, saveFailure } from './set-aside.ts';
import { payBets, trailOfRun } from './settle-page.ts';

type Settings = Pick<SettlementSettings, 'pool' | 'log' | 'now'>;

/** The results are those of the market's last settlement: it may have been settled again meanwhile. */
async function lastRunOf(tx: pg.PoolClient, { marketId }: SetAsideBet) {
  const [run] = await findLastRuns(tx, [marketId]);
  return run!;
}

async function settleOne(tx: pg.PoolClient, bet: SetAsideBet, now: () => Date): Promise<void> {
  const run = await lastRunOf(tx, bet);
  await payBets(tx, await takeBet(tx, run, bet.betId), run, now);
  await removeSetAside(tx, bet);
}

/** Undoes what `work` did when it fails, and keeps the transaction. Returns the error, or null. */
async function attempt(tx: pg.PoolClient, work: () => Promise<void>): Promise<unknown> {
  await tx.query('SAVEPOINT attempt');
  try {
    await work();
    await tx.query('RELEASE SAVEPOINT attempt');
    return null;
  } catch (error) {
    if (!isAboutBets(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT attempt');
    return error ?? new Error('The attempt failed.');
  }
}

/** Tries to settle the next bet that is set aside, due, and not at work elsewhere. Returns its id, or null when there is none. */
const retryOne = (
  { pool, log, now }: Settings,
  marketId: string | null,
  except: readonly string[],
): Promise<string | null> =>
  inTransaction(pool, async (tx) => {
    const locked = await lockSetAsideBet(tx, { now: now(), marketId, except });
    if (locked === null) return null;
    const bet = await findSetAside(tx, locked);
    if (bet === null) return locked.betId;
    const error = await attempt(tx, () => settleOne(tx, bet, now));
    if (error === null) return bet.betId;
    const run = await lastRunOf(tx, bet);
    await saveFailure(tx, { ...bet, tries: bet.tries + 1 }, error, {
      revision: run.revision,
      trail: trailOfRun(run, now),
    });
    log.error({ err: error, betId: bet.betId, marketId: bet.marketId }, 'a bet that is set aside failed again');
    return bet.betId;
  });

/** Tries each bet that is set aside once: those that are due, or all of one market. */
export async function retrySetAsideBets(settings: Settings, marketId: string | null = null): Promise<void> {
  const tried: string[] = [];
  for (let betId = await retryOne(settings, marketId, tried); betId !== null;) {
    tried.push(betId);
    betId = await retryOne(settings, marketId, tried);
  }
}
