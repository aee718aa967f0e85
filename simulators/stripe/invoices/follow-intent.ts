import type { InvoiceRecord, SubscriptionRecord } from '../records/billing.ts';
import type { IntentRecord } from '../records/payments.ts';
import type { Work } from '../work/work.ts';

function openInvoiceOf(work: Work, { invoice: id }: IntentRecord): InvoiceRecord | null {
  const invoice = id === undefined ? undefined : work.view.get('invoices', id);
  return invoice?.status === 'open' ? invoice : null;
}

/** The subscription whose latest invoice this is. An older invoice does not change it. */
function subscriptionOf(work: Work, { id, subscription }: InvoiceRecord): SubscriptionRecord | null {
  const found = work.view.get('subscriptions', subscription)!;
  return found.latestInvoice === id ? found : null;
}

function changeSubscription(work: Work, before: SubscriptionRecord, changes: Partial<SubscriptionRecord>): void {
  const after = work.put('subscriptions', { ...before, ...changes });
  work.tell('customer.subscription.updated', 'subscriptions', after, before);
}

/** The intent of an invoice has succeeded: the invoice is paid and its subscription active. */
export function afterPayment(work: Work, intent: IntentRecord): void {
  const invoice = openInvoiceOf(work, intent);
  if (invoice === null) return;
  work.clearAlarm('retry-invoice', invoice.id);
  const payment = work.view.get('invoicePayments', invoice.payment!)!;
  work.put('invoicePayments', { ...payment, status: 'paid', paidAt: work.now });
  const paid = work.put('invoices', { ...invoice, status: 'paid', paidAt: work.now, nextPaymentAttempt: null });
  work.tell('invoice.paid', 'invoices', paid);
  work.tell('invoice.payment_succeeded', 'invoices', paid);
  const subscription = subscriptionOf(work, paid);
  if (subscription === null) return;
  const isUnpaid = subscription.status === 'incomplete' || subscription.status === 'past_due';
  const method = subscription.savesMethod ? intent.paymentMethod : subscription.defaultPaymentMethod;
  if (subscription.status === 'incomplete') work.clearAlarm('expire-subscription', subscription.id);
  if (isUnpaid) changeSubscription(work, subscription, { status: 'active', defaultPaymentMethod: method });
}

/** The intent of an invoice was declined. A subscription that was active is past due; a new one stays incomplete. */
export function afterFailedPayment(work: Work, intent: IntentRecord): void {
  const invoice = openInvoiceOf(work, intent);
  if (invoice === null) return;
  work.tell('invoice.payment_failed', 'invoices', invoice);
  if (intent.lastFailure?.code === 'authentication_required') afterAction(work, intent);
  const subscription = subscriptionOf(work, invoice);
  if (subscription?.status === 'active') changeSubscription(work, subscription, { status: 'past_due' });
}

/** The customer must confirm the payment of an invoice. */
export function afterAction(work: Work, intent: IntentRecord): void {
  const invoice = openInvoiceOf(work, intent);
  if (invoice !== null) work.tell('invoice.payment_action_required', 'invoices', invoice);
}
