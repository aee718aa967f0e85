import { storableText } from '@soko/postgres';
import type { ProviderName } from '../domain/payment.ts';
import type { ProviderPayment, ProviderRefund } from '../domain/provider-payment.ts';
import type { Attempt } from './attempt.ts';
import type { DisputeDesk } from './dispute-desk.ts';
import type { MethodVault } from './method-vault.ts';
import type { ProviderBooks } from './provider-books.ts';

/**
 * Whether the buyer can confirm a payment at their bank. `present`: yes. `confirmed`: the buyer has just paid another order of
 * the same checkout with this card, so the bank is asked without them first, and they confirm only if it insists. `absent`:
 * a payment that must be confirmed is declined.
 */
export type BuyerPresence = 'present' | 'confirmed' | 'absent';

export interface AuthorizeRequest {
  paymentId: string;
  orderId: string;
  checkoutId: string;
  amountMinor: bigint;
  currency: string;
  /** Token of the payment method. It is never stored in plain text. */
  token: string | null;
  /** Id at the provider of the customer who saved the token. Null for a token that is not saved. */
  customer: string | null;
  presence: BuyerPresence;
  /** Number of the authorisation of the payment, from 1. */
  generation: number;
  email: string | null;
  buyerId: string | null;
  /** E.164. Null for methods that need no phone. */
  phone: string | null;
  /** Sum of the orders of the checkout, for providers that ask the buyer once for all. Default: the amount. */
  checkoutMinor?: bigint;
  /** False when the amount of an order of the checkout is no multiple of `takesAtOnce.stepMinor`. Default: true. */
  fitsSteps?: boolean;
  correlationId: string;
  createdAt: Date;
}

/** A payment that exists at the provider, with the amounts that Soko knows. */
export interface KnownPayment {
  ref: string;
  amountMinor: bigint;
  authorizedMinor: bigint;
  capturedMinor: bigint;
  currency: string;
}

/**
 * A payment provider. A repeat under the key of an `Attempt` with the same input has no second effect and returns the same
 * result. A declined card is a result, not an error. Throws `ProviderUnavailable` when it is unknown whether the call had
 * an effect, and `ProviderRefusal` when the provider refuses it.
 */
export interface PaymentProvider {
  readonly name: ProviderName;
  /** Saved payment methods. Null when the provider cannot save any. */
  readonly vault: MethodVault | null;
  /**
   * Set when the provider holds no money: an authorisation takes it at once and reports `captured`. To void is then to refund, and
   * so is to capture less. Amounts that it can return are multiples of `stepMinor`. The buyer confirms one payment for all
   * orders of a checkout.
   */
  readonly takesAtOnce: { stepMinor: bigint } | null;
  /** Records for reconciliation. Null when the provider offers none. */
  readonly books: ProviderBooks | null;
  /** Answers disputes of the buyers' banks. Left out when the provider has none. */
  readonly disputes?: DisputeDesk;
  authorize(request: AuthorizeRequest, attempt: Attempt): Promise<ProviderPayment>;
  /** Captures `amountMinor`, at most the authorised amount. The rest is released. */
  capture(payment: KnownPayment, amountMinor: bigint, attempt: Attempt): Promise<ProviderPayment>;
  /** Voids an authorised payment, or one that waits for the buyer. */
  void(payment: KnownPayment, attempt: Attempt): Promise<ProviderPayment>;
  refund(
    payment: KnownPayment,
    refund: { amountMinor: bigint; reason: string },
    attempt: Attempt,
  ): Promise<ProviderRefund>;
  fetch(payment: KnownPayment): Promise<ProviderPayment>;
  fetchRefund(ref: string): Promise<ProviderRefund>;
}

/** It is unknown whether the call had an effect. Repeat it with the same key. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The provider refuses the call. A repeat does not help. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';
  readonly code: string;
  constructor(code: string, message: string) {
    super(storableText(message));
    this.code = storableText(code);
  }
}
