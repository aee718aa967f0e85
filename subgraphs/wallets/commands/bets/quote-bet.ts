import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { WalletsContext } from '../../context.ts';
import { potentialReturn } from '../../domain/bets/bet-return.ts';
import { exposureSubjects, maxUnitStake, minUnitStake } from '../../domain/bets/betting-limits.ts';
import { changedOdds, priceBet } from '../../domain/bets/price-bet.ts';
import { type BetRefusal, isBettingStaff, marketMaxima, refuseBet } from '../../domain/bets/refuse-bet.ts';
import type { ChangedOdds } from '../../domain/bets/refusals.ts';
import { findBettingLimits } from '../../store/bets/betting-limits.ts';
import { findExposureRoom } from '../../store/bets/exposure.ts';
import { findBetSelections } from '../../store/markets/bet-selections.ts';
import { type BetInput, readWantedBet } from './read-wanted-bet.ts';

/** The price of a bet at the present odds. Amounts are minor units. */
export interface BetQuote {
  currency: string;
  lines: number;
  unitStakeMinor: bigint;
  stakeMinor: bigint;
  /** Null in a currency without bets. */
  minUnitStakeMinor: bigint | null;
  maxUnitStakeMinor: bigint | null;
  potentialReturnMinor: bigint;
  changes: readonly ChangedOdds[];
  refusal: BetRefusal | null;
}

/** Prices a bet and stores nothing. Three statements. */
export async function quoteBet({ viewer, pool, db, now }: WalletsContext, input: BetInput): Promise<BetQuote> {
  const { id: userId } = requireUser(viewer);
  const wanted = readWantedBet(input);
  const ids = wanted.legs.map(({ selectionId }) => selectionId);
  const [known, limits] = await Promise.all([findBetSelections(pool, ids), findBettingLimits(db, wanted.currency)]);
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw notFound(`Selection ${unknown}`);
  const priced = priceBet(wanted, known);
  const roomMinor = limits && (await findExposureRoom(pool, exposureSubjects(userId, priced.legs), limits));
  const maxMinor = limits && maxUnitStake(priced, limits, marketMaxima(known, wanted.currency), roomMinor ?? 0n);
  return {
    currency: wanted.currency,
    lines: priced.lines,
    unitStakeMinor: wanted.unitStakeMinor,
    stakeMinor: priced.stakeMinor,
    minUnitStakeMinor: limits && minUnitStake(limits, priced.lines),
    maxUnitStakeMinor: maxMinor !== null && maxMinor < 0n ? 0n : maxMinor,
    potentialReturnMinor: potentialReturn(priced),
    changes: changedOdds(wanted.legs, known),
    refusal: refuseBet(wanted, priced, {
      isStaff: isBettingStaff(viewer),
      known,
      limits,
      roomMinor: roomMinor ?? 0n,
      now: now(),
    }),
  };
}
