import { toGraphMoney } from '@soko/money';
import { refuse } from '@soko/refusals';

export type WalletHoldStatus = 'HELD' | 'CAPTURED' | 'RELEASED' | 'EXPIRED';

/** An amount of a main wallet that is held for a payment. Amounts are in minor units of `currency`. */
export interface WalletHold {
  /** Reference of the caller, such as the id of a payment. */
  reference: string;
  userId: string;
  currency: string;
  amountMinor: bigint;
  capturedMinor: bigint;
  refundedMinor: bigint;
  status: WalletHoldStatus;
  expiresAt: Date;
}

export type WalletHoldEnded = ReturnType<typeof walletHoldEnded>;
export type WalletRefundTooLarge = ReturnType<typeof walletRefundTooLarge>;

/** The hold is not in a status that allows it, or does not exist. */
export const walletHoldEnded = (hold: WalletHold | null) =>
  refuse(
    'WalletHoldEnded',
    hold === null ? 'There is no such hold.' : `The hold is ${hold.status}, which does not allow this.`,
  );

export const walletRefundTooLarge = ({ capturedMinor, refundedMinor, currency }: WalletHold) => {
  const refundable = toGraphMoney({ amountMinor: capturedMinor - refundedMinor, currency });
  return refuse('WalletRefundTooLarge', `At most ${refundable.amount} ${refundable.currency} can still be returned.`, {
    refundable,
  });
};
