import { serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { applySubscriptionReport } from '../domain/apply-subscription-report.ts';
import type { ProviderName } from '../domain/payment.ts';
import { isOver, type Subscription, type SubscriptionReport } from '../domain/subscription.ts';
import { type PaymentsServices, subscriptionsOf } from '../services.ts';
import {
  findKnownOf,
  findSubscription,
  findSubscriptionOfPayment,
  findSubscriptionsOfCard,
  saveSubscription,
} from '../store/subscriptions.ts';
import { maxRounds } from './settle-calls.ts';

/** Applies a report to the subscription as it was read. Null when another process has changed it since. */
async function apply(
  services: PaymentsServices,
  subscription: Subscription,
  seen: SubscriptionReport,
  trail: EventTrail,
): Promise<{ after: Subscription; isChanged: boolean } | null> {
  const known = await findKnownOf(services.db, subscription.id);
  const change = applySubscriptionReport(subscription, seen, known, trail, services.settings.funds);
  if (change === null) return { after: subscription, isChanged: false };
  return (await saveSubscription(services.db, change)) ? { after: change.after, isChanged: true } : null;
}

/** The invoices of which something went back: a refund that fails leaves no trace at its payment. */
async function reversedOf(services: PaymentsServices, { id }: Subscription): Promise<ReadonlySet<string>> {
  const { reversals } = await findKnownOf(services.db, id);
  return new Set(reversals.map(({ invoice }) => invoice));
}

export async function reread(services: PaymentsServices, { id }: Subscription): Promise<Subscription> {
  const found = await findSubscription(services.db, { id });
  if (found === null) throw new Error(`Subscription ${id} does not exist any more.`);
  return found;
}

/**
 * Saves the answer to the request. A subscription that has changed meanwhile gets its id at the provider nevertheless; one
 * that has an id is read from the provider again.
 */
export async function settleSubscription(
  services: PaymentsServices,
  subscription: Subscription,
  seen: SubscriptionReport,
  trail: EventTrail,
): Promise<Subscription> {
  let current = subscription;
  for (let round = 0; round < maxRounds; round += 1) {
    const applied = await apply(services, current, seen, trail);
    if (applied !== null) return applied.after;
    current = await reread(services, current);
    if (current.providerRef !== null) return refreshSubscription(services, current, trail);
  }
  throw serviceUnavailable();
}

/**
 * Asks the provider until the subscription is as the provider says. An answer counts only when the subscription is the same
 * as before the question. After a change the provider is asked once more: this answer may have been older than one that
 * another process has found nothing new in.
 */
export async function refreshSubscription(
  services: PaymentsServices,
  subscription: Subscription,
  trail: EventTrail,
): Promise<Subscription> {
  return isOver(subscription) ? subscription : readSubscription(services, subscription, trail);
}

/** As `refreshSubscription`. One that is over is read, too: its last invoice can be paid late. */
export async function readSubscription(
  services: PaymentsServices,
  subscription: Subscription,
  trail: EventTrail,
): Promise<Subscription> {
  let current = subscription;
  for (let round = 0; round < maxRounds; round += 1) {
    if (current.providerRef === null) return current;
    const seen = await subscriptionsOf(services, current).fetch(
      current.providerRef,
      await reversedOf(services, current),
    );
    const applied = await apply(services, current, seen, trail);
    if (applied !== null && !applied.isChanged) return current;
    current = applied?.after ?? (await reread(services, current));
  }
  throw serviceUnavailable();
}

const notMade: SubscriptionReport = {
  ref: null,
  status: 'failed',
  endsWithPeriod: false,
  card: null,
  action: null,
  failure: null,
  paid: [],
  reversals: [],
};

/**
 * Gives up a first payment: it fails, unless it was made before. One that the provider has no saved id of was never
 * confirmed, so that it charges nothing.
 */
export async function abandonSubscription(
  services: PaymentsServices,
  subscription: Subscription,
  trail: EventTrail,
  failure: SubscriptionReport['failure'] = null,
): Promise<Subscription> {
  const { providerRef } = subscription;
  const seen = providerRef === null ? notMade : await subscriptionsOf(services, subscription).giveUp(providerRef);
  return settleSubscription(services, subscription, { ...seen, failure: failure ?? seen.failure }, trail);
}

/** Follows a webhook about a subscription or one of its invoices. Those of other software are ignored. */
export async function syncSubscription(services: PaymentsServices, ref: string, trail: EventTrail): Promise<void> {
  const found = await findSubscription(services.db, { provider: 'stripe', providerRef: ref });
  if (found !== null) await readSubscription(services, found, trail);
}

/** Follows a webhook about a refund or dispute by its payment. Payments of other software are ignored. */
export async function syncSubscriptionOfPayment(
  services: PaymentsServices,
  paymentRef: string,
  trail: EventTrail,
): Promise<void> {
  const found = await findSubscriptionOfPayment(services.db, { provider: 'stripe', paymentRef });
  if (found !== null) await readSubscription(services, found, trail);
}

/** Follows the removal of a card: an event reports that it pays no more. */
export async function syncSubscriptionsOfCard(
  services: PaymentsServices,
  card: { provider: ProviderName; methodRef: string },
  trail: EventTrail,
): Promise<void> {
  for (const found of await findSubscriptionsOfCard(services.db, card)) await readSubscription(services, found, trail);
}
