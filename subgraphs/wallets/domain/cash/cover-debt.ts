import { debtNotCovered, type DebtNotCovered } from '../money-refusals.ts';

/** What the owner of a wallet owes and has in its currency, in minor units. */
export interface DebtAndMoney {
  currency: string;
  debtMinor: bigint;
  /** What all wallets of the owner in this currency can spend together. */
  ownedMinor: bigint;
}

/**
 * Refuses a withdrawal after which the wallets of its owner together would have less than the owner owes, from whichever of
 * them it is: docs/decisions/0017.
 */
export function refuseByDebt(
  { currency, debtMinor, ownedMinor }: DebtAndMoney,
  amountMinor: bigint,
): DebtNotCovered | null {
  const freeMinor = ownedMinor > debtMinor ? ownedMinor - debtMinor : 0n;
  if (debtMinor <= 0n || amountMinor <= freeMinor) return null;
  return debtNotCovered({ amountMinor: debtMinor, currency }, { amountMinor: freeMinor, currency });
}
