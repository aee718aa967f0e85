import type Stripe from 'stripe';
import { wholeList } from '../lists/list.ts';
import { renderPlan, renderPrice } from '../prices/render.ts';
import type { SubscriptionRecord } from '../records/billing.ts';
import type { View } from '../simulator.ts';
import { periodOf } from './period.ts';

function renderItem(record: SubscriptionRecord, view: View): Stripe.SubscriptionItem {
  const price = view.get('prices', record.price)!;
  const { start, end } = periodOf(record, price.recurring);
  return {
    id: record.itemId,
    object: 'subscription_item',
    billing_thresholds: null,
    created: record.createdAt,
    current_period_end: end,
    current_period_start: start,
    discounts: [],
    metadata: {},
    plan: renderPlan(price),
    price: renderPrice(price),
    quantity: record.quantity,
    subscription: record.id,
    tax_rates: [],
  };
}

function cancelAt(record: SubscriptionRecord, view: View): number | null {
  if (!record.cancelAtPeriodEnd) return null;
  return periodOf(record, view.get('prices', record.price)!.recurring).end;
}

export const renderSubscription = (record: SubscriptionRecord, view: View): Stripe.Subscription => ({
  id: record.id,
  object: 'subscription',
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: record.anchor,
  billing_cycle_anchor_config: null,
  billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible', updated_at: record.createdAt },
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at: cancelAt(record, view),
  cancel_at_period_end: record.cancelAtPeriodEnd,
  canceled_at: record.canceledAt,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: record.cancellationReason },
  collection_method: 'charge_automatically',
  created: record.createdAt,
  currency: view.get('prices', record.price)!.currency,
  customer: record.customer,
  customer_account: null,
  days_until_due: null,
  default_payment_method: record.defaultPaymentMethod,
  default_source: null,
  default_tax_rates: [],
  description: record.description,
  discounts: [],
  ended_at: record.endedAt,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  items: wholeList(`/v1/subscription_items?subscription=${record.id}`, [renderItem(record, view)]),
  latest_invoice: record.latestInvoice,
  livemode: false,
  managed_payments: null,
  metadata: record.metadata,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: {
    payment_method_options: null,
    payment_method_types: ['card'],
    save_default_payment_method: record.savesMethod ? 'on_subscription' : 'off',
  },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  start_date: record.anchor,
  status: record.status,
  test_clock: null,
  transfer_data: null,
  trial_end: null,
  trial_settings: { end_behavior: { missing_payment_method: 'create_invoice' } },
  trial_start: null,
});
