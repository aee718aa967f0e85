import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { errorOf, held, sdk, startTestSimulator, type TestSimulator } from './fixture.ts';

let simulator: TestSimulator;
let stripe: Stripe;
let impatient: Stripe;

beforeEach(async () => {
  simulator = await startTestSimulator();
  ({ stripe } = simulator);
  impatient = sdk(simulator.url, { maxNetworkRetries: 0 });
});

afterEach(() => simulator.close());

const inject = (fault: object) => simulator.admin('POST', 'faults', { match: 'POST /v1/payment_intents', ...fault });

const count = async (): Promise<number> => (await stripe.paymentIntents.list({ limit: 100 })).data.length;

const create = (client: Stripe, key = 'k') => client.paymentIntents.create(held(), { idempotencyKey: key });

describe('an injected 500', () => {
  it('before the call runs leaves nothing behind, so that a retry succeeds', async () => {
    await inject({ status: 503, when: 'before' });
    const error = await errorOf(create(impatient));
    expect(error).toBeInstanceOf(Stripe.errors.StripeAPIError);
    expect(error.statusCode).toBe(503);
    expect(await count()).toBe(0);
    expect(await create(impatient)).toMatchObject({ status: 'requires_capture' });
  });

  it('inside the call stays its answer, and the SDK does not retry', async () => {
    await inject({ status: 500, when: 'during' });
    const first = await errorOf(create(stripe));
    expect(first.headers?.['stripe-should-retry']).toBe('false');
    const again = await errorOf(create(stripe));
    expect(again).toMatchObject({ statusCode: 500 });
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true', 'stripe-should-retry': 'false' });
    expect(await count()).toBe(0);
    expect(await create(stripe, 'another key')).toMatchObject({ status: 'requires_capture' });
  });

  it('after the call hides what was done, and the same key finds it', async () => {
    await inject({ status: 502, when: 'after' });
    expect(await errorOf(create(impatient))).toMatchObject({ statusCode: 502 });
    expect(await count()).toBe(1);
    expect(await create(impatient)).toMatchObject({ status: 'requires_capture' });
    expect(await count()).toBe(1);
  });

  it('is survived by the SDK’s own retries', async () => {
    await inject({ status: 500, when: 'before', times: 2 });
    expect(await create(stripe)).toMatchObject({ status: 'requires_capture' });
  });
});

describe('a broken connection', () => {
  it.each(['before', 'after'] as const)('%s the call is a connection error', async (when) => {
    await inject({ effect: 'disconnect', when, times: null });
    expect(await errorOf(create(impatient))).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(await count()).toBe(when === 'before' ? 0 : 1);
    await simulator.admin('DELETE', 'faults');
    expect(await create(impatient)).toMatchObject({ status: 'requires_capture' });
    expect(await count()).toBe(1);
  });
});

describe('other injected answers', () => {
  it('429 is a rate limit', async () => {
    await inject({ status: 429 });
    expect(await errorOf(create(impatient))).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
  });

  it('latency runs into the caller’s timeout, and the call is done all the same', async () => {
    await simulator.admin('PUT', 'latency', { beforeMs: { min: 0, max: 0 }, afterMs: { min: 60_000, max: 60_000 } });
    const hasty = sdk(simulator.url, { maxNetworkRetries: 0, timeout: 100 });
    expect(await errorOf(create(hasty))).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    await simulator.admin('PUT', 'latency', { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } });
    expect(await count()).toBe(1);
  });

  it('hit their share of the calls and no others', async () => {
    await inject({ match: 'GET /v1/balance', status: 500, times: null });
    expect(await create(impatient)).toMatchObject({ status: 'requires_capture' });
    expect(await errorOf(impatient.balance.retrieve())).toMatchObject({ statusCode: 500 });
    const { data } = (await simulator.admin('GET', 'faults')) as { data: { id: string }[] };
    await simulator.admin('DELETE', `faults/${data[0]!.id}`);
    expect(await impatient.balance.retrieve()).toMatchObject({ object: 'balance' });
  });

  it('are refused where they make no sense', async () => {
    await expect(inject({ status: 200 })).rejects.toThrow(/^400 status/);
    await expect(inject({ when: 'later' })).rejects.toThrow(/^400 when/);
  });
});
