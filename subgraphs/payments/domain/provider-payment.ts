/** A dispute at the buyer's bank, as the provider reports it. */
export interface ProviderDispute {
  /** Id of the dispute at the provider. */
  ref: string;
  status: 'open' | 'won' | 'lost';
  amountMinor: bigint;
  /** Reason that the bank gave, such as `fraudulent`. */
  reason: string | null;
  /** Time until which the bank takes evidence. */
  evidenceDueAt: Date | null;
  /** What the provider charges for the dispute, in a currency of its own. Null for nothing. */
  fee: { amountMinor: bigint; currency: string } | null;
}

/** A payment as its provider reports it. Amounts are in minor units. */
export interface ProviderPayment {
  /** Id of the payment at the provider. */
  ref: string;
  status: 'processing' | 'requires_action' | 'authorized' | 'captured' | 'voided' | 'expired' | 'failed';
  authorizedMinor: bigint;
  capturedMinor: bigint;
  refundedMinor: bigint;
  dispute: 'none' | 'open' | 'lost';
  /** Newest first. */
  disputes: readonly ProviderDispute[];
  /** Sum of the disputes that were lost. */
  chargedBackMinor: bigint;
  failure: { code: string; message: string } | null;
  /** Step that the buyer must take while the status is `requires_action`. */
  action: { clientSecret: string; url: string | null } | null;
  /** Time at which the provider voids the authorised amount. */
  expiresAt: Date | null;
}

/** A report that says nothing but its status and `more`. */
export const providerPayment = (
  ref: string,
  status: ProviderPayment['status'],
  more: Partial<ProviderPayment> = {},
): ProviderPayment => ({
  ref,
  status,
  authorizedMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  dispute: 'none',
  disputes: [],
  chargedBackMinor: 0n,
  failure: null,
  action: null,
  expiresAt: null,
  ...more,
});

/** The report for a payment that was not made; without `ref`, it was not created at its provider either. */
export const failedPayment = (code: string, message: string, ref = ''): ProviderPayment =>
  providerPayment(ref, 'failed', { failure: { code, message } });

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
