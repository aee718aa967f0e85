import { finalizeInvoice, draftInvoice } from '../invoices/new-invoice.ts';
import { confirmIntent, declined } from '../payment-intents/confirm.ts';
import { newPrice, priceParams } from '../prices/new-price.ts';
import type { PriceRecord, SubscriptionRecord } from '../records/billing.ts';
import type { PaymentMethodRecord } from '../records/payments.ts';
import { ApiError, InvalidParams, refused } from '../wire/api-error.ts';
import {
  anything,
  choice,
  flag,
  integer,
  leftOut,
  list,
  metadata,
  nested,
  type Params,
  required,
  text,
} from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInParam } from '../work/find.ts';
import type { Work } from '../work/work.ts';
import { defaultMethodOf } from './default-method.ts';
import { watchPeriod } from './renew.ts';

const item = nested({
  price: text(),
  price_data: nested(priceParams),
  quantity: integer({ min: 1, max: 999_999 }),
  discounts: leftOut,
  metadata: leftOut,
  tax_rates: leftOut,
});

/** Parameters that are set at creation and can be changed later. */
export const describingParams = {
  description: text(500),
  metadata,
  default_payment_method: text(),
  cancel_at_period_end: flag,
  payment_settings: nested({
    payment_method_types: list(choice('card')),
    save_default_payment_method: choice('off', 'on_subscription'),
    payment_method_options: leftOut,
  }),
};

export const leftOutParams = {
  add_invoice_items: leftOut,
  application_fee_percent: leftOut,
  automatic_tax: leftOut,
  billing_cycle_anchor: leftOut,
  billing_thresholds: leftOut,
  cancel_at: leftOut,
  days_until_due: leftOut,
  default_source: leftOut,
  default_tax_rates: leftOut,
  discounts: leftOut,
  invoice_settings: leftOut,
  on_behalf_of: leftOut,
  pending_invoice_item_interval: leftOut,
  transfer_data: leftOut,
  trial_end: leftOut,
  trial_settings: leftOut,
};

export const createParams = {
  customer: required(text()),
  items: required(list(item)),
  collection_method: choice('charge_automatically'),
  payment_behavior: choice('allow_incomplete', 'default_incomplete', 'error_if_incomplete'),
  off_session: flag,
  billing_mode: nested({ type: required(choice('flexible')), flexible: anything }),
  proration_behavior: choice('create_prorations', 'none', 'always_invoice'),
  ...describingParams,
  ...leftOutParams,
  backdate_start_date: leftOut,
  trial_period_days: leftOut,
  trial_from_plan: leftOut,
};

type Sent = Params<typeof createParams>;

/** Time in which the first invoice must be paid. */
const incompleteS = 23 * 3_600;

function priceOf(work: Work, { items }: Sent): { price: PriceRecord; quantity: number } {
  if (items.length !== 1) throw new InvalidParams('This simulator supports one item.', { param: 'items' });
  const [{ price: id, price_data: data, quantity = 1 }] = items as [(typeof items)[number]];
  if (id) return { price: findInParam(work, 'prices', id, 'items[0][price]'), quantity };
  if (!data)
    throw new InvalidParams('Missing required param: items[0][price].', {
      code: 'parameter_missing',
      param: 'items[0][price]',
    });
  return { price: newPrice(work, data, (name) => `items[0][price_data][${name}]`), quantity };
}

/** Stripe requires that the method is attached to the customer. */
export function requireOwnMethod(work: Work, id: string, customer: string): PaymentMethodRecord {
  const method = findInParam(work, 'paymentMethods', id, 'default_payment_method');
  if (method.customer === customer) return method;
  throw refused(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    { code: 'resource_missing', param: 'default_payment_method' },
  );
}

function requireMethod(work: Work, subscription: SubscriptionRecord): PaymentMethodRecord {
  const method = defaultMethodOf(work, subscription);
  if (method) return method;
  throw refused(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
    { code: 'resource_missing' },
  );
}

function newSubscription(work: Work, sent: Sent): SubscriptionRecord {
  const { id: customer } = findInParam(work, 'customers', sent.customer, 'customer');
  if (sent.default_payment_method) requireOwnMethod(work, sent.default_payment_method, customer);
  const { price, quantity } = priceOf(work, sent);
  return work.put('subscriptions', {
    id: randomId('sub'),
    account: work.account,
    createdAt: work.now,
    status: 'incomplete',
    customer,
    itemId: randomId('si', 14),
    price: price.id,
    quantity,
    description: sent.description ?? null,
    metadata: changeMetadata({}, sent.metadata),
    defaultPaymentMethod: sent.default_payment_method ?? null,
    savesMethod: sent.payment_settings?.save_default_payment_method === 'on_subscription',
    anchor: work.now,
    cycle: 0,
    cancelAtPeriodEnd: sent.cancel_at_period_end ?? false,
    canceledAt: sent.cancel_at_period_end ? work.now : null,
    endedAt: null,
    cancellationReason: sent.cancel_at_period_end ? 'cancellation_requested' : null,
    latestInvoice: null,
  });
}

/** Charges the first invoice at once. A declined card leaves an incomplete subscription, unless the caller wants an error. */
function payFirst(work: Work, intentId: string, method: PaymentMethodRecord, sent: Sent): void {
  const attempt = { offSession: sent.off_session === true, errorOnAction: false };
  const attempted = confirmIntent(work, work.view.get('intents', intentId)!, method, attempt);
  if (sent.payment_behavior !== 'error_if_incomplete' || attempted.intent.status === 'succeeded') return;
  if (attempted.failure) throw new ApiError(402, declined(work, attempted).body);
  throw new ApiError(402, {
    type: 'card_error',
    code: 'subscription_payment_intent_requires_action',
    message: 'Payment for this subscription requires additional user action before it can be completed successfully.',
  });
}

/** Creates a subscription with its first invoice, and charges it unless the caller confirms the payment. */
export function createSubscription(work: Work, sent: Sent): SubscriptionRecord {
  const created = newSubscription(work, sent);
  const waits = sent.payment_behavior === 'default_incomplete';
  const method = waits ? defaultMethodOf(work, created) : requireMethod(work, created);
  const draft = draftInvoice(work, created, 'subscription_create');
  const subscription = work.put('subscriptions', { ...created, latestInvoice: draft.id });
  work.tell('customer.subscription.created', 'subscriptions', subscription);
  const invoice = finalizeInvoice(work, draft, method ?? null);
  watchPeriod(work, subscription);
  work.setAlarm('expire-subscription', subscription.id, work.now + incompleteS);
  if (!waits) payFirst(work, invoice.intent!, method!, sent);
  return work.view.get('subscriptions', subscription.id)!;
}
