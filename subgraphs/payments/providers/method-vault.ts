import type { Attempt } from './provider.ts';

/** A card as its provider shows it. */
export interface ProviderMethod {
  /** What the provider calls it. */
  ref: string;
  /** Such as `visa`. */
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
}

/**
 * Where a provider keeps payment methods of people for later. Asking again under the key of an `Attempt` has no second
 * effect. Throws as `PaymentProvider` does: `ProviderUnavailable` or `ProviderRefusal`, such as for a card that its bank
 * does not let be saved.
 */
export interface MethodVault {
  /** Makes the person known to the provider, by nothing but our id of them; answers what it calls them. */
  createCustomer(userId: string, attempt: Attempt): Promise<string>;
  /** Keeps what `token` stands for with the customer. */
  attach(wish: { customer: string; token: string }, attempt: Attempt): Promise<ProviderMethod>;
  /** All that are kept with the customer, at most a hundred, newest first. */
  list(customer: string): Promise<readonly ProviderMethod[]>;
  /** Null when it is not kept with that customer any more. */
  fetch(customer: string, ref: string): Promise<ProviderMethod | null>;
  setDefault(customer: string, ref: string): Promise<void>;
  /** Lets go of it for good. One that is gone already is as good. */
  detach(ref: string, attempt: Attempt): Promise<void>;
  /** Removes the customer with all that is kept with them. One that is gone already is as good. */
  forget(customer: string): Promise<void>;
}
