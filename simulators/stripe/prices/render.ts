import type Stripe from 'stripe';
import type { PriceRecord } from '../records/billing.ts';

export const renderPrice = (record: PriceRecord): Stripe.Price => ({
  id: record.id,
  object: 'price',
  active: record.active,
  billing_scheme: 'per_unit',
  created: record.createdAt,
  currency: record.currency,
  custom_unit_amount: null,
  livemode: false,
  lookup_key: record.lookupKey,
  metadata: record.metadata,
  nickname: record.nickname,
  product: record.product,
  recurring: {
    interval: record.recurring.interval,
    interval_count: record.recurring.intervalCount,
    meter: null,
    trial_period_days: null,
    usage_type: 'licensed',
  },
  tax_behavior: 'unspecified',
  tiers_mode: null,
  transform_quantity: null,
  type: 'recurring',
  unit_amount: record.unitAmount,
  // The SDK makes a `Decimal` of this text.
  unit_amount_decimal: String(record.unitAmount) as unknown as Stripe.Price['unit_amount_decimal'],
});

/** The price as a plan, which Stripe still shows in each item. */
export const renderPlan = (record: PriceRecord): Stripe.Plan => ({
  id: record.id,
  object: 'plan',
  active: record.active,
  amount: record.unitAmount,
  amount_decimal: String(record.unitAmount) as unknown as Stripe.Plan['amount_decimal'],
  billing_scheme: 'per_unit',
  created: record.createdAt,
  currency: record.currency,
  interval: record.recurring.interval,
  interval_count: record.recurring.intervalCount,
  livemode: false,
  metadata: record.metadata,
  meter: null,
  nickname: record.nickname,
  product: record.product,
  tiers_mode: null,
  transform_usage: null,
  trial_period_days: null,
  usage_type: 'licensed',
});
