export type RefundStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** Money that goes back to a buyer, in minor units of `currency`. */
export interface Refund {
  id: string;
  paymentId: string;
  amountMinor: bigint;
  currency: string;
  reason: string;
  idempotencyKey: string;
  status: RefundStatus;
  providerRef: string | null;
  failure: string | null;
  createdAt: Date;
}
