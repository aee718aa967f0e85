import { draftInvoice } from '../invoices/new-invoice.ts';
import type { SubscriptionRecord } from '../records/billing.ts';
import type { Work } from '../work/work.ts';
import { cancelSubscription } from './end.ts';
import { periodOf } from './period.ts';

/** Schedules the end of the current period. */
export function watchPeriod(work: Work, subscription: SubscriptionRecord): void {
  const { recurring } = work.view.get('prices', subscription.price)!;
  work.setAlarm('renew-subscription', subscription.id, periodOf(subscription, recurring).end);
}

/** The end of a period: the next one begins with an invoice, or the subscription ends as requested. */
export function renewSubscription(work: Work, id: string): void {
  const subscription = work.view.get('subscriptions', id);
  if (subscription?.status !== 'active' && subscription?.status !== 'past_due') return;
  if (subscription.cancelAtPeriodEnd) {
    cancelSubscription(work, subscription, 'cancellation_requested');
    return;
  }
  const next = { ...subscription, cycle: subscription.cycle + 1 };
  const invoice = draftInvoice(work, next, 'subscription_cycle');
  const renewed = work.put('subscriptions', { ...next, latestInvoice: invoice.id });
  watchPeriod(work, renewed);
  work.tell('customer.subscription.updated', 'subscriptions', renewed, subscription);
}
