import type { ProviderName } from '../domain/payment.ts';

/** How a payment stands at its provider. Amounts are in minor units. */
export interface ProviderPayment {
  /** What the provider calls it. */
  ref: string;
  status: 'processing' | 'requires_action' | 'authorized' | 'captured' | 'voided' | 'expired' | 'failed';
  authorizedMinor: bigint;
  capturedMinor: bigint;
  refundedMinor: bigint;
  dispute: 'none' | 'open' | 'lost';
  failure: { code: string; message: string } | null;
  /** What the buyer has to do while it is `requires_action`. */
  action: { clientSecret: string; url: string | null } | null;
  /** When the provider lets go of what is held. */
  expiresAt: Date | null;
}

export interface ProviderRefund {
  ref: string;
  status: 'pending' | 'succeeded' | 'failed';
  failure: string | null;
}

export interface AuthorizeRequest {
  paymentId: string;
  orderId: string;
  checkoutId: string;
  amountMinor: bigint;
  currency: string;
  /** A payment method, a token; never kept in clear. */
  token: string | null;
  email: string | null;
}

/** A payment at the provider, as it is known here. */
export interface KnownPayment {
  ref: string;
  amountMinor: bigint;
  authorizedMinor: bigint;
  capturedMinor: bigint;
  currency: string;
}

/**
 * A payment provider. `key` is an idempotency key: asking again with it and the same input has no second effect and
 * answers the same. A card that is declined is an answer, not an error. Throws `ProviderUnavailable` when it is not
 * known whether something happened, and `ProviderRefusal` when the provider says that it cannot be done.
 */
export interface PaymentProvider {
  readonly name: ProviderName;
  authorize(request: AuthorizeRequest, key: string): Promise<ProviderPayment>;
  /** Charges `amountMinor`, at most what is held; the rest is let go. */
  capture(payment: KnownPayment, amountMinor: bigint, key: string): Promise<ProviderPayment>;
  /** Lets go what is held, or ends what waits for the buyer. */
  void(payment: KnownPayment, key: string): Promise<ProviderPayment>;
  refund(payment: KnownPayment, refund: { amountMinor: bigint; reason: string }, key: string): Promise<ProviderRefund>;
  fetch(payment: KnownPayment): Promise<ProviderPayment>;
  fetchRefund(ref: string): Promise<ProviderRefund>;
}

/** It is not known whether the provider did it: ask again with the same key. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The provider will not do it, however often it is asked. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
