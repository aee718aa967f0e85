import type Stripe from 'stripe';
import { wholeList } from '../lists/list.ts';
import type { InvoicePaymentRecord, InvoiceRecord } from '../records/billing.ts';
import { invoicePage } from './invoice-page-path.ts';
import type { View } from '../simulator.ts';

export const renderInvoicePayment = (record: InvoicePaymentRecord): Stripe.InvoicePayment => ({
  id: record.id,
  object: 'invoice_payment',
  amount_paid: record.status === 'paid' ? record.amount : null,
  amount_requested: record.amount,
  created: record.createdAt,
  currency: record.currency,
  invoice: record.invoice,
  is_default: true,
  livemode: false,
  payment: { payment_intent: record.intent, type: 'payment_intent' },
  status: record.status,
  status_transitions: { canceled_at: record.canceledAt, paid_at: record.paidAt },
});

function renderLine(record: InvoiceRecord, view: View): Stripe.InvoiceLineItem {
  const { product, unitAmount } = view.get('prices', record.price)!;
  const { itemId } = view.get('subscriptions', record.subscription)!;
  return {
    id: `il_${record.id.slice(3)}`,
    object: 'line_item',
    amount: record.amount,
    currency: record.currency,
    description: `${record.quantity} × ${view.get('products', product)!.name}`,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: record.id,
    livemode: false,
    metadata: record.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: record.subscription,
        subscription_item: itemId,
      },
      type: 'subscription_item_details',
    },
    period: { end: record.periodEnd, start: record.periodStart },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: record.price, product },
      type: 'price_details',
      unit_amount_decimal: String(unitAmount) as unknown as Stripe.InvoiceLineItem.Pricing['unit_amount_decimal'],
    },
    quantity: record.quantity,
    quantity_decimal: String(record.quantity) as unknown as Stripe.InvoiceLineItem['quantity_decimal'],
    subscription: record.subscription,
    subtotal: record.amount,
    taxes: [],
  };
}

/** Amounts, all in minor units. The simulator has no taxes, discounts or credit. */
function amountsOf({ amount, status }: InvoiceRecord) {
  const paid = status === 'paid' ? amount : 0;
  return {
    amount_due: amount,
    amount_overpaid: 0,
    amount_paid: paid,
    amount_remaining: amount - paid,
    amount_shipping: 0,
    ending_balance: status === 'draft' ? null : 0,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    starting_balance: 0,
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_discount_amounts: [],
    total_excluding_tax: amount,
    total_pretax_credit_amounts: [],
    total_taxes: [],
  };
}

/** What the simulator knows of the customer. */
function customerFields(record: InvoiceRecord, view: View) {
  const customer = view.get('customers', record.customer);
  return {
    customer: record.customer,
    customer_account: null,
    customer_address: null,
    customer_email: customer?.email ?? null,
    customer_name: customer?.name ?? null,
    customer_phone: customer?.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: 'none' as const,
    customer_tax_ids: [],
  };
}

/** A draft has no page yet. */
function hostedPage(record: InvoiceRecord, view: View): string | null {
  const intent = record.intent === null ? undefined : view.get('intents', record.intent);
  return intent === undefined ? null : `${view.url}${invoicePage(record, intent)}`;
}

export const renderInvoice = (record: InvoiceRecord, view: View): Stripe.Invoice => ({
  id: record.id,
  object: 'invoice',
  account_country: 'DE',
  account_name: 'Soko',
  account_tax_ids: null,
  ...amountsOf(record),
  application: null,
  attempt_count: record.attemptCount,
  attempted: record.attemptCount > 0 || record.status === 'paid',
  auto_advance: record.nextPaymentAttempt !== null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  automatically_finalizes_at: record.status === 'draft' ? record.nextPaymentAttempt : null,
  billing_reason: record.billingReason,
  collection_method: 'charge_automatically',
  created: record.createdAt,
  currency: record.currency,
  custom_fields: null,
  ...customerFields(record, view),
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  effective_at: record.finalizedAt,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: hostedPage(record, view),
  invoice_pdf: null,
  issuer: { type: 'self' },
  last_finalization_error: null,
  latest_revision: null,
  lines: wholeList(`/v1/invoices/${record.id}/lines`, [renderLine(record, view)]),
  livemode: false,
  metadata: {},
  next_payment_attempt: record.nextPaymentAttempt,
  number: record.number,
  on_behalf_of: null,
  parent: {
    quote_details: null,
    subscription_details: { metadata: record.metadata, subscription: record.subscription },
    type: 'subscription_details',
  },
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: ['card'] },
  period_end: record.periodStart,
  period_start: record.periodStart,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  status: record.status,
  status_transitions: {
    finalized_at: record.finalizedAt,
    marked_uncollectible_at: null,
    paid_at: record.paidAt,
    voided_at: record.voidedAt,
  },
  test_clock: null,
  webhooks_delivered_at: record.createdAt,
});
