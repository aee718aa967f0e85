import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { chargeIdOf, errorOf, held, simulatorOfFile } from './fixture.ts';

const { stripe } = await simulatorOfFile();

const chargeOf = (intent: Stripe.PaymentIntent) =>
  stripe.charges.retrieve(chargeIdOf(intent), { expand: ['balance_transaction'] });

describe('a payment that is held first', () => {
  it('holds the amount, then takes it', async () => {
    const intent = await stripe.paymentIntents.create({
      ...held(),
      metadata: { orderId: 'ord_1' },
      transfer_group: 'ord_1',
      description: 'Order 1',
    });
    expect(intent).toMatchObject({
      object: 'payment_intent',
      status: 'requires_capture',
      amount: 5_000,
      amount_capturable: 5_000,
      amount_received: 0,
      currency: 'eur',
      metadata: { orderId: 'ord_1' },
      transfer_group: 'ord_1',
      livemode: false,
    });
    expect(intent.id).toMatch(/^pi_\w{24}$/);
    expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_\\w+$`));

    const authorised = await chargeOf(intent);
    expect(authorised).toMatchObject({ captured: false, amount_captured: 0, paid: true, status: 'succeeded' });
    const sevenDays = intent.created + 7 * 24 * 3_600;
    expect(authorised.payment_method_details?.card?.capture_before).toBe(sevenDays);

    const captured = await stripe.paymentIntents.capture(intent.id);
    expect(captured).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 5_000 });
    const charge = await chargeOf(captured);
    expect(charge).toMatchObject({ captured: true, amount_captured: 5_000, amount_refunded: 0, refunded: false });
    expect(charge.balance_transaction).toMatchObject({ amount: 5_000, fee: 175, net: 4_825, status: 'pending' });
  });

  it('takes less than it held, once, and makes no refund of the rest', async () => {
    const intent = await stripe.paymentIntents.create(held());
    const captured = await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 3_200 });
    expect(captured).toMatchObject({
      status: 'succeeded',
      amount: 5_000,
      amount_capturable: 0,
      amount_received: 3_200,
    });
    const charge = await chargeOf(captured);
    expect(charge).toMatchObject({ amount: 5_000, amount_captured: 3_200, amount_refunded: 0 });
    const refunds = await stripe.refunds.list({ payment_intent: intent.id });
    expect(refunds.data).toEqual([]);
  });

  it('is not taken twice', async () => {
    const intent = await stripe.paymentIntents.create(held());
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 100 });
    const error = await errorOf(stripe.paymentIntents.capture(intent.id));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      message: 'This PaymentIntent could not be captured because it has already been captured.',
    });
    expect(error.payment_intent).toMatchObject({ id: intent.id, status: 'succeeded' });
  });

  it('does not take more than it held', async () => {
    const intent = await stripe.paymentIntents.create(held());
    const error = await errorOf(stripe.paymentIntents.capture(intent.id, { amount_to_capture: 5_001 }));
    expect(error).toMatchObject({ code: 'amount_too_large', param: 'amount_to_capture' });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_capture' });
  });

  it('is given back by cancelling, without a refund', async () => {
    const intent = await stripe.paymentIntents.create(held());
    const canceled = await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', amount_capturable: 0 });
    expect(canceled.canceled_at).toBeGreaterThanOrEqual(intent.created);
    expect(await chargeOf(canceled)).toMatchObject({ captured: false, refunded: false, amount_refunded: 0 });
    for (const call of [stripe.paymentIntents.cancel(intent.id), stripe.paymentIntents.capture(intent.id)]) {
      expect(await errorOf(call)).toMatchObject({ code: 'payment_intent_unexpected_state', statusCode: 400 });
    }
  });

  it('holds more where that was asked for', async () => {
    const intent = await stripe.paymentIntents.create({
      ...held(),
      payment_method_options: { card: { request_incremental_authorization: 'if_available' } },
    });
    const more = await stripe.paymentIntents.incrementAuthorization(intent.id, { amount: 6_500 });
    expect(more).toMatchObject({ amount: 6_500, amount_capturable: 6_500, status: 'requires_capture' });
    expect(await stripe.paymentIntents.capture(intent.id)).toMatchObject({ amount_received: 6_500 });

    const plain = await stripe.paymentIntents.create(held());
    const error = await errorOf(stripe.paymentIntents.incrementAuthorization(plain.id, { amount: 6_500 }));
    expect(error.message).toMatch(/not eligible for incremental authorization/);
  });
});

describe('a payment in steps', () => {
  it('waits for a method, a confirmation, and is then taken at once', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 1_999,
      currency: 'EUR',
      payment_method_types: ['card'],
      capture_method: 'automatic',
    });
    expect(intent).toMatchObject({ status: 'requires_payment_method', currency: 'eur', latest_charge: null });
    const updated = await stripe.paymentIntents.update(intent.id, {
      payment_method: 'pm_card_mastercard',
      amount: 2_100,
      metadata: { a: '1', b: '2' },
    });
    expect(updated).toMatchObject({ status: 'requires_confirmation', amount: 2_100 });
    await stripe.paymentIntents.update(intent.id, { metadata: { a: '', c: '3' } });
    const confirmed = await stripe.paymentIntents.confirm(intent.id, { expand: ['latest_charge.balance_transaction'] });
    expect(confirmed).toMatchObject({ status: 'succeeded', amount_received: 2_100, metadata: { b: '2', c: '3' } });
    expect(confirmed.latest_charge).toMatchObject({
      captured: true,
      payment_method_details: { card: { brand: 'mastercard', last4: '4444' } },
      balance_transaction: { amount: 2_100, type: 'charge' },
    });
    expect(await errorOf(stripe.paymentIntents.confirm(intent.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('is not confirmed without a method', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'eur', payment_method_types: ['card'] });
    const error = await errorOf(stripe.paymentIntents.confirm(intent.id));
    expect(error.message).toMatch(/missing a payment method/);
  });

  it('asks for a return address where its methods might redirect, as Stripe does', async () => {
    const automatic = { ...held(), payment_method_types: undefined } as unknown as Stripe.PaymentIntentCreateParams;
    delete automatic.payment_method_types;
    expect((await errorOf(stripe.paymentIntents.create(automatic))).message).toMatch(/you must provide a `return_url`/);
    const never = { enabled: true, allow_redirects: 'never' } as const;
    const paid = await stripe.paymentIntents.create({ ...automatic, automatic_payment_methods: never });
    expect(paid.status).toBe('requires_capture');
  });

  it('keeps its amount once money is held', async () => {
    const intent = await stripe.paymentIntents.create(held());
    const error = await errorOf(stripe.paymentIntents.update(intent.id, { amount: 1 }));
    expect(error).toMatchObject({ code: 'payment_intent_unexpected_state' });
    expect(await stripe.paymentIntents.update(intent.id, { metadata: { note: 'x' } })).toMatchObject({
      amount: 5_000,
      metadata: { note: 'x' },
    });
  });
});

describe('reading payments', () => {
  it('retrieves and lists, newest first, page by page', async () => {
    const ids: string[] = [];
    const customer = await stripe.customers.create({ email: 'lists@example.com' });
    for (let count = 0; count < 5; count += 1) {
      ids.unshift((await stripe.paymentIntents.create({ ...held(), customer: customer.id })).id);
    }
    const first = await stripe.paymentIntents.list({ customer: customer.id, limit: 2 });
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/payment_intents' });
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await stripe.paymentIntents.list({ customer: customer.id, limit: 2, starting_after: ids[1]! });
    expect(second.data.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    const before = await stripe.paymentIntents.list({ customer: customer.id, limit: 2, ending_before: ids[3]! });
    expect(before.data.map(({ id }) => id)).toEqual(ids.slice(1, 3));
    const all: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ customer: customer.id, limit: 2 })) all.push(id);
    expect(all).toEqual(ids);
    const future = await stripe.paymentIntents.list({ created: { gt: Math.floor(Date.now() / 1_000) + 60 } });
    expect(future.data).toEqual([]);
    expect(await stripe.paymentIntents.retrieve(ids[0]!)).toMatchObject({ id: ids[0], customer: customer.id });
  });

  it('says 404 for what there is not', async () => {
    const error = await errorOf(stripe.paymentIntents.retrieve('pi_nothing'));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'intent',
      message: "No such payment_intent: 'pi_nothing'",
    });
  });
});
