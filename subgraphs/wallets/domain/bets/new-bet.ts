import { potentialReturn } from './bet-return.ts';
import type { Bet } from './bet.ts';
import type { PricedBet, WantedBet } from './priced-bet.ts';

/** The bet that is placed at the present odds. */
export const newBet = (
  { kind, systemSizes, currency, unitStakeMinor, oddsPolicy }: WantedBet,
  priced: PricedBet,
  { id, userId, placedAt }: { id: string; userId: string; placedAt: Date },
): Bet => ({
  id,
  userId,
  currency,
  kind,
  stakeMinor: priced.stakeMinor,
  unitStakeMinor,
  lines: priced.lines,
  systemSizes,
  potentialReturnMinor: potentialReturn(priced),
  openStakeMinor: priced.stakeMinor,
  status: 'ACCEPTED',
  oddsPolicy,
  placedAt,
  settledAt: null,
  returnMinor: null,
  cashedOutMinor: 0n,
  cashOuts: 0,
  version: 1,
  legs: priced.legs.map((leg, index) => ({
    ...leg,
    betId: id,
    position: index + 1,
    resultNumerator: null,
    resultDenominator: null,
    settledRevision: 0,
  })),
});
