import type { ProviderName } from '../domain/payment.ts';
import type { MethodVault } from './method-vault.ts';
import type { ProviderBooks } from './provider-books.ts';

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
  /** Whose saved method the token is, as the provider calls them; null for one that is not saved. */
  customer: string | null;
  /** The buyer is not there to confirm anything. */
  offSession: boolean;
  /** Which authorisation of the payment it is, from 1. */
  generation: number;
  email: string | null;
  createdAt: Date;
}

/** A payment at the provider, as it is known here. */
export interface KnownPayment {
  ref: string;
  amountMinor: bigint;
  authorizedMinor: bigint;
  capturedMinor: bigint;
  currency: string;
}

/** How often something has been tried before, under the key that makes it one and the same thing. */
export interface Attempt {
  key: string;
  /** 0 for the first. */
  number: number;
}

/** From this try on a provider is asked under another key: it keeps a failure, too, as the answer to the first. */
const triesWithOneKey = 3;

export const isStuck = ({ number }: Attempt): boolean => number >= triesWithOneKey;

/** Stuck attempts get a key of their own; what an earlier one may have done has to be looked for first. */
export const keyOf = (attempt: Attempt): string =>
  isStuck(attempt) ? `${attempt.key}:${attempt.number}` : attempt.key;

/**
 * A payment provider. Asking again under the key of an `Attempt` and with the same input has no second effect and
 * answers the same. A card that is declined is an answer, not an error. Throws `ProviderUnavailable` when it is not
 * known whether something happened, and `ProviderRefusal` when the provider says that it cannot be done.
 */
export interface PaymentProvider {
  readonly name: ProviderName;
  /** Where it keeps payment methods for later; null when it keeps none. */
  readonly vault: MethodVault | null;
  /** What it booked when; null when it does not say. */
  readonly books: ProviderBooks | null;
  authorize(request: AuthorizeRequest, attempt: Attempt): Promise<ProviderPayment>;
  /** Charges `amountMinor`, at most what is held; the rest is let go. */
  capture(payment: KnownPayment, amountMinor: bigint, attempt: Attempt): Promise<ProviderPayment>;
  /** Lets go what is held, or ends what waits for the buyer. */
  void(payment: KnownPayment, attempt: Attempt): Promise<ProviderPayment>;
  refund(
    payment: KnownPayment,
    refund: { amountMinor: bigint; reason: string },
    attempt: Attempt,
  ): Promise<ProviderRefund>;
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
