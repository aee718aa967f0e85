import type { Failure } from '../domain/collection.ts';
import type { SubscriptionReport } from '../domain/subscription.ts';
import type { Attempt } from './attempt.ts';

export interface SubscribeRequest {
  /** Id of the subscription. */
  id: string;
  /** What is paid for, as the provider names it to the payer. */
  description: string;
  amountMinor: bigint;
  currency: string;
  /** Ids at the provider of the payer and of the saved card. */
  customerRef: string;
  methodRef: string;
}

/**
 * Subscriptions that a provider charges every month. Throws as `FundsProvider` does. A repeat of `create` and `confirm` for
 * the same id has no second effect.
 */
export interface Subscriptions {
  /** Creates a subscription that charges nothing before it is confirmed, and expires by itself. Returns its id. */
  create(request: SubscribeRequest, attempt: Attempt): Promise<string>;
  /** Charges the first month, with the payer present. `fetch` reads whether the card was declined. */
  confirm(ref: string, request: Pick<SubscribeRequest, 'methodRef'>, attempt: Attempt): Promise<void>;
  /**
   * Reads the state. A first payment that was declined ends the subscription, so that it cannot be paid any more. `reversed` has
   * ids of invoices whose refunds and disputes are read in any case; those of others where their payment has some.
   */
  fetch(ref: string, reversed: ReadonlySet<string>): Promise<SubscriptionReport>;
  /** Makes sure that a first payment that was not made cannot be made any more, and reads the state. */
  giveUp(ref: string): Promise<SubscriptionReport>;
  /** Ends it with the period that is paid for, and now when the one that runs is not paid. Or has it go on. */
  setEndsWithPeriod(ref: string, ends: boolean): Promise<void>;
  /**
   * Has another card of the customer pay, and charges at once what was not paid. Returns why the card was declined. The payer
   * can confirm the payment in `presence`. A repeat charges nothing that was paid.
   */
  setCard(ref: string, methodRef: string, presence: 'present' | 'absent'): Promise<Failure | null>;
  /** Ends it now, and what it was not paid for is not charged any more. No effect on one that has ended. */
  end(ref: string): Promise<void>;
}
