import { createIntent, createParams } from '../payment-intents/create.ts';
import type { InvoiceRecord, SubscriptionRecord } from '../records/billing.ts';
import type { PaymentMethodRecord } from '../records/payments.ts';
import { readParams } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import type { Work } from '../work/work.ts';
import { periodOf } from '../subscriptions/period.ts';

/** Time for which the invoice of a renewal stays a draft. */
const draftS = 3_600;

/** Creates the invoice of a subscription's current period. That of a renewal is finalised after an hour. */
export function draftInvoice(
  work: Work,
  subscription: SubscriptionRecord,
  billingReason: InvoiceRecord['billingReason'],
): InvoiceRecord {
  const price = work.view.get('prices', subscription.price)!;
  const { start, end } = periodOf(subscription, price.recurring);
  const collectAt = billingReason === 'subscription_cycle' ? start + draftS : null;
  const invoice = work.put('invoices', {
    id: randomId('in'),
    account: subscription.account,
    createdAt: work.now,
    status: 'draft',
    number: null,
    customer: subscription.customer,
    subscription: subscription.id,
    price: price.id,
    quantity: subscription.quantity,
    currency: price.currency,
    amount: price.unitAmount * subscription.quantity,
    billingReason,
    periodStart: start,
    periodEnd: end,
    attemptCount: 0,
    nextPaymentAttempt: collectAt,
    intent: null,
    payment: null,
    metadata: subscription.metadata,
    finalizedAt: null,
    paidAt: null,
    voidedAt: null,
  });
  work.tell('invoice.created', 'invoices', invoice);
  if (collectAt !== null) work.setAlarm('finalize-invoice', invoice.id, collectAt);
  return invoice;
}

/** The intent that pays an invoice. Stripe sets the card up for later periods with it. */
function intentFor(work: Work, invoice: InvoiceRecord, method: PaymentMethodRecord | null) {
  const what = invoice.billingReason === 'subscription_create' ? 'creation' : 'update';
  const sent = readParams(createParams, {
    amount: String(invoice.amount),
    currency: invoice.currency,
    customer: invoice.customer,
    description: `Subscription ${what}`,
    payment_method_types: { 0: 'card' },
    setup_future_usage: 'off_session',
    ...(method ? { payment_method: method.id } : {}),
  });
  return work.put('intents', { ...createIntent(work, sent), invoice: invoice.id });
}

/** Opens a draft for payment. */
export function finalizeInvoice(work: Work, draft: InvoiceRecord, method: PaymentMethodRecord | null): InvoiceRecord {
  const intent = intentFor(work, draft, method);
  const payment = work.put('invoicePayments', {
    id: randomId('inpay'),
    account: draft.account,
    createdAt: work.now,
    status: 'open',
    invoice: draft.id,
    intent: intent.id,
    amount: draft.amount,
    currency: draft.currency,
    paidAt: null,
    canceledAt: null,
  });
  const invoice = work.put('invoices', {
    ...draft,
    status: 'open',
    number: `${draft.customer.slice(-8).toUpperCase()}-${draft.id.slice(-6).toUpperCase()}`,
    intent: intent.id,
    payment: payment.id,
    finalizedAt: work.now,
  });
  work.tell('invoice.finalized', 'invoices', invoice);
  return invoice;
}
