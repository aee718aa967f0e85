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
 * Subscriptions that a provider charges every month. Throws as `FundsProvider` does. A repeat of `start` for the same id has
 * no second effect.
 */
export interface Subscriptions {
  /** Creates a subscription and charges the first month, with the payer present. A declined card is a result. */
  start(request: SubscribeRequest, attempt: Attempt): Promise<SubscriptionReport>;
  /** Reads the state. A first payment that was declined ends the subscription, so that it cannot be paid any more. */
  fetch(ref: string): Promise<SubscriptionReport>;
  /** Ends it with the period that is paid for, or goes on after it. */
  setEndsWithPeriod(ref: string, ends: boolean): Promise<void>;
  /** Ends it now. No effect on one that has ended. */
  end(ref: string): Promise<void>;
}
