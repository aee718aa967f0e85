import type { ObjectKind } from '../records/kinds.ts';
import { renderInvoicePayment } from '../invoices/render.ts';
import { renderRefund } from '../refunds/render.ts';
import type { View } from '../simulator.ts';
import { InvalidParams } from '../wire/api-error.ts';
import { wholeList } from './list.ts';
import { render } from './render.ts';

type Json = Record<string, unknown>;

/** The kind of object by the prefix of its id. */
const kindOfPrefix: Readonly<Record<string, ObjectKind>> = {
  pi: 'intents',
  ch: 'charges',
  re: 'refunds',
  cus: 'customers',
  pm: 'paymentMethods',
  dp: 'disputes',
  acct: 'accounts',
  tr: 'transfers',
  trr: 'reversals',
  po: 'payouts',
  txn: 'balanceTransactions',
  prod: 'products',
  price: 'prices',
  sub: 'subscriptions',
  in: 'invoices',
  inpay: 'invoicePayments',
};

const cannot = (path: string): InvalidParams =>
  new InvalidParams(
    `This property cannot be expanded (${path}). You may want to try expanding its parent, or check the spelling.`,
    { param: 'expand' },
  );

function objectOf(id: string, path: string, view: View, now: number): Json {
  const kind = kindOfPrefix[id.slice(0, id.indexOf('_'))];
  const record = kind && view.get(kind, id);
  if (!kind || !record) throw cannot(path);
  return render(kind, record, view, now);
}

/** A charge does not contain its refunds unless they are expanded. */
function refundsOf(charge: Json, view: View): unknown {
  const { id, refunds = [] } = view.get('charges', String(charge.id)) ?? {};
  const records = refunds.flatMap((refund) => view.get('refunds', refund) ?? []);
  return wholeList(`/v1/charges/${id}/refunds`, records.map(renderRefund).toReversed());
}

/** An invoice does not contain its payments and their secret unless they are expanded. */
function includeInInvoice(invoice: Json, name: string, view: View): void {
  const record = view.get('invoices', String(invoice.id));
  const payment = record?.payment ? view.get('invoicePayments', record.payment) : undefined;
  if (name === 'payments') {
    const payments = payment ? [renderInvoicePayment(payment)] : [];
    invoice.payments ??= wholeList(`/v1/invoice_payments?invoice=${String(invoice.id)}`, payments);
  } else if (name === 'confirmation_secret') {
    const intent = payment && view.get('intents', payment.intent);
    invoice.confirmation_secret ??= intent ? { client_secret: intent.clientSecret, type: 'payment_intent' } : null;
  }
}

function expandOne(into: Json, segments: readonly string[], path: string, view: View, now: number): void {
  const [name, ...rest] = segments as [string, ...string[]];
  if (into.object === 'charge' && name === 'refunds') into.refunds ??= refundsOf(into, view);
  if (into.object === 'invoice') includeInInvoice(into, name, view);
  const value = into[name];
  if (value === undefined || typeof value === 'number' || typeof value === 'boolean') throw cannot(path);
  if (Array.isArray(value)) {
    if (rest.length === 0) throw cannot(path);
    for (const item of value as Json[]) expandOne(item, rest, path, view, now);
    return;
  }
  if (value === null) return;
  const object = typeof value === 'string' ? objectOf(value, path, view, now) : (value as Json);
  into[name] = object;
  if (rest.length > 0) expandOne(object, rest, path, view, now);
}

/** Replaces ids by objects at `paths`, such as `latest_charge.balance_transaction`. */
export function expand(answer: unknown, paths: readonly string[], view: View, now: number): unknown {
  for (const path of paths) expandOne(answer as Json, path.split('.'), path, view, now);
  return answer;
}
