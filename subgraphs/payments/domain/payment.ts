export type PaymentMethodKind = 'STRIPE_CARD' | 'MPESA' | 'WALLET' | 'PAYMENT_3P';

export type ProviderName = 'stripe' | 'payment-3p' | 'mpesa' | 'wallet';

export type PaymentStatus =
  | 'CREATED'
  | 'REQUIRES_ACTION'
  | 'AUTHORIZED'
  | 'FAILED'
  | 'CAPTURED'
  | 'PARTIALLY_CAPTURED'
  | 'VOIDED'
  | 'EXPIRED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'DISPUTED'
  | 'CHARGED_BACK';

/** The payment of one order at one provider. Amounts are in minor units of `currency`. */
export interface Payment {
  id: string;
  checkoutId: string;
  orderId: string;
  sellerId: string;
  /** Null for a guest. */
  buyerId: string | null;
  method: PaymentMethodKind;
  provider: ProviderName;
  status: PaymentStatus;
  currency: string;
  amountMinor: bigint;
  authorizedMinor: bigint;
  capturedMinor: bigint;
  refundedMinor: bigint;
  /** What the bank took back in lost disputes. With refunds that were under way, it can exceed what was captured. */
  chargedBackMinor: bigint;
  /** Sum of the pending refunds. */
  refundingMinor: bigint;
  providerRef: string | null;
  /** Kept only while the buyer must confirm the payment. */
  clientSecret: string | null;
  /** Digest of the client secret. Kept for good: a guest may return when the payment is already confirmed. */
  secretHash: string | null;
  actionUrl: string | null;
  failure: { code: string; message: string } | null;
  endReason: string | null;
  requestHash: string;
  /** Id of the saved payment method that pays for the order. */
  savedMethodId: string | null;
  /** Number of the current authorisation, from 1. An expired one can be followed by another. */
  generation: number;
  authorizedAt: Date | null;
  capturedAt: Date | null;
  expiresAt: Date | null;
  /** Time at which the provider is asked for the status, in case a webhook was lost. */
  lookAt: Date | null;
  correlationId: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** True when an amount was captured, even if it was refunded or disputed later. */
export const hasBeenCaptured = ({ status }: Pick<Payment, 'status'>): boolean =>
  ['CAPTURED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED', 'CHARGED_BACK'].includes(status);

/** True when the payment ended without a capture. */
export const hasEndedWithoutCharge = ({ status }: Pick<Payment, 'status'>): boolean =>
  status === 'FAILED' || status === 'VOIDED' || status === 'EXPIRED';

/** Amount that can still be refunded, in minor units. Zero during and after a dispute. */
export const refundableMinor = (payment: Payment): bigint =>
  hasBeenCaptured(payment) && payment.status !== 'DISPUTED' && payment.status !== 'CHARGED_BACK'
    ? payment.capturedMinor - payment.refundedMinor - payment.refundingMinor
    : 0n;
