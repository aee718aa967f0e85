import { compareClearing, differenceOf } from '../../domain/cash/compare-clearing.ts';
import { trialBalance } from '../../ledger/index.ts';
import type { WalletsServices } from '../../services.ts';
import { sumPaidByBank } from '../../store/payouts/paid-by-bank.ts';
import { findClearingCheck, saveClearingCheck } from '../../store/wallets/clearing-checks.ts';
import { trailOfJob } from './trail-of-job.ts';

/** Time that money may need from its provider to the ledger, in milliseconds: sales wait for the prices of their order. */
const settledMs = 600_000;

/** Compares the clearing accounts with the money that payments has moved at the providers, as both were ten minutes ago. */
export async function compareClearingRegularly({
  db,
  pool,
  now,
  cash,
}: Pick<WalletsServices, 'db' | 'pool' | 'now' | 'cash'>): Promise<void> {
  const trail = trailOfJob(now);
  const at = now();
  const until = new Date(at.getTime() - settledMs);
  const [before, lines, moved, byBank] = await Promise.all([
    findClearingCheck(db),
    trialBalance(pool, until),
    cash.payments.fundsMoved(until, trail.correlationId),
    sumPaidByBank(pool, until),
  ]);
  const accounts = compareClearing(lines, [...moved, ...byBank], before?.accounts ?? []);
  await saveClearingCheck(pool, { until, checkedAt: at, accounts }, before?.accounts ?? [], trail);
  for (const each of accounts.filter(({ isBreak }) => isBreak)) {
    const { code: account, currency } = each;
    const found = { account, currency, difference: differenceOf(each).toString() };
    cash.log.error(found, 'a clearing account differs from the money at its provider');
  }
}
