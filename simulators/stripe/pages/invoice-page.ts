import { html } from '@soko/simulator-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { confirmIntent } from '../payment-intents/confirm.ts';
import { onSession } from '../payment-intents/authorise.ts';
import { renderIntent } from '../payment-intents/render.ts';
import type { InvoiceRecord } from '../records/billing.ts';
import type { IntentRecord } from '../records/payments.ts';
import type { Simulator } from '../simulator.ts';
import { defaultMethodOf } from '../subscriptions/default-method.ts';
import { invoicePage } from '../invoices/invoice-page-path.ts';
import { beginWork, type Work } from '../work/work.ts';
import { sendPage } from './hosted-page.ts';
import { money } from './money.ts';

interface Asked {
  Params: { id: string; key: string };
}

const question = ({ amount, currency }: IntentRecord) =>
  html`<p class="amount">${money(amount, currency)}</p>
    <form method="post"><button>Pay by the card of the subscription</button></form>`;

/** Charges the card with the customer present. Their bank may ask them on its own page. */
function pay(work: Work, { subscription }: InvoiceRecord, intent: IntentRecord): IntentRecord | null {
  const method = defaultMethodOf(work, work.view.get('subscriptions', subscription)!);
  return method === undefined ? null : confirmIntent(work, { ...intent, returnUrl: null }, method, onSession).intent;
}

async function answer(reply: FastifyReply, paid: IntentRecord | null, { view }: Work): Promise<void> {
  if (paid === null) return sendPage(reply, 'No card', html`<p>The subscription has no card.</p>`);
  const script = renderIntent(paid, view).next_action?.use_stripe_sdk as { stripe_js?: string } | undefined;
  if (script?.stripe_js !== undefined) return void (await reply.redirect(script.stripe_js, 303));
  if (paid.status === 'succeeded') return sendPage(reply, 'Paid', html`<p>You can close this page.</p>`);
  return sendPage(reply, 'Declined', html`<p>${paid.lastFailure?.message ?? 'Your card was declined.'}</p>`);
}

/** Stripe's page of an invoice (`hosted_invoice_url`), on which its customer pays what a renewal could not charge. */
export function addInvoicePage(app: FastifyInstance, simulator: Simulator): void {
  const asked = ({ id, key }: Asked['Params']): { invoice: InvoiceRecord; intent: IntentRecord } | null => {
    const invoice = simulator.records.get('invoices', id);
    const intent = invoice?.intent ? simulator.records.get('intents', invoice.intent) : undefined;
    return invoice && intent && invoicePage(invoice, intent) === `/invoice/${id}/${key}` ? { invoice, intent } : null;
  };
  const missing = (reply: FastifyReply) => sendPage(reply, 'Not found', html`<p>There is no such invoice.</p>`, 404);
  const over = (reply: FastifyReply, { status }: InvoiceRecord) =>
    sendPage(reply, 'Nothing to pay', html`<p>The invoice is ${status}.</p>`);

  app.get<Asked>('/invoice/:id/:key', async ({ params }, reply) => {
    const found = asked(params);
    if (found === null) return missing(reply);
    if (found.invoice.status !== 'open') return over(reply, found.invoice);
    return sendPage(reply, 'Pay your invoice', question(found.intent));
  });

  app.post<Asked>('/invoice/:id/:key', async ({ params }, reply) => {
    const found = asked(params);
    if (found === null) return missing(reply);
    if (found.invoice.status !== 'open') return over(reply, found.invoice);
    const work = beginWork(simulator, found.intent.account);
    const paid = pay(work, found.invoice, found.intent);
    work.commit();
    return answer(reply, paid, work);
  });
}
