/** What becomes of the marketplace fee in a refund. `BY_CAUSE` keeps it where the seller was found at fault. */
export const refundFeePolicies = ['KEEP', 'RETURN', 'BY_CAUSE'] as const;

export type RefundFeePolicy = (typeof refundFeePolicies)[number];

/** Facts about money that went back to a buyer. */
export interface RefundFacts {
  kind: 'REFUND' | 'CHARGEBACK';
  cause: 'RETURN' | 'DISPUTE' | 'OTHER';
  /** What the caller decided. Null for the policy. */
  feeReturned: boolean | null;
}

/** True when the fee goes back with a refund, false when the seller pays it. */
export function returnsFee(policy: RefundFeePolicy, { kind, cause, feeReturned }: RefundFacts): boolean {
  if (feeReturned !== null) return feeReturned;
  switch (policy) {
    case 'KEEP':
      return false;
    case 'BY_CAUSE':
      return kind === 'REFUND' && cause !== 'DISPUTE';
    default:
      return true;
  }
}
