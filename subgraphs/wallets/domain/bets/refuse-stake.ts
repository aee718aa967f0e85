import { type BettingLimits, maxUnitStake, minUnitStake } from './betting-limits.ts';
import type { PricedBet } from './priced-bet.ts';
import { stakeTooHigh, type StakeTooHigh, stakeTooLow, type StakeTooLow } from './refusals.ts';

/**
 * The reason why the stake does not fit, or null. `roomMinor` is the least amount by which the exposures of the bet's
 * subjects may still grow.
 */
export function refuseStake(
  bet: PricedBet,
  limits: BettingLimits,
  marketMaxima: readonly bigint[],
  roomMinor: bigint,
): StakeTooLow | StakeTooHigh | null {
  const unitStakeMinor = bet.stakeMinor / BigInt(bet.lines);
  const minMinor = minUnitStake(limits, bet.lines);
  if (unitStakeMinor < minMinor) return stakeTooLow(limits.currency, minMinor);
  const maxMinor = maxUnitStake(bet, limits, marketMaxima, roomMinor);
  return unitStakeMinor > maxMinor ? stakeTooHigh(limits.currency, maxMinor) : null;
}
