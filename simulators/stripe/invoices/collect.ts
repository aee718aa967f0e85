import { confirmIntent } from '../payment-intents/confirm.ts';
import type { InvoiceRecord } from '../records/billing.ts';
import { defaultMethodOf } from '../subscriptions/default-method.ts';
import { cancelSubscription } from '../subscriptions/end.ts';
import type { Work } from '../work/work.ts';
import { afterFailedPayment } from './follow-intent.ts';
import { finalizeInvoice } from './new-invoice.ts';

const dayS = 86_400;

/** Days between the attempts to charge an invoice. After the last one the subscription is cancelled. */
const retryDays = [3, 5, 7];

/** The next attempt, or the end of the subscription. It counts from the attempt before, not from the time of this work. */
function afterAttempt(work: Work, invoice: InvoiceRecord, triedAt: number): void {
  const days = retryDays[invoice.attemptCount - 1];
  if (days === undefined) {
    work.put('invoices', { ...invoice, nextPaymentAttempt: null });
    cancelSubscription(work, work.view.get('subscriptions', invoice.subscription)!, 'payment_failed');
    return;
  }
  const next = triedAt + days * dayS;
  const waiting = work.put('invoices', { ...invoice, nextPaymentAttempt: next });
  work.tell('invoice.updated', 'invoices', waiting, invoice);
  work.setAlarm('retry-invoice', invoice.id, next);
}

/** Charges an open invoice without the customer. */
export function collectInvoice(work: Work, id: string): void {
  const open = work.view.get('invoices', id);
  if (open?.status !== 'open') return;
  const invoice = work.put('invoices', { ...open, attemptCount: open.attemptCount + 1 });
  const method = defaultMethodOf(work, work.view.get('subscriptions', invoice.subscription)!);
  const intent = work.view.get('intents', invoice.intent!)!;
  if (method) confirmIntent(work, intent, method, { offSession: true, errorOnAction: false });
  else afterFailedPayment(work, intent);
  const after = work.view.get('invoices', id)!;
  if (after.status === 'open') afterAttempt(work, after, open.nextPaymentAttempt ?? work.now);
}

/** Opens the draft of a renewal, and charges it. */
export function finalizeAndCollect(work: Work, id: string): void {
  const draft = work.view.get('invoices', id);
  if (draft?.status !== 'draft') return;
  finalizeInvoice(work, draft, null);
  collectInvoice(work, id);
}
