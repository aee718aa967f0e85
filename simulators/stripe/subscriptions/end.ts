import { voidInvoice } from '../invoices/void.ts';
import type { SubscriptionRecord } from '../records/billing.ts';
import type { Work } from '../work/work.ts';

export const hasEnded = ({ status }: SubscriptionRecord): boolean =>
  status === 'canceled' || status === 'incomplete_expired';

function stopCollecting(work: Work, { id, latestInvoice }: SubscriptionRecord): void {
  for (const name of ['renew-subscription', 'expire-subscription'] as const) work.clearAlarm(name, id);
  const invoice = latestInvoice === null ? undefined : work.view.get('invoices', latestInvoice);
  if (invoice === undefined || (invoice.status !== 'open' && invoice.status !== 'draft')) return;
  for (const name of ['finalize-invoice', 'retry-invoice'] as const) work.clearAlarm(name, invoice.id);
  work.put('invoices', { ...invoice, nextPaymentAttempt: null });
}

/** Ends a subscription. An unpaid invoice stays open and is not collected any more. */
export function cancelSubscription(
  work: Work,
  subscription: SubscriptionRecord,
  reason: SubscriptionRecord['cancellationReason'],
): SubscriptionRecord {
  if (subscription.status === 'incomplete') return expireSubscription(work, subscription);
  stopCollecting(work, subscription);
  const canceled = work.put('subscriptions', {
    ...subscription,
    status: 'canceled',
    canceledAt: subscription.canceledAt ?? work.now,
    endedAt: work.now,
    cancellationReason: subscription.cancellationReason ?? reason,
  });
  work.tell('customer.subscription.deleted', 'subscriptions', canceled);
  return canceled;
}

/** Ends a subscription whose first invoice was not paid. The invoice is void, so that it cannot be paid any more. */
export function expireSubscription(work: Work, subscription: SubscriptionRecord): SubscriptionRecord {
  stopCollecting(work, subscription);
  const invoice = work.view.get('invoices', subscription.latestInvoice!)!;
  if (invoice.status === 'open') voidInvoice(work, invoice);
  const expired = work.put('subscriptions', { ...subscription, status: 'incomplete_expired', endedAt: work.now });
  work.tell('customer.subscription.updated', 'subscriptions', expired, subscription);
  return expired;
}
