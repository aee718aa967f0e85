/** A payment as its provider reports it. Amounts are in minor units. */
export interface ProviderPayment {
  /** Id of the payment at the provider. */
  ref: string;
  status: 'processing' | 'requires_action' | 'authorized' | 'captured' | 'voided' | 'expired' | 'failed';
  authorizedMinor: bigint;
  capturedMinor: bigint;
  refundedMinor: bigint;
  dispute: 'none' | 'open' | 'lost';
  failure: { code: string; message: string } | null;
  /** Step that the buyer must take while the status is `requires_action`. */
  action: { clientSecret: string; url: string | null } | null;
  /** Time at which the provider voids the authorised amount. */
  expiresAt: Date | null;
}

/** A refund as its provider reports it. */
export interface ProviderRefund {
  /** Id of the refund at the provider. */
  ref: string;
  status: 'pending' | 'succeeded' | 'failed';
  failure: string | null;
}

/** A record in the books of a provider. Amounts are in minor units. */
export interface BookEntry {
  /** Id of the payment at the provider. */
  ref: string;
  /** Id of the refund at the provider. Null for other records. */
  refundRef: string | null;
  amountMinor: bigint;
  currency: string;
}

/** The time that a list of records covers. */
export interface BookRange {
  /** Inclusive. */
  from: Date;
  /** Exclusive. */
  before: Date;
}
