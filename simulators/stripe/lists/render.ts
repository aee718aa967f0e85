import { renderAccount } from '../accounts/render.ts';
import { renderBalanceTransaction } from '../balance/render.ts';
import { renderCharge } from '../charges/render.ts';
import { renderCustomer } from '../customers/render.ts';
import { renderDispute } from '../disputes/render.ts';
import { renderFile } from '../files/render.ts';
import { renderInvoice, renderInvoicePayment } from '../invoices/render.ts';
import { renderIntent } from '../payment-intents/render.ts';
import { renderPaymentMethod } from '../payment-methods/render.ts';
import { renderPayout } from '../payouts/render.ts';
import { renderPrice } from '../prices/render.ts';
import { renderProduct } from '../products/render.ts';
import type { ObjectKind, ObjectKinds } from '../records/kinds.ts';
import { renderRefund } from '../refunds/render.ts';
import type { View } from '../simulator.ts';
import { renderSubscription } from '../subscriptions/render.ts';
import { renderReversal, renderTransfer } from '../transfers/render.ts';

type Renderers = {
  [Kind in ObjectKind]: (record: ObjectKinds[Kind], view: View, now: number) => { object: string };
};

const renderers: Renderers = {
  intents: renderIntent,
  charges: renderCharge,
  refunds: renderRefund,
  customers: renderCustomer,
  paymentMethods: renderPaymentMethod,
  disputes: renderDispute,
  files: renderFile,
  accounts: renderAccount,
  transfers: renderTransfer,
  reversals: renderReversal,
  payouts: renderPayout,
  products: renderProduct,
  prices: renderPrice,
  subscriptions: renderSubscription,
  invoices: renderInvoice,
  invoicePayments: renderInvoicePayment,
  balanceTransactions: (record, _view, now) => renderBalanceTransaction(record, now),
};

/** Stripe's object of a record. */
export const render = <Kind extends ObjectKind>(
  kind: Kind,
  record: ObjectKinds[Kind],
  view: View,
  now: number,
): { object: string } => renderers[kind](record, view, now);
