import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { adminOf, errorOf, held, sdk, startTestSimulator, type TestSimulator } from './fixture.ts';

let simulator: TestSimulator;
let stripe: Stripe;

beforeEach(async () => {
  simulator = await startTestSimulator();
  ({ stripe } = simulator);
});

afterEach(() => simulator.close());

const count = async (): Promise<number> => (await stripe.paymentIntents.list({ limit: 100 })).data.length;

const latency = (beforeMs: number, afterMs = 0) =>
  simulator.admin('PUT', 'latency', {
    beforeMs: { min: beforeMs, max: beforeMs },
    afterMs: { min: afterMs, max: afterMs },
  });

/** What `fetch` shows and the SDK does not: the bytes and the headers. */
const post = (key: string, body: string, path = '/v1/payment_intents'): Promise<Response> =>
  fetch(`${simulator.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer sk_test_x',
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': key,
    },
    body,
  });

const body = 'amount=5000&currency=eur&payment_method_types[0]=card&payment_method=pm_card_visa&confirm=true';

describe('the same key and parameters', () => {
  it('get the same answer, byte for byte, and nothing is done again', async () => {
    const first = await post('key-1', body);
    const second = await post('key-1', body.split('&').toReversed().join('&'));
    expect(second.status).toBe(200);
    expect(await second.text()).toBe(await first.text());
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect(second.headers.get('idempotency-key')).toBe('key-1');
    expect(await count()).toBe(1);
  });

  it('get the first answer also after things have changed', async () => {
    const options = { idempotencyKey: 'create' };
    const intent = await stripe.paymentIntents.create(held(), options);
    await stripe.paymentIntents.capture(intent.id, {}, { idempotencyKey: 'capture' });
    const again = await stripe.paymentIntents.create(held(), options);
    expect(again).toMatchObject({ id: intent.id, status: 'requires_capture' });
    expect(await stripe.paymentIntents.capture(intent.id, {}, { idempotencyKey: 'capture' })).toMatchObject({
      status: 'succeeded',
    });
  });

  it('get the same decline', async () => {
    const decline = () =>
      errorOf(stripe.paymentIntents.create(held('pm_card_chargeDeclined'), { idempotencyKey: 'd' }));
    const [first, second] = [await decline(), await decline()];
    expect(second).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(second.charge).toBe(first.charge);
    expect(await count()).toBe(1);
  });

  it('get the same refusal of a state', async () => {
    const intent = await stripe.paymentIntents.create(held());
    const capture = (key: string) => stripe.paymentIntents.capture(intent.id, {}, { idempotencyKey: key });
    await capture('first');
    const refused = await errorOf(capture('second'));
    const again = await errorOf(capture('second'));
    expect(again.message).toBe(refused.message);
    expect(again.headers?.['idempotent-replayed']).toBe('true');
  });
});

describe('50 equal requests at once', () => {
  it('make one payment and get 50 equal answers', async () => {
    const create = () => stripe.paymentIntents.create(held(), { idempotencyKey: 'same' });
    const intents = await Promise.all(Array.from({ length: 50 }, create));
    expect(new Set(intents.map(({ id }) => id)).size).toBe(1);
    expect(new Set(intents.map((intent) => JSON.stringify(intent))).size).toBe(1);
    expect(await count()).toBe(1);
  });

  it('that overlap get 409, and the SDK waits', async () => {
    await latency(200);
    const intents = await Promise.all(
      Array.from({ length: 50 }, () => stripe.paymentIntents.create(held(), { idempotencyKey: 'same' })),
    );
    expect(new Set(intents.map(({ id }) => id)).size).toBe(1);
    expect(await count()).toBe(1);
    const { data } = (await adminOf(simulator.url)('GET', 'requests')) as { data: { status: number }[] };
    expect(data.filter(({ status }) => status === 409).length).toBeGreaterThan(0);
  });

  it('that overlap are refused with 409 where nobody retries', async () => {
    await latency(2_000);
    const impatient = sdk(simulator.url, { maxNetworkRetries: 0 });
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, () => impatient.paymentIntents.create(held(), { idempotencyKey: 'same' })),
    );
    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as Stripe.errors.StripeError] : [],
    );
    expect(refused).toHaveLength(49);
    expect(refused[0]).toMatchObject({
      statusCode: 409,
      rawType: 'idempotency_error',
      code: 'idempotency_key_in_use',
    });
    expect(await count()).toBe(1);
  });
});

describe('the same key with something else', () => {
  it('is refused: other parameters', async () => {
    await stripe.paymentIntents.create(held('pm_card_visa', 5_000), { idempotencyKey: 'k' });
    const error = await errorOf(stripe.paymentIntents.create(held('pm_card_visa', 5_001), { idempotencyKey: 'k' }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(error).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
    expect(error.message).toMatch(/same parameters they were first used with/);
    expect(await count()).toBe(1);
  });

  it('is refused: another endpoint', async () => {
    const intent = await stripe.paymentIntents.create(held(), { idempotencyKey: 'k' });
    const error = await errorOf(stripe.paymentIntents.capture(intent.id, {}, { idempotencyKey: 'k' }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  it('is another key for another account', async () => {
    const { id } = await stripe.accounts.create({ capabilities: { transfers: { requested: true } } });
    const one = await stripe.customers.create({}, { idempotencyKey: 'k' });
    const other = await stripe.customers.create({}, { idempotencyKey: 'k', stripeAccount: id });
    expect(other.id).not.toBe(one.id);
    expect(await errorOf(stripe.customers.retrieve(other.id))).toMatchObject({ code: 'resource_missing' });
  });
});

describe('nothing is kept for a key', () => {
  it('when the parameters were wrong', async () => {
    const wrong = { ...held(), currency: 'euros' };
    expect(await errorOf(stripe.paymentIntents.create(wrong, { idempotencyKey: 'k' }))).toMatchObject({
      param: 'currency',
    });
    expect(await stripe.paymentIntents.create(held(), { idempotencyKey: 'k' })).toMatchObject({
      status: 'requires_capture',
    });
  });

  it('when what they name is not there yet', async () => {
    const missing = stripe.paymentIntents.create({ ...held(), customer: 'cus_later' }, { idempotencyKey: 'k' });
    expect(await errorOf(missing)).toMatchObject({ code: 'resource_missing' });
    expect(await stripe.paymentIntents.create(held(), { idempotencyKey: 'k' })).toMatchObject({ amount: 5_000 });
  });

  it('after a day', async () => {
    const first = await stripe.customers.create({}, { idempotencyKey: 'k' });
    await simulator.admin('POST', 'clock', { advanceMs: 25 * 3_600_000 });
    // What is too old is forgotten by the next call that changes anything.
    await stripe.customers.create();
    const second = await stripe.customers.create({}, { idempotencyKey: 'k' });
    expect(second.id).not.toBe(first.id);
  });
});

describe('a key', () => {
  it('of more than 255 characters is refused', async () => {
    expect((await post('k'.repeat(255), body)).status).toBe(200);
    expect((await post('k'.repeat(256), body)).status).toBe(400);
  });

  it('of the SDK’s own making saves a call whose answer was lost', async () => {
    await simulator.admin('POST', 'faults', { match: 'POST /v1/payment_intents', effect: 'disconnect', when: 'after' });
    const intent = await stripe.paymentIntents.create(held());
    expect(intent.status).toBe('requires_capture');
    expect(await count()).toBe(1);
  });
});
