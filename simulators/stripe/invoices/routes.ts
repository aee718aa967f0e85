import { answerList, listParams } from '../lists/list.ts';
import { confirmIntent, declined } from '../payment-intents/confirm.ts';
import { cancelIntent } from '../payment-intents/end.ts';
import type { InvoiceRecord } from '../records/billing.ts';
import { ApiError, refused } from '../wire/api-error.ts';
import { choice, flag, leftOut, nested, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { defaultMethodOf } from '../subscriptions/default-method.ts';
import { requireOwnMethod } from '../subscriptions/create.ts';
import { expireSubscription } from '../subscriptions/end.ts';
import { findInPath } from '../work/find.ts';
import type { Work } from '../work/work.ts';
import { afterPayment } from './follow-intent.ts';
import { renderInvoice, renderInvoicePayment } from './render.ts';
import { voidInvoice } from './void.ts';

function requireOpen({ status }: InvoiceRecord, what: string): void {
  if (status === 'open') return;
  throw refused(
    status === 'paid' ? 'Invoice is already paid' : `You can only ${what} an open invoice. This invoice is ${status}.`,
  );
}

/** Charges an open invoice at the caller's request, by default without the customer. */
function payInvoice(
  work: Work,
  invoice: InvoiceRecord,
  sent: { method: string | null | undefined; offSession: boolean },
) {
  requireOpen(invoice, 'pay');
  const subscription = work.view.get('subscriptions', invoice.subscription)!;
  const method = sent.method
    ? requireOwnMethod(work, sent.method, invoice.customer)
    : (defaultMethodOf(work, subscription) ?? null);
  const attempt = { offSession: sent.offSession, errorOnAction: false };
  const attempted = confirmIntent(work, work.view.get('intents', invoice.intent!)!, method, attempt);
  if (attempted.failure) throw declined(work, attempted);
  if (attempted.intent.status !== 'succeeded')
    throw new ApiError(
      402,
      {
        type: 'card_error',
        code: 'invoice_payment_intent_requires_action',
        message: 'This payment requires additional user action before it can be completed successfully.',
      },
      { keepsWork: true },
    );
}

/** The customer paid in another way, such as in cash: the invoice is paid, and its intent is canceled. */
function payElsewhere(work: Work, invoice: InvoiceRecord): void {
  requireOpen(invoice, 'pay');
  const intent = work.view.get('intents', invoice.intent!)!;
  afterPayment(work, intent);
  const payment = work.view.get('invoicePayments', invoice.payment!)!;
  work.put('invoicePayments', { ...payment, status: 'canceled', paidAt: null, canceledAt: work.now });
  cancelIntent(work, intent, null);
}

const read = (work: Work, id: string) => renderInvoice(work.view.get('invoices', id)!, work.view);

export const invoiceRoutes: readonly Route[] = [
  route(
    'GET',
    '/v1/invoices',
    {
      ...listParams,
      customer: text(),
      subscription: text(),
      status: choice('draft', 'open', 'paid', 'uncollectible', 'void'),
    },
    (call) => {
      const { customer, subscription, status } = call.params;
      return answerList(
        call,
        'invoices',
        (record) =>
          (!customer || record.customer === customer) &&
          (!subscription || record.subscription === subscription) &&
          (!status || record.status === status),
        (record) => renderInvoice(record, call.work.view),
      );
    },
  ),
  route('GET', '/v1/invoices/:id', {}, ({ work, path }) => read(work, findInPath(work, 'invoices', path.id!).id)),
  route(
    'POST',
    '/v1/invoices/:id/pay',
    {
      payment_method: text(),
      off_session: flag,
      paid_out_of_band: flag,
      mandate: leftOut,
      source: leftOut,
      forgive: leftOut,
    },
    ({ work, path, params }) => {
      const invoice = findInPath(work, 'invoices', path.id!);
      if (params.paid_out_of_band) payElsewhere(work, invoice);
      else payInvoice(work, invoice, { method: params.payment_method, offSession: params.off_session ?? true });
      return read(work, invoice.id);
    },
  ),
  route('POST', '/v1/invoices/:id/void', {}, ({ work, path }) => {
    const invoice = findInPath(work, 'invoices', path.id!);
    requireOpen(invoice, 'void');
    const subscription = work.view.get('subscriptions', invoice.subscription)!;
    if (subscription.status === 'incomplete') expireSubscription(work, subscription);
    else voidInvoice(work, invoice);
    return read(work, invoice.id);
  }),
  route(
    'GET',
    '/v1/invoice_payments',
    {
      ...listParams,
      invoice: text(),
      status: choice('open', 'paid', 'canceled'),
      payment: nested({ type: text(), payment_intent: text() }),
    },
    (call) => {
      const { invoice, status, payment } = call.params;
      return answerList(
        call,
        'invoicePayments',
        (record) =>
          (!invoice || record.invoice === invoice) &&
          (!status || record.status === status) &&
          (!payment?.payment_intent || record.intent === payment.payment_intent),
        renderInvoicePayment,
      );
    },
  ),
  route('GET', '/v1/invoice_payments/:id', {}, ({ work, path }) =>
    renderInvoicePayment(findInPath(work, 'invoicePayments', path.id!)),
  ),
];
