import { cancelIntent } from '../payment-intents/end.ts';
import type { InvoiceRecord } from '../records/billing.ts';
import type { Work } from '../work/work.ts';

/** Voids an open invoice and cancels its intent. */
export function voidInvoice(work: Work, invoice: InvoiceRecord): InvoiceRecord {
  work.clearAlarm('retry-invoice', invoice.id);
  const voided = work.put('invoices', { ...invoice, status: 'void', voidedAt: work.now, nextPaymentAttempt: null });
  const payment = work.view.get('invoicePayments', invoice.payment!)!;
  work.put('invoicePayments', { ...payment, status: 'canceled', canceledAt: work.now });
  cancelIntent(work, work.view.get('intents', invoice.intent!)!, 'void_invoice');
  work.tell('invoice.voided', 'invoices', voided);
  return voided;
}
