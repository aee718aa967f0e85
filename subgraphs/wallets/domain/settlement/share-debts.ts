import { type BetChange, netOf } from './change-bet.ts';

/** Money of one user in one currency, in minor units. */
export interface UserFunds {
  availableMinor: bigint;
  /** Owed to the operator since an earlier settlement was taken back. */
  owedMinor: bigint;
}

/** A change with the part of it that becomes, or pays back, a debt of the user. */
export interface FundedChange {
  change: BetChange;
  /** Added to the debt, because the wallet holds less than a reversal takes back. */
  lentMinor: bigint;
  /** Taken from the winnings for an earlier debt. */
  repaidMinor: bigint;
  /** What the user has and owes afterwards. Null when neither decided anything. */
  after: UserFunds | null;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const afterNet = (funds: UserFunds, netMinor: bigint) => {
  const repaidMinor = netMinor > 0n ? least(netMinor, funds.owedMinor) : 0n;
  const left = funds.availableMinor + netMinor - repaidMinor;
  const lentMinor = netMinor < 0n && left < 0n ? -left : 0n;
  return {
    repaidMinor,
    lentMinor,
    funds: { availableMinor: left + lentMinor, owedMinor: funds.owedMinor - repaidMinor + lentMinor },
  };
};

export const fundsKey = ({ userId, currency }: { userId: string; currency: string }): string => `${currency} ${userId}`;

/**
 * Keeps wallets from going below zero, change after change: what a reversal cannot take back is lent to the user, and
 * later winnings repay it first. `funds` has the users who owe something, and all whose wallet a change lowers.
 */
export function shareDebts(changes: readonly BetChange[], funds: ReadonlyMap<string, UserFunds>): FundedChange[] {
  const present = new Map(funds);
  return changes.map((change) => {
    const key = fundsKey(change.bet);
    const before = present.get(key);
    if (before === undefined) return { change, lentMinor: 0n, repaidMinor: 0n, after: null };
    const { lentMinor, repaidMinor, funds: after } = afterNet(before, netOf(change));
    present.set(key, after);
    return { change, lentMinor, repaidMinor, after };
  });
}
