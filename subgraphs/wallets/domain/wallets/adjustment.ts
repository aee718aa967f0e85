import { digitsOf } from '@soko/money';

/**
 * `GOODWILL`: Soko gives, or takes back. `DEBT_WRITE_OFF`: the owner no longer owes it. `SUSPENSE`: money in suspense reaches
 * the wallet, or is taken from it. `SUSPENSE_WRITE_OFF`: Soko keeps it, or bears it.
 */
export type AdjustmentKind = 'GOODWILL' | 'DEBT_WRITE_OFF' | 'SUSPENSE' | 'SUSPENSE_WRITE_OFF';

/** An amount that an administrator adds to a wallet or takes from it, or what belongs to its owner elsewhere in the ledger. */
export interface WalletAdjustment {
  id: string;
  kind: AdjustmentKind;
  walletId: string;
  /** Deposit or withdrawal whose money is in suspense. Null for other kinds. */
  aboutId: string | null;
  /** Negative when it is taken from the wallet, or borne by Soko. */
  amountMinor: bigint;
  currency: string;
  /** Null once the owner was erased. */
  reason: string | null;
  status: 'PROPOSED' | 'POSTED' | 'REJECTED';
  proposedBy: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
}

/** An amount in whole units, with other ones for some currencies. */
export interface AmountByCurrency {
  usual: number;
  byCurrency: ReadonlyMap<string, number>;
}

/** What an administrator may move alone: with one adjustment, and within 24 hours in one currency. */
export interface AdjustmentLimits {
  once: AmountByCurrency;
  daily: AmountByCurrency;
}

const sizeOf = (amountMinor: bigint): bigint => (amountMinor < 0n ? -amountMinor : amountMinor);

const minorOf = ({ usual, byCurrency }: AmountByCurrency, currency: string): bigint =>
  BigInt(byCurrency.get(currency) ?? usual) * 10n ** BigInt(digitsOf(currency));

/** True when a second administrator must approve an amount, given what the first one has moved alone within 24 hours. */
export const needsReview = (
  { amountMinor, currency }: Pick<WalletAdjustment, 'amountMinor' | 'currency'>,
  { once, daily }: AdjustmentLimits,
  movedMinor: bigint,
): boolean => {
  const size = sizeOf(amountMinor);
  return size > minorOf(once, currency) || movedMinor + size > minorOf(daily, currency);
};
