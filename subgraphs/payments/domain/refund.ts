export type RefundStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** A refund to the buyer, in minor units of `currency`. */
export interface Refund {
  id: string;
  paymentId: string;
  amountMinor: bigint;
  currency: string;
  reason: string;
  idempotencyKey: string;
  /** Hash of the input. Null for refunds of versions that saved none. */
  inputHash: string | null;
  status: RefundStatus;
  providerRef: string | null;
  failure: string | null;
  createdAt: Date;
}
