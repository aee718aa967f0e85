import { digitsOf } from '@soko/money';

/** An amount that an administrator adds to a wallet or takes from it. */
export interface WalletAdjustment {
  id: string;
  walletId: string;
  /** Negative when it is taken from the wallet. */
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

/** True when an amount is above the limit, which is in whole units of any currency. */
export const needsReview = (
  { amountMinor, currency }: Pick<WalletAdjustment, 'amountMinor' | 'currency'>,
  reviewAbove: number,
): boolean => {
  const size = amountMinor < 0n ? -amountMinor : amountMinor;
  return size > BigInt(reviewAbove) * 10n ** BigInt(digitsOf(currency));
};
