import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { errorOf, type Receiver, startReceiver, startTestSimulator, type TestSimulator } from './fixture.ts';

let receiver: Receiver;
let simulator: TestSimulator;
let stripe: Stripe;

beforeEach(async () => {
  receiver = await startReceiver();
  simulator = await startTestSimulator({ webhookUrl: receiver.url });
  ({ stripe } = simulator);
});

afterEach(async () => {
  await simulator.close();
  await receiver.close();
});

const dayMs = 86_400_000;
const advance = (days: number) => simulator.admin('POST', 'clock', { advanceMs: days * dayMs });

/** A customer with an attached card, and what a subscription of theirs is created with. */
async function subscriberWith(card: string) {
  const { id: customer } = await stripe.customers.create();
  const { id: method } = await stripe.paymentMethods.attach(card, { customer });
  const product = await stripe.products.create({ name: 'Growth' });
  const price_data = {
    currency: 'eur',
    product: product.id,
    unit_amount: 2_900,
    recurring: { interval: 'month' as const },
  };
  const params: Stripe.SubscriptionCreateParams = {
    customer,
    items: [{ price_data }],
    default_payment_method: method,
    metadata: { subscriptionId: 'sbs_1' },
  };
  return { customer, method, params };
}

const statusOf = async ({ id }: Stripe.Subscription) => (await stripe.subscriptions.retrieve(id)).status;

/** The invoices of a subscription, newest first. */
const invoicesOf = async ({ id }: Stripe.Subscription) => (await stripe.invoices.list({ subscription: id })).data;

/** The intent that pays the latest invoice. */
async function intentOf({ id }: Stripe.Subscription): Promise<Stripe.PaymentIntent> {
  const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice.payments'] });
  const [first] = (invoice as Stripe.Invoice).payments!.data;
  return stripe.paymentIntents.retrieve(first!.payment.payment_intent as string);
}

describe('a subscription', () => {
  it('is active once its first invoice is paid, and renews every month', async () => {
    const { customer, params } = await subscriberWith('pm_card_visa');
    const created = await stripe.subscriptions.create(params);
    const [item] = created.items.data;
    expect(created).toMatchObject({
      object: 'subscription',
      status: 'active',
      customer,
      currency: 'eur',
      cancel_at_period_end: false,
      metadata: { subscriptionId: 'sbs_1' },
      items: { data: [{ price: { unit_amount: 2_900, recurring: { interval: 'month', interval_count: 1 } } }] },
    });
    expect(item!.current_period_start).toBe(created.start_date);

    await advance(32);
    const renewed = await stripe.subscriptions.retrieve(created.id);
    expect(renewed.status).toBe('active');
    expect(renewed.items.data[0]!.current_period_start).toBe(item!.current_period_end);
    const invoices = await invoicesOf(created);
    expect(invoices.map(({ billing_reason, status, amount_paid }) => [billing_reason, status, amount_paid])).toEqual([
      ['subscription_cycle', 'paid', 2_900],
      ['subscription_create', 'paid', 2_900],
    ]);
    expect(invoices[0]!.lines.data[0]!.period.start).toBe(item!.current_period_end);
    expect(invoices[0]!.parent!.subscription_details!.subscription).toBe(created.id);
    const charges = await stripe.charges.list({ customer });
    expect(charges.data.map(({ amount, paid }) => [amount, paid])).toEqual([
      [2_900, true],
      [2_900, true],
    ]);
    await receiver.untilReceived('invoice.paid', 2);
    await receiver.untilReceived('payment_intent.succeeded', 2);
    expect(receiver.types()).toEqual(
      expect.arrayContaining(['customer.subscription.created', 'customer.subscription.updated', 'invoice.finalized']),
    );
  });

  it('waits for its customer where the bank asks, and is active once they confirmed', async () => {
    const { params } = await subscriberWith('pm_card_authenticationRequiredOnSetup');
    const created = await stripe.subscriptions.create({ ...params, payment_behavior: 'default_incomplete' });
    expect(created.status).toBe('incomplete');
    const intent = await intentOf(created);
    expect(intent).toMatchObject({ status: 'requires_confirmation', amount: 2_900 });
    const invoice = await stripe.invoices.retrieve(created.latest_invoice as string, {
      expand: ['confirmation_secret'],
    });
    expect(invoice.confirmation_secret!.client_secret).toBe(intent.client_secret);
    const asked = await stripe.paymentIntents.confirm(intent.id, { return_url: 'https://shop.example/back' });
    expect(asked).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } });
    await receiver.untilReceived('invoice.payment_action_required');
    await simulator.admin('POST', `payment_intents/${intent.id}/approve`);
    expect(await statusOf(created)).toBe('active');

    // The first payment has set the card up: the renewal asks nobody.
    await advance(32);
    expect((await invoicesOf(created)).map(({ status }) => status)).toEqual(['paid', 'paid']);
  });

  it('stays incomplete when its first charge is declined, and ends after 23 hours', async () => {
    const { params } = await subscriberWith('pm_card_chargeCustomerFail');
    const created = await stripe.subscriptions.create(params);
    expect(created.status).toBe('incomplete');
    const intent = await intentOf(created);
    expect(intent).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } });
    await receiver.untilReceived('invoice.payment_failed');
    await advance(1);
    expect(await statusOf(created)).toBe('incomplete_expired');
    expect((await invoicesOf(created)).map(({ status }) => status)).toEqual(['void']);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('canceled');
  });

  it('is not created by a declined card where the caller wants an error', async () => {
    const { customer, params } = await subscriberWith('pm_card_chargeCustomerFail');
    const error = await errorOf(stripe.subscriptions.create({ ...params, payment_behavior: 'error_if_incomplete' }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error.code).toBe('card_declined');
    expect((await stripe.subscriptions.list({ customer, status: 'all' })).data).toEqual([]);
  });

  it('is created once under one key', async () => {
    const { customer, params } = await subscriberWith('pm_card_visa');
    const first = await stripe.subscriptions.create(params, { idempotencyKey: 'once' });
    expect((await stripe.subscriptions.create(params, { idempotencyKey: 'once' })).id).toBe(first.id);
    expect((await stripe.charges.list({ customer })).data).toHaveLength(1);
  });

  it('refuses a card of somebody else, and a customer without one', async () => {
    const [one, other] = [await subscriberWith('pm_card_visa'), await subscriberWith('pm_card_visa')];
    const foreign = stripe.subscriptions.create({ ...one.params, default_payment_method: other.method });
    expect(await errorOf(foreign)).toMatchObject({ code: 'resource_missing', param: 'default_payment_method' });
    const { default_payment_method: _, ...without } = one.params;
    expect((await errorOf(stripe.subscriptions.create(without))).message).toMatch(/no attached payment source/);
  });
});

describe('a renewal that is declined', () => {
  /** A subscription whose card is declined from its second period on. */
  async function pastDue() {
    const { customer, method, params } = await subscriberWith('pm_card_visa');
    const created = await stripe.subscriptions.create(params);
    const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.subscriptions.update(created.id, { default_payment_method: failing.id });
    await advance(32);
    return { created, method };
  }

  it('makes the subscription past due, is tried again, and ends it after the last try', async () => {
    const { created } = await pastDue();
    expect(await statusOf(created)).toBe('past_due');
    const [open] = await invoicesOf(created);
    expect(open).toMatchObject({ status: 'open', attempt_count: 1 });
    expect(open!.next_payment_attempt).toBeGreaterThan(open!.status_transitions.finalized_at!);
    await receiver.untilReceived('invoice.payment_failed');

    await advance(5);
    expect((await invoicesOf(created))[0]).toMatchObject({ status: 'open', attempt_count: 2 });
    await advance(15);
    expect(await stripe.subscriptions.retrieve(created.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    });
    expect((await invoicesOf(created))[0]).toMatchObject({
      status: 'open',
      attempt_count: 4,
      next_payment_attempt: null,
      auto_advance: false,
    });
    await receiver.untilReceived('customer.subscription.deleted');
    await advance(40);
    expect(await invoicesOf(created)).toHaveLength(2);
  });

  it('is paid by another card', async () => {
    const { created, method } = await pastDue();
    const [open] = await invoicesOf(created);
    expect((await errorOf(stripe.invoices.pay(open!.id))).code).toBe('card_declined');
    await stripe.subscriptions.update(created.id, { default_payment_method: method });
    expect(await stripe.invoices.pay(open!.id)).toMatchObject({ status: 'paid', amount_remaining: 0 });
    expect(await statusOf(created)).toBe('active');
    expect((await errorOf(stripe.invoices.pay(open!.id))).message).toBe('Invoice is already paid');
  });
});

describe('a renewal about which the bank asks', () => {
  it('is past due until its customer confirms it on the page of its invoice', async () => {
    const { params } = await subscriberWith('pm_card_authenticationRequired');
    const created = await stripe.subscriptions.create({ ...params, payment_behavior: 'default_incomplete' });
    const first = await intentOf(created);
    await stripe.paymentIntents.confirm(first.id, { return_url: 'https://shop.example/back' });
    await simulator.admin('POST', `payment_intents/${first.id}/approve`);
    await advance(32);
    expect(await statusOf(created)).toBe('past_due');
    await receiver.untilReceived('invoice.payment_action_required', 2);
    const intent = await intentOf(created);
    expect(intent.last_payment_error).toMatchObject({ code: 'authentication_required' });
    const [open] = await invoicesOf(created);
    const page = open!.hosted_invoice_url!;
    expect(await (await fetch(page)).text()).toContain('29.00 EUR');
    expect((await fetch(`${page}x`)).status).toBe(404);
    const asked = await fetch(page, { method: 'POST', redirect: 'manual' });
    const bank = asked.headers.get('location')!;
    expect(bank).toContain(`/authenticate/${intent.id}`);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await fetch(bank, { method: 'POST', body: 'outcome=complete', headers });
    expect(await statusOf(created)).toBe('active');
    expect(await (await fetch(page)).text()).toContain('The invoice is paid');
  });
});

describe('a cancellation', () => {
  it('at the end of the period keeps the subscription until then, and can be taken back', async () => {
    const { params } = await subscriberWith('pm_card_visa');
    const created = await stripe.subscriptions.create(params);
    const cancelling = await stripe.subscriptions.update(created.id, { cancel_at_period_end: true });
    expect(cancelling).toMatchObject({ status: 'active', cancel_at: cancelling.items.data[0]!.current_period_end });
    await stripe.subscriptions.update(created.id, { cancel_at_period_end: false });
    await advance(32);
    expect(await statusOf(created)).toBe('active');
    await stripe.subscriptions.update(created.id, { cancel_at_period_end: true });
    await advance(32);
    expect(await statusOf(created)).toBe('canceled');
    expect(await invoicesOf(created)).toHaveLength(2);
    await receiver.untilReceived('customer.subscription.deleted');
  });

  it('at once ends it, once', async () => {
    const { customer, params } = await subscriberWith('pm_card_visa');
    const created = await stripe.subscriptions.create(params);
    expect(await stripe.subscriptions.cancel(created.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'cancellation_requested' },
    });
    expect(await errorOf(stripe.subscriptions.cancel(created.id))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    const late = stripe.subscriptions.update(created.id, { cancel_at_period_end: true });
    expect((await errorOf(late)).code).toBe('invalid_canceled_subscription_fields');
    expect((await stripe.subscriptions.list({ customer })).data).toEqual([]);
    expect((await stripe.subscriptions.list({ customer, status: 'ended' })).data).toHaveLength(1);
  });

  it('comes with the deletion of the customer, and expires what was never paid', async () => {
    const { customer, params } = await subscriberWith('pm_card_visa');
    const active = await stripe.subscriptions.create(params);
    const unpaid = await stripe.subscriptions.create({ ...params, payment_behavior: 'default_incomplete' });
    await stripe.customers.del(customer);
    expect(await statusOf(active)).toBe('canceled');
    expect(await statusOf(unpaid)).toBe('incomplete_expired');
  });
});

describe('products and prices', () => {
  it('are named by the caller, found, changed and subscribed to', async () => {
    const product = await stripe.products.create({ id: 'plan_growth', name: 'Growth' });
    const again = stripe.products.create({ id: 'plan_growth', name: 'Growth' });
    expect(await errorOf(again)).toMatchObject({ code: 'resource_already_exists' });
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'eur',
      unit_amount: 100,
      recurring: { interval: 'week', interval_count: 2 },
      lookup_key: 'growth',
    });
    expect((await stripe.prices.list({ lookup_keys: ['growth'] })).data).toEqual([price]);
    expect(await stripe.products.update(product.id, { active: false })).toMatchObject({ active: false });
    const { params } = await subscriberWith('pm_card_visa');
    const created = await stripe.subscriptions.create({ ...params, items: [{ price: price.id, quantity: 3 }] });
    const invoice = await stripe.invoices.retrieve(created.latest_invoice as string, { expand: ['payments'] });
    expect(invoice).toMatchObject({ amount_paid: 300, payments: { data: [{ status: 'paid', amount_paid: 300 }] } });
    const { data } = await stripe.invoicePayments.list({ invoice: invoice.id });
    expect(data).toEqual(invoice.payments!.data);
  });
});
