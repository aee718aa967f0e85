export type RefundStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** Cause of a refund. By the platform's policy it decides whether the marketplace fee goes back with it. */
export type RefundCause = 'RETURN' | 'DISPUTE' | 'OTHER';

/** How the ledger divides a refund. */
export interface RefundTerms {
  cause: RefundCause;
  /** Part of the amount that is delivery. Null to divide the amount in proportion. */
  deliveryMinor: bigint | null;
  /** True returns the marketplace fee in it, false keeps it at the seller's expense. Null for the policy. */
  feeReturned: boolean | null;
}

/** The terms of a refund about which nobody said more. */
export const plainTerms: RefundTerms = { cause: 'OTHER', deliveryMinor: null, feeReturned: null };

/** A refund to the buyer, in minor units of `currency`. */
export interface Refund extends RefundTerms {
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
