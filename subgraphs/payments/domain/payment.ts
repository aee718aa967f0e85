export type PaymentMethodKind = 'STRIPE_CARD' | 'MPESA' | 'WALLET' | 'PAYMENT_3P';

export type ProviderName = 'stripe' | 'payment-3p';

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

/** The money of one order, at one provider. Amounts are in minor units of `currency`. */
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
  /** Asked back from the provider, without its word yet. */
  refundingMinor: bigint;
  providerRef: string | null;
  /** While the buyer has to act. */
  clientSecret: string | null;
  /** Of the client secret, kept for good: a guest may come back when the payment is confirmed already. */
  secretHash: string | null;
  actionUrl: string | null;
  failure: { code: string; message: string } | null;
  endReason: string | null;
  requestHash: string;
  /** The saved payment method it is paid with. */
  savedMethodId: string | null;
  /** Counts its authorisations, from 1: one that expired may be followed by another. */
  generation: number;
  authorizedAt: Date | null;
  capturedAt: Date | null;
  expiresAt: Date | null;
  /** When the provider is asked how it stands, whatever webhooks say. */
  lookAt: Date | null;
  correlationId: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Statuses in which money was charged. */
export const hasBeenCaptured = ({ status }: Pick<Payment, 'status'>): boolean =>
  ['CAPTURED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED', 'CHARGED_BACK'].includes(status);

/** Statuses out of which nothing leads without having charged anything. */
export const hasEndedWithoutCharge = ({ status }: Pick<Payment, 'status'>): boolean =>
  status === 'FAILED' || status === 'VOIDED' || status === 'EXPIRED';

/** What could still be given back, in minor units; nothing while a bank disputes it. */
export const refundableMinor = (payment: Payment): bigint =>
  hasBeenCaptured(payment) && payment.status !== 'DISPUTED' && payment.status !== 'CHARGED_BACK'
    ? payment.capturedMinor - payment.refundedMinor - payment.refundingMinor
    : 0n;
