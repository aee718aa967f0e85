import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type pg from 'pg';
import { betChanged } from '../../domain/settlement/bet-events.ts';
import { type BetChange, changeBet, netOf, type SettlingBet, stakeAtRisk } from '../../domain/settlement/change-bet.ts';
import { lastReference } from '../../domain/settlement/references.ts';
import type { RunPart, SettlementRun } from '../../domain/settlement/run.ts';
import { changeExposures, type ExposureChange } from '../../store/bets/exposure.ts';
import { recordReturns } from '../../store/gaming/record-returns.ts';
import { takeBets } from '../../store/settlement/bets-of-page.ts';
import { divideRun, savePage } from '../../store/settlement/parts.ts';
import { saveChanges } from '../../store/settlement/save-changes.ts';
import { tellBalances } from '../../store/wallets/tell-balances.ts';
import { postChanges } from './post-changes.ts';

/** The exposure that ends with an open bet, or begins again. */
function exposureChange({ bet, reversed, settled }: BetChange): ExposureChange[] {
  if (reversed !== null && settled !== null) return [];
  const isOpen = settled === null;
  const [stakeMinor, openMinor] = [stakeAtRisk(bet), bet.potentialReturnMinor];
  return [
    isOpen
      ? { bet, bets: 1, stakeMinor, openMinor }
      : { bet, bets: -1, stakeMinor: -stakeMinor, openMinor: -openMinor },
  ];
}

/** What counts towards limits on losses, under the name of its last transaction in the ledger. */
const returnOf = (change: BetChange) => ({
  userId: change.bet.userId,
  currency: change.bet.currency,
  amountMinor: netOf(change),
  reference: lastReference(change),
});

/** The events of a run belong to the request that began it. */
export const trailOfRun = ({ correlationId, actorKind, actorId }: SettlementRun, now: () => Date): EventTrail => ({
  correlationId,
  causationId: null,
  actor: { kind: actorKind, id: actorId },
  now,
});

/** Pays the changes of a page. Rows are locked in the order bets, limits of users, ledger, exposures. */
async function pay(tx: pg.PoolClient, changes: readonly BetChange[], run: SettlementRun, trail: EventTrail) {
  const at = trail.now();
  const { marketId, reason, actorId } = run;
  await saveChanges(tx, changes, run, at);
  await recordReturns(tx, changes.map(returnOf), at);
  const posted = await postChanges(tx, changes, { at, marketId, reason, actorId });
  await tellBalances(tx, posted, trail);
  await tell(
    tx,
    changes.map((change) => betChanged(change, run, trail)),
  );
  await changeExposures(tx, changes.flatMap(exposureChange));
}

/** Pays what the results of a run change about locked bets. Returns the number of those that changed. */
export async function payBets(
  tx: pg.PoolClient,
  bets: readonly SettlingBet[],
  run: SettlementRun,
  now: () => Date,
): Promise<number> {
  const changes = bets.map(changeBet).filter((change) => change !== null);
  if (changes.length > 0) await pay(tx, changes, run, trailOfRun(run, now));
  return changes.length;
}

/**
 * Settles the next bets of a locked part, all or none of them: at most `limit`. Returns their number: zero at the end of the
 * part. The number of statements does not depend on that of the bets.
 */
export async function settlePage(
  tx: pg.PoolClient,
  part: RunPart,
  limit: number,
  { pageSize, now }: { pageSize: number; now: () => Date },
): Promise<number> {
  const { run } = part;
  const bets = await takeBets(tx, part, limit);
  const last = bets.at(-1);
  if (last === undefined) return 0;
  const betsSettled = await payBets(tx, bets, run, now);
  if (run.bets === null) await divideRun(tx, part, last.id, pageSize);
  await savePage(tx, part, { cursor: last.id, betsDone: bets.length, betsSettled });
  return bets.length;
}
