import { hasRole, type Viewer } from '@soko/auth';
import type { BettingLimits } from './betting-limits.ts';
import { type KnownSelections, type PricingRefusal, refuseSelections } from './price-bet.ts';
import type { PricedBet, WantedBet } from './priced-bet.ts';
import {
  betCurrencyNotOffered,
  type BetCurrencyNotOffered,
  staffMayNotBet,
  type StaffMayNotBet,
  type StakeTooHigh,
  type StakeTooLow,
} from './refusals.ts';
import { refuseStake } from './refuse-stake.ts';

export type BetRefusal = StaffMayNotBet | PricingRefusal | BetCurrencyNotOffered | StakeTooLow | StakeTooHigh;

/** What decides about a bet beside the limits of the user and their money. */
export interface BetFacts {
  /** True for people who set odds or results, or see what others bet. */
  isStaff: boolean;
  known: KnownSelections;
  /** The limits of the bet's currency. Null in a currency without bets. */
  limits: BettingLimits | null;
  /** The least amount by which the exposures of the bet's subjects may still grow. */
  roomMinor: bigint;
  now: Date;
}

/** People who set odds or results, or see the bets of others, may not bet. */
export const isBettingStaff = (viewer: Viewer): boolean => hasRole(viewer, 'TRADER') || hasRole(viewer, 'SUPPORT');

/** The reason why a bet is not placed, or null. */
export function refuseBet(wanted: WantedBet, priced: PricedBet, facts: BetFacts): BetRefusal | null {
  const { isStaff, known, limits, roomMinor, now } = facts;
  if (isStaff) return staffMayNotBet();
  if (limits === null) return betCurrencyNotOffered(wanted.currency);
  return (
    refuseSelections(wanted, known, now) ?? refuseStake(priced, limits, marketMaxima(known, wanted.currency), roomMinor)
  );
}

/** The largest stakes in a currency that the markets of these selections set themselves. */
export const marketMaxima = (known: KnownSelections, currency: string): bigint[] =>
  [...known.values()].flatMap(({ market }) => {
    const minor = market.maxStakes[currency];
    return minor === undefined ? [] : [BigInt(minor)];
  });
