import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { errorOf, held, type Receiver, startReceiver, startTestSimulator, type TestSimulator } from './fixture.ts';

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

const dayMs = 24 * 3_600_000;
const advance = (advanceMs: number) => simulator.admin('POST', 'clock', { advanceMs });

describe('an authorisation', () => {
  it('ends after seven days, and tells so', async () => {
    const intent = await stripe.paymentIntents.create(held());
    await advance(7 * dayMs - 60_000);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_capture' });
    await advance(120_000);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'expired',
      amount_capturable: 0,
    });
    await receiver.untilReceived('charge.expired');
    await receiver.untilReceived('payment_intent.canceled');
    expect(await errorOf(stripe.paymentIntents.capture(intent.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('that was taken or canceled does not end again', async () => {
    const [taken, canceled] = [await stripe.paymentIntents.create(held()), await stripe.paymentIntents.create(held())];
    await stripe.paymentIntents.capture(taken.id);
    await stripe.paymentIntents.cancel(canceled.id, { cancellation_reason: 'duplicate' });
    await advance(30 * dayMs);
    expect(await stripe.paymentIntents.retrieve(taken.id)).toMatchObject({ status: 'succeeded' });
    expect(await stripe.paymentIntents.retrieve(canceled.id)).toMatchObject({ cancellation_reason: 'duplicate' });
    expect((await stripe.events.list({ type: 'charge.expired' })).data).toEqual([]);
  });

  it('ends early where somebody wants to see it', async () => {
    const intent = await stripe.paymentIntents.create(held());
    await simulator.admin('POST', `payment_intents/${intent.id}/expire`);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ cancellation_reason: 'expired' });
  });
});

describe('the clock', () => {
  it('dates everything, and goes forward only', async () => {
    const to = '2031-05-04T03:02:01.000Z';
    await simulator.admin('POST', 'clock', { to });
    const { created } = await stripe.customers.create();
    expect(created).toBeGreaterThanOrEqual(Date.parse(to) / 1_000);
    expect(created).toBeLessThan(Date.parse(to) / 1_000 + 60);
    await expect(simulator.admin('POST', 'clock', { to: '2030-01-01T00:00:00Z' })).rejects.toThrow(/only goes forward/);
  });
});
