import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { errorOf, held, type Json, simulatorOfFile } from './fixture.ts';

const simulator = await simulatorOfFile();
const { stripe } = simulator;

const ask = async (path: string, init: RequestInit = {}): Promise<{ response: Response; error: Json }> => {
  const response = await fetch(`${simulator.url}${path}`, init);
  return { response, error: ((await response.json()) as { error: Json }).error };
};

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('a key', () => {
  it.each([
    ['none', {}, /You did not provide an API key/],
    ['a live one', bearer('sk_live_51234567890abcdef'), /Invalid API Key provided: sk_live_\*+cdef/],
    ['a publishable one', bearer('pk_test_x'), /Invalid API Key/],
    ['no key at all', { authorization: 'Basic Og==' }, /You did not provide/],
  ])('%s is 401', async (_name, headers, message) => {
    const { response, error } = await ask('/v1/balance', { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('request-id')).toMatch(/^req_\w{14}$/);
    expect(error).toMatchObject({ type: 'invalid_request_error' });
    expect(error.message).toMatch(message);
  });

  it('may come as a user name', async () => {
    const authorization = `Basic ${Buffer.from('sk_test_x:').toString('base64')}`;
    expect((await fetch(`${simulator.url}/v1/balance`, { headers: { authorization } })).status).toBe(200);
  });

  it('that is wrong is an authentication error of the SDK', async () => {
    const { hostname: host, port } = new URL(simulator.url);
    const client = new Stripe('sk_live_x', { host, port, protocol: 'http', telemetry: false });
    expect(await errorOf(client.balance.retrieve())).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  });
});

describe('parameters', () => {
  const { create } = { create: (params: object) => stripe.paymentIntents.create(params as never) };

  it.each([
    [{ currency: 'eur' }, 'parameter_missing', 'amount', 'Missing required param: amount.'],
    [{ ...held(), amount: 1.5 }, 'parameter_invalid_integer', 'amount', 'Invalid integer: 1.5'],
    [{ ...held(), amount: 0 }, 'parameter_invalid_integer', 'amount', /greater than or equal to 1/],
    [{ ...held(), amount: 49 }, 'amount_too_small', 'amount', /at least 50/],
    [{ ...held(), amount: 100_000_000 }, 'amount_too_large', 'amount', /no more than/],
    [{ ...held(), amount: null }, 'parameter_invalid_empty', 'amount', /You passed an empty string for 'amount'/],
    [{ ...held(), colour: 'red' }, 'parameter_unknown', 'colour', 'Received unknown parameter: colour'],
    [
      { ...held(), payment_method_options: { card: { shiny: true } } },
      'parameter_unknown',
      'payment_method_options[card][shiny]',
      /unknown parameter/,
    ],
    [{ ...held(), transfer_data: { destination: 'acct_1' } }, undefined, 'transfer_data', /leaves out/],
    [{ ...held(), metadata: { ['k'.repeat(41)]: 'v' } }, undefined, /metadata/, /40 characters/],
    [
      { ...held(), confirm: false, return_url: 'https://x.example' },
      undefined,
      'return_url',
      /without setting `confirm`/,
    ],
  ])('%j', async (params, code, param, message) => {
    const error = await errorOf(create(params));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error.statusCode).toBe(400);
    expect(error.code).toBe(code);
    expect(error.param).toEqual(param instanceof RegExp ? expect.stringMatching(param) : param);
    expect(error.message).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
  });

  it('that are not well-formed are refused', async () => {
    const headers = { ...bearer('sk_test_x'), 'content-type': 'application/x-www-form-urlencoded' };
    const { response } = await ask('/v1/customers', { method: 'POST', headers, body: 'name=%E0%A4%A' });
    expect(response.status).toBe(400);
  });

  it('keep what people write', async () => {
    const name = 'Zoë & Søn = 100 % [ok] + 😀';
    const customer = await stripe.customers.create({ name, metadata: { name } });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ name, metadata: { name } });
  });
});

describe('an answer', () => {
  it('carries what the SDK looks for', async () => {
    const customer = await stripe.customers.create({}, { idempotencyKey: 'wire' });
    const { requestId, apiVersion, idempotencyKey, statusCode } = customer.lastResponse;
    expect(requestId).toMatch(/^req_/);
    expect({ apiVersion, idempotencyKey, statusCode }).toEqual({
      apiVersion: '2026-08-26.dahlia',
      idempotencyKey: 'wire',
      statusCode: 200,
    });
  });

  it('to an unknown address says so', async () => {
    const { response, error } = await ask('/v1/setup_intents', { headers: bearer('sk_test_x') });
    expect(response.status).toBe(404);
    expect(error.message).toMatch(/Unrecognized request URL \(GET: \/v1\/setup_intents\)/);
  });

  it('is expanded where it is asked to be, and only there', async () => {
    const customer = await stripe.customers.create({ name: 'E' });
    const intent = await stripe.paymentIntents.create({
      ...held(),
      customer: customer.id,
      expand: ['customer', 'payment_method', 'latest_charge.payment_intent'],
    });
    expect(intent.customer).toMatchObject({ object: 'customer', name: 'E' });
    expect(intent.payment_method).toMatchObject({ object: 'payment_method', type: 'card' });
    expect(intent.latest_charge).toMatchObject({ payment_intent: { id: intent.id } });
    const { data } = await stripe.paymentIntents.list({ customer: customer.id, expand: ['data.latest_charge'] });
    expect(data[0]?.latest_charge).toMatchObject({ object: 'charge' });
    const wrong = stripe.paymentIntents.retrieve(intent.id, { expand: ['amount'] });
    expect((await errorOf(wrong)).message).toMatch(/cannot be expanded \(amount\)/);
  });
});

describe('the admin API', () => {
  it('is not open to forms of other sites', async () => {
    const answer = await fetch(`${simulator.url}/_admin/clock`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"advanceMs":1}',
    });
    expect(answer.status).toBe(415);
  });

  it('shows what there is, escaped', async () => {
    await stripe.accounts.create({ email: '<script>alert(1)</script>@example.com' });
    const answer = await fetch(`${simulator.url}/_admin/`);
    const page = await answer.text();
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(page).toContain('Simulated Stripe');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toContain('<script>alert(1)');
  });

  it('lists calls and objects', async () => {
    const intent = await stripe.paymentIntents.create(held(), { idempotencyKey: 'seen' });
    const objects = (await simulator.admin('GET', 'objects/payment_intents?limit=1')) as { data: Json[] };
    expect(objects.data).toMatchObject([{ id: intent.id, status: 'requires_capture' }]);
    const { data } = (await simulator.admin('GET', 'requests')) as { data: Json[] };
    expect(data.find(({ idempotencyKey }) => idempotencyKey === 'seen')).toMatchObject({
      call: 'POST /v1/payment_intents',
      status: 200,
      replayed: false,
    });
    await expect(simulator.admin('GET', 'objects/unicorns')).rejects.toThrow(/^404 /);
  });
});
