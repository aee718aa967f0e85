import type { ProviderMethod } from '../domain/saved-method.ts';
import type { Attempt } from './attempt.ts';

/** Whom a customer stands for: a user, or the buyer of one checkout. */
export type CustomerOwner = { userId: string } | { checkoutId: string };

/**
 * Saved payment methods at a provider. A repeat under the key of an `Attempt` has no second effect. Throws as
 * `PaymentProvider` does: `ProviderUnavailable`, or `ProviderRefusal`, for example when the card's bank refuses.
 */
export interface MethodVault {
  /** Creates a customer who is known to the provider by our id alone. Returns the customer's id there. */
  createCustomer(owner: CustomerOwner, attempt: Attempt): Promise<string>;
  /** Saves the card of `token` with the customer. */
  attach(card: { customer: string; token: string }, attempt: Attempt): Promise<ProviderMethod>;
  /** Payment methods of the customer, newest first, at most 100. */
  list(customer: string): Promise<readonly ProviderMethod[]>;
  /** Null when the customer has no such payment method (any more). */
  fetch(customer: string, ref: string): Promise<ProviderMethod | null>;
  setDefault(customer: string, ref: string): Promise<void>;
  /** Removes the payment method. One that is already removed is no error. */
  detach(ref: string, attempt: Attempt): Promise<void>;
  /** Deletes the customer with all payment methods. One that is already deleted is no error. */
  forget(customer: string): Promise<void>;
}
