import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { errorOf, held, simulatorOfFile } from './fixture.ts';

const simulator = await simulatorOfFile();
const { stripe } = simulator;

/** Token, number, code, decline code, what the customer may read. */
const declining: readonly [string, string, string, string | undefined, RegExp][] = [
  ['pm_card_chargeDeclined', '4000000000000002', 'card_declined', 'generic_decline', /declined/],
  [
    'pm_card_chargeDeclinedInsufficientFunds',
    '4000000000009995',
    'card_declined',
    'insufficient_funds',
    /insufficient/,
  ],
  ['pm_card_chargeDeclinedLostCard', '4000000000009987', 'card_declined', 'lost_card', /declined/],
  ['pm_card_chargeDeclinedStolenCard', '4000000000009979', 'card_declined', 'stolen_card', /declined/],
  ['pm_card_chargeDeclinedFraudulent', '4100000000000019', 'card_declined', 'fraudulent', /declined/],
  [
    'pm_card_chargeDeclinedVelocityLimitExceeded',
    '4000000000006975',
    'card_declined',
    'card_velocity_exceeded',
    /too frequently/,
  ],
  ['pm_card_chargeDeclinedExpiredCard', '4000000000000069', 'expired_card', undefined, /expired/],
  ['pm_card_chargeDeclinedIncorrectCvc', '4000000000000127', 'incorrect_cvc', undefined, /security code/],
  ['pm_card_chargeDeclinedProcessingError', '4000000000000119', 'processing_error', undefined, /processing/],
];

const byNumber = (number: string): Stripe.PaymentIntentCreateParams => {
  const { payment_method: _, ...rest } = held();
  const card = { number, exp_month: 12, exp_year: 2040, cvc: '123' };
  return { ...rest, payment_method_data: { type: 'card', card } as Stripe.PaymentIntentCreateParams.PaymentMethodData };
};

describe.each(declining)('%s (%s)', (token, number, code, declineCode, message) => {
  it.each([
    ['by its token', () => held(token)],
    ['by its number', () => byNumber(number)],
  ])('is declined %s, and leaves an intent that can be paid otherwise', async (_how, params) => {
    const error = await errorOf(stripe.paymentIntents.create(params()));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ statusCode: 402, rawType: 'card_error', code });
    expect(error.decline_code || undefined).toBe(declineCode);
    expect(error.message).toMatch(message);
    expect(error.payment_method).toMatchObject({ card: { last4: number.slice(-4) } });
    expect(error.doc_url).toBe(`https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`);

    const intent = await stripe.paymentIntents.retrieve(error.payment_intent!.id, { expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      amount_capturable: 0,
      payment_method: null,
      last_payment_error: { type: 'card_error', code, charge: error.charge },
      latest_charge: { id: error.charge, status: 'failed', paid: false, failure_code: code },
    });

    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'requires_capture', last_payment_error: null });
    const charges = await stripe.charges.list({ payment_intent: intent.id });
    expect(charges.data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });
});

describe('sound cards', () => {
  it.each([
    ['4242424242424242', 'visa', 'credit'],
    ['4000056655665556', 'visa', 'debit'],
    ['5555555555554444', 'mastercard', 'credit'],
    ['378282246310005', 'amex', 'credit'],
  ])('%s is a %s %s card', async (number, brand, funding) => {
    const method = await stripe.paymentMethods.create({
      type: 'card',
      card: { number, exp_month: 8, exp_year: 2040, cvc: '314' },
      billing_details: { email: 'jo@example.com', address: { city: 'Kraków' } },
    });
    expect(method).toMatchObject({
      type: 'card',
      card: { brand, funding, last4: number.slice(-4), exp_month: 8, exp_year: 2040 },
      billing_details: { email: 'jo@example.com', address: { city: 'Kraków', line1: null } },
    });
    expect(JSON.stringify(method)).not.toContain(number);
    expect(await stripe.paymentIntents.create(held(method.id))).toMatchObject({ status: 'requires_capture' });
  });
});

describe('numbers that cannot be', () => {
  it.each([
    [{ number: '4242424242424241' }, 'incorrect_number'],
    [{ number: 'not a number' }, 'incorrect_number'],
    [{ exp_month: 13 }, 'invalid_expiry_month'],
    [{ exp_year: 2020 }, 'invalid_expiry_year'],
  ])('%j is %s', async (wrong, code) => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123', ...wrong };
    const error = await errorOf(stripe.paymentMethods.create({ type: 'card', card }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error.code).toBe(code);
  });

  it('a number that may be somebody’s is refused', async () => {
    const error = await errorOf(stripe.paymentIntents.create(byNumber('4111111111111111')));
    expect(error).toMatchObject({ code: 'card_declined', decline_code: 'test_mode_live_card' });
  });

  it('a token that is none is a wrong parameter', async () => {
    const error = await errorOf(stripe.paymentIntents.create(held('pm_card_imaginary')));
    expect(error).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'payment_method' });
  });
});

describe('a card that asks for its owner', () => {
  const returnUrl = 'https://shop.example/return?cart=1';
  const asking = () =>
    stripe.paymentIntents.create({ ...held('pm_card_authenticationRequired'), return_url: returnUrl });

  it('waits for the customer, and holds the money once they said yes', async () => {
    const intent = await asking();
    expect(intent).toMatchObject({ status: 'requires_action', amount_capturable: 0, latest_charge: null });
    expect(intent.next_action).toMatchObject({ type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl } });
    await simulator.admin('POST', `payment_intents/${intent.id}/approve`);
    const approved = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(approved).toMatchObject({
      status: 'requires_capture',
      next_action: null,
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
    });
  });

  it('is not charged when they said no', async () => {
    const intent = await asking();
    await simulator.admin('POST', `payment_intents/${intent.id}/decline`);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    await expect(simulator.admin('POST', `payment_intents/${intent.id}/approve`)).rejects.toThrow(/^409 /);
  });

  it('may still have too little on it', async () => {
    const intent = await stripe.paymentIntents.create(
      held('pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'),
    );
    await simulator.admin('POST', `payment_intents/${intent.id}/approve`);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'insufficient_funds' },
    });
  });

  it.each([{ off_session: true }, { error_on_requires_action: true }])('is declined with %j', async (params) => {
    const error = await errorOf(stripe.paymentIntents.create({ ...held('pm_card_authenticationRequired'), ...params }));
    expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' });
  });

  it('goes back to a confirmation by the server where that is manual', async () => {
    const intent = await stripe.paymentIntents.create({
      ...held('pm_card_authenticationRequired'),
      confirmation_method: 'manual',
    });
    await simulator.admin('POST', `payment_intents/${intent.id}/approve`);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_confirmation' });
    expect(await stripe.paymentIntents.confirm(intent.id)).toMatchObject({ status: 'requires_capture' });
  });

  it('leads the customer to a page and back', async () => {
    const intent = await asking();
    const page = intent.next_action!.redirect_to_url!.url!;
    const shown = await fetch(page);
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('50.00 EUR');
    const answer = await fetch(page, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'complete' }),
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    const back = new URL(answer.headers.get('location')!);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      cart: '1',
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: 'succeeded',
    });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_capture' });
    expect((await fetch(page.replace(/secret=.*/, 'secret=guessed'))).status).toBe(404);
  });
});

describe('payment methods and customers', () => {
  it('attaches, lists, pays with and detaches a card', async () => {
    const customer = await stripe.customers.create({
      email: 'c@example.com',
      name: 'C',
      metadata: { userId: 'usr_1' },
    });
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    expect(method).toMatchObject({ customer: customer.id, card: { last4: '4242' } });
    const listed = await stripe.paymentMethods.list({ customer: customer.id, type: 'card' });
    expect(listed.data.map(({ id }) => id)).toEqual([method.id]);
    for (const _ of [1, 2]) {
      const paid = await stripe.paymentIntents.create({ ...held(method.id), customer: customer.id, off_session: true });
      expect(paid.status).toBe('requires_capture');
    }
    expect((await errorOf(stripe.paymentIntents.create(held(method.id)))).message).toMatch(/belongs to the Customer/);
    const detached = await stripe.paymentMethods.detach(method.id);
    expect(detached.customer).toBeNull();
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([]);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({
      email: 'c@example.com',
      metadata: { userId: 'usr_1' },
    });
  });

  it('saves a card that a payment was made with', async () => {
    const customer = await stripe.customers.create();
    await stripe.paymentIntents.create({ ...held(), customer: customer.id, setup_future_usage: 'off_session' });
    const { data } = await stripe.paymentMethods.list({ customer: customer.id });
    expect(data).toHaveLength(1);
  });

  it('does not save a card that its issuer refuses, and takes a method without a customer once', async () => {
    const customer = await stripe.customers.create();
    const refused = await errorOf(stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id }));
    expect(refused).toBeInstanceOf(Stripe.errors.StripeCardError);
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    await stripe.paymentIntents.create(held(method.id));
    expect((await errorOf(stripe.paymentIntents.create(held(method.id)))).message).toMatch(/previously used/);
  });

  const bought = (number = '4242424242424242') =>
    stripe.paymentMethods.create({ type: 'card', card: { number, exp_month: 12, exp_year: 2040, cvc: '123' } });

  it('takes a method without a customer once, also while it waits and when the payment names a customer', async () => {
    const { id: waiting } = await bought('4000002500003155');
    const intent = await stripe.paymentIntents.create(held(waiting));
    expect(intent.status).toBe('requires_action');
    expect((await errorOf(stripe.paymentIntents.create(held(waiting)))).message).toMatch(
      /attach it to a Customer first/,
    );
    await simulator.admin('POST', `payment_intents/${intent.id}/approve`);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_capture');

    const { id: customer } = await stripe.customers.create();
    const { id: named } = await bought();
    await stripe.paymentIntents.create({ ...held(named), customer });
    const again = stripe.paymentIntents.create({ ...held(named), customer });
    expect((await errorOf(again)).message).toMatch(/attach it to a Customer first/);
    expect((await errorOf(stripe.paymentMethods.attach(named, { customer }))).message).toMatch(/may not be used again/);
  });

  it('asks for no second authentication without the customer, once a payment has set the card up', async () => {
    const { id: customer } = await stripe.customers.create();
    const { id } = await bought('4000002500003155');
    await stripe.paymentMethods.attach(id, { customer });
    const absent = { ...held(id), customer, off_session: true };
    expect(await errorOf(stripe.paymentIntents.create(absent))).toMatchObject({ code: 'authentication_required' });
    const setup_future_usage = 'off_session';
    const first = await stripe.paymentIntents.create({ ...held(id), customer, setup_future_usage });
    expect(first.status).toBe('requires_action');
    await simulator.admin('POST', `payment_intents/${first.id}/approve`);
    expect((await stripe.paymentIntents.create(absent)).status).toBe('requires_capture');
    expect((await stripe.paymentIntents.create({ ...held(id), customer })).status).toBe('requires_action');
  });

  it('lets a customer confirm what was declined without them', async () => {
    const { id: customer } = await stripe.customers.create();
    const { id } = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer });
    const error = await errorOf(stripe.paymentIntents.create({ ...held(id), customer, off_session: true }));
    expect(error).toMatchObject({ code: 'authentication_required', decline_code: 'authentication_required' });
    const asking = await stripe.paymentIntents.confirm(error.payment_intent!.id, { payment_method: id });
    expect(asking.status).toBe('requires_action');
  });

  it('attaches a card that fails only when it is charged', async () => {
    const customer = await stripe.customers.create();
    const method = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    const error = await errorOf(stripe.paymentIntents.create({ ...held(method.id), customer: customer.id }));
    expect(error.code).toBe('card_declined');
  });
});

describe('a customer that is deleted', () => {
  it('leaves payment methods that nobody can pay with', async () => {
    const customer = await stripe.customers.create({ metadata: { userId: 'usr_x' } });
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.customers.del(customer.id);
    expect(await stripe.paymentMethods.retrieve(method.id)).toMatchObject({ customer: null });
    const error = await errorOf(stripe.paymentIntents.create(held(method.id)));
    expect(error.message).toMatch(/may not be used again/);
  });
});
