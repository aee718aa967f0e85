import type { ObjectKind, ObjectKinds } from '../records/kinds.ts';
import { type ApiError, noSuch } from '../wire/api-error.ts';
import type { Work } from './work.ts';

const names: Record<ObjectKind, string> = {
  intents: 'payment_intent',
  charges: 'charge',
  refunds: 'refund',
  customers: 'customer',
  paymentMethods: 'PaymentMethod',
  disputes: 'dispute',
  files: 'file upload',
  accounts: 'account',
  transfers: 'transfer',
  reversals: 'transfer_reversal',
  payouts: 'payout',
  balanceTransactions: 'balance transaction',
  products: 'product',
  prices: 'price',
  subscriptions: 'subscription',
  invoices: 'invoice',
  invoicePayments: 'invoice_payment',
};

/** Stripe's name of the path's parameter in errors. */
const pathParams: Partial<Record<ObjectKind, string>> = {
  intents: 'intent',
  paymentMethods: 'payment_method',
  disputes: 'dispute',
  transfers: 'transfer',
  payouts: 'payout',
};

function find<Kind extends ObjectKind>(work: Work, kind: Kind, id: string, missing: () => ApiError): ObjectKinds[Kind] {
  const record = work.view.get(kind, id);
  // An object of another account is treated as missing.
  if (!record || record.account !== work.account) throw missing();
  return record;
}

/** The object that the path names. Throws a 404. */
export const findInPath = <Kind extends ObjectKind>(work: Work, kind: Kind, id: string): ObjectKinds[Kind] =>
  find(work, kind, id, () => noSuch(names[kind], id, pathParams[kind] ?? 'id'));

/** The object that the parameter `param` names. Throws a 400. */
export const findInParam = <Kind extends ObjectKind>(
  work: Work,
  kind: Kind,
  id: string,
  param: string,
): ObjectKinds[Kind] => find(work, kind, id, () => noSuch(names[kind], id, param, 400));
