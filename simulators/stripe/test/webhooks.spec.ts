import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import Stripe from 'stripe';
import {
  chargeIdOf,
  held,
  type Json,
  type Receiver,
  startReceiver,
  startTestSimulator,
  type TestSimulator,
  webhookSecret,
} from './fixture.ts';

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

const controls = (changes: object) => simulator.admin('PATCH', 'webhooks', changes);

const attempts = async (): Promise<Json[]> =>
  ((await simulator.admin('GET', 'webhooks/attempts')) as { data: Json[] }).data;

const untilOutcome = (outcome: string, count: number) =>
  until(
    `${count} × ${outcome}`,
    async () => (await attempts()).filter((attempt) => attempt.outcome === outcome).length >= count,
  );

describe('an event', () => {
  it('is signed, and carries the object as it was', async () => {
    const intent = await stripe.paymentIntents.create(
      { ...held(), metadata: { orderId: 'ord_1' } },
      { idempotencyKey: 'k1' },
    );
    const event = await receiver.untilReceived('payment_intent.amount_capturable_updated');
    await stripe.paymentIntents.capture(intent.id);
    expect(event).toMatchObject({
      object: 'event',
      api_version: '2026-08-26.dahlia',
      livemode: false,
      pending_webhooks: 1,
      request: { id: intent.lastResponse.requestId, idempotency_key: 'k1' },
      data: { object: { id: intent.id, status: 'requires_capture', metadata: { orderId: 'ord_1' } } },
    });
    expect(event.id).toMatch(/^evt_/);
    expect(event.account).toBeUndefined();
    expect(await stripe.events.retrieve(event.id)).toMatchObject({
      id: event.id,
      pending_webhooks: 0,
      data: { object: { status: 'requires_capture' } },
    });
  });

  it('is sent for each event, in order', async () => {
    const intent = await stripe.paymentIntents.create(held());
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 3_000 });
    await stripe.refunds.create({ payment_intent: intent.id, amount: 1_000 });
    await receiver.untilReceived('refund.created');
    const listed = await stripe.events.list({ limit: 100 });
    expect(listed.data.toReversed().map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
      'charge.refunded',
      'refund.created',
    ]);
    const refunded = await receiver.untilReceived('charge.refunded');
    expect(refunded.data.previous_attributes).toEqual({ amount_refunded: 0 });
  });

  it.each([
    [
      'payment_intent.payment_failed',
      async () => stripe.paymentIntents.create(held('pm_card_chargeDeclined')).catch(() => {}),
    ],
    [
      'payment_intent.requires_action',
      async () => stripe.paymentIntents.create(held('pm_card_authenticationRequired')),
    ],
    [
      'payment_intent.canceled',
      async () => stripe.paymentIntents.cancel((await stripe.paymentIntents.create(held())).id),
    ],
    [
      'charge.dispute.created',
      async () => stripe.paymentIntents.create({ ...held('pm_card_createDispute'), capture_method: 'automatic' }),
    ],
  ])('%s is sent', async (type, cause) => {
    await cause();
    expect((await receiver.untilReceived(type)).type).toBe(type);
  });

  it('of a connected account names it', async () => {
    const { id } = await stripe.accounts.create({ capabilities: { transfers: { requested: true } } });
    await simulator.admin('POST', `accounts/${id}/enable`);
    const updated = await receiver.untilReceived('account.updated');
    expect(updated).toMatchObject({ account: id, data: { object: { id, payouts_enabled: true } } });
    expect(updated.data.previous_attributes).toMatchObject({ payouts_enabled: false });
    const intent = await stripe.paymentIntents.create({
      ...held('pm_card_bypassPending'),
      capture_method: 'automatic',
    });
    const source_transaction = chargeIdOf(intent);
    const transfer = await stripe.transfers.create({
      amount: 1_000,
      currency: 'eur',
      destination: id,
      source_transaction,
    });
    await stripe.transfers.createReversal(transfer.id, { amount: 100 });
    await receiver.untilReceived('transfer.created');
    await receiver.untilReceived('transfer.reversed');
    const payout = await stripe.payouts.create({ amount: 900, currency: 'eur' }, { stripeAccount: id });
    await simulator.admin('POST', `payouts/${payout.id}/pay`);
    expect(await receiver.untilReceived('payout.paid')).toMatchObject({ account: id });
    const own = await stripe.events.list({ type: 'payout.*' }, { stripeAccount: id });
    expect(own.data.map(({ type }) => type)).toEqual(['payout.paid', 'payout.created']);
    expect((await stripe.events.list({ type: 'payout.paid' })).data).toEqual([]);
  });
});

describe('the signature', () => {
  it('is refused with another secret, another body and another time', async () => {
    await stripe.customers.create();
    await receiver.untilReceived('customer.created');
    const { body, signature } = receiver.received[0]!;
    const verify =
      (text: string, header: string, secret = webhookSecret, now?: number) =>
      () =>
        Stripe.webhooks.constructEvent(text, header, secret, 300, undefined, now);
    expect(verify(body, signature)).not.toThrow();
    expect(verify(body, signature, 'whsec_other')).toThrow(Stripe.errors.StripeSignatureVerificationError);
    expect(verify(`${body} `, signature)).toThrow(Stripe.errors.StripeSignatureVerificationError);
    expect(verify(body, signature.replace(/t=\d+/, 't=1000'))).toThrow(Stripe.errors.StripeSignatureVerificationError);
    // The tests’ own signer makes the same one.
    const timestamp = Number(/t=(\d+)/.exec(signature)![1]);
    expect(Stripe.webhooks.generateTestHeaderString({ payload: body, secret: webhookSecret, timestamp })).toBe(
      signature,
    );
  });

  it('is good although the clock of the simulator is ahead', async () => {
    await simulator.admin('POST', 'clock', { advanceMs: 30 * 24 * 3_600_000 });
    await stripe.customers.create();
    const event = await receiver.untilReceived('customer.created');
    expect(event.created).toBeGreaterThan(Date.now() / 1_000 + 29 * 24 * 3_600);
  });

  it('is made with both secrets while one takes the other’s place', async () => {
    const { secret } = await simulator.admin('POST', 'webhook_endpoints/we_configured/rotate');
    const modern = await startReceiver(String(secret));
    try {
      await stripe.webhookEndpoints.update('we_configured', { url: modern.url });
      await stripe.customers.create();
      await modern.untilReceived('customer.created');
      const { body, signature } = modern.received[0]!;
      expect(signature.match(/v1=/g)).toHaveLength(2);
      expect(Stripe.webhooks.constructEvent(body, signature, webhookSecret).type).toBe('customer.created');
    } finally {
      await modern.close();
    }
  });
});

describe('endpoints', () => {
  it('are made through the API, with a secret of their own and the events they want', async () => {
    const own = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['customer.created'] });
    expect(own.secret).toMatch(/^whsec_/);
    const other = await startReceiver(own.secret);
    try {
      await stripe.webhookEndpoints.update(own.id, { url: other.url });
      await stripe.paymentIntents.create(held());
      await stripe.customers.create();
      await other.untilReceived('customer.created');
      await receiver.untilReceived('customer.created');
      expect(other.types()).toEqual(['customer.created']);
      expect((await stripe.webhookEndpoints.list()).data).toHaveLength(2);
      await stripe.webhookEndpoints.del(own.id);
      expect((await stripe.webhookEndpoints.list()).data).toMatchObject([{ id: 'we_configured' }]);
    } finally {
      await other.close();
    }
  });
});

describe('the controls', () => {
  it('repeat every webhook', async () => {
    await controls({ duplicates: 99 });
    await stripe.customers.create();
    await receiver.untilReceived('customer.created', 100);
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
  });

  it('turn the order round', async () => {
    await controls({ reorder: 5 });
    const intent = await stripe.paymentIntents.create(held());
    await stripe.paymentIntents.capture(intent.id);
    await receiver.untilReceived('payment_intent.created');
    expect(receiver.types()).toEqual([
      'payment_intent.succeeded',
      'charge.captured',
      'payment_intent.amount_capturable_updated',
      'charge.succeeded',
      'payment_intent.created',
    ]);
  });

  it('drop the configured types, which the API still lists', async () => {
    await controls({ dropTypes: ['payment_intent.*'] });
    const intent = await stripe.paymentIntents.create(held());
    await receiver.untilReceived('charge.succeeded');
    await untilOutcome('dropped', 2);
    expect(receiver.types()).toEqual(['charge.succeeded']);
    const { data } = await stripe.events.list({ type: 'payment_intent.amount_capturable_updated' });
    expect(data[0]?.data.object).toMatchObject({ id: intent.id });
    await simulator.admin('POST', `events/${data[0]!.id}/redeliver`);
    await receiver.untilReceived('payment_intent.amount_capturable_updated');
  });

  it('lose all of them', async () => {
    await controls({ dropRate: 1 });
    await stripe.customers.create();
    await untilOutcome('dropped', 1);
    await controls({ dropRate: 0 });
    await stripe.paymentIntents.create(held());
    await receiver.untilReceived('payment_intent.created');
    expect(receiver.types()).not.toContain('customer.created');
  });

  it('hold webhooks back, by time and altogether', async () => {
    await controls({ paused: true });
    await stripe.customers.create();
    await stripe.customers.create();
    expect(await simulator.admin('GET', 'webhooks')).toMatchObject({ waiting: 2 });
    expect(receiver.received).toEqual([]);
    await controls({ paused: false });
    await receiver.untilReceived('customer.created', 2);
    await controls({ delayMs: { min: 150, max: 150 } });
    const before = Date.now();
    await stripe.customers.create();
    await receiver.untilReceived('customer.created', 3);
    expect(Date.now() - before).toBeGreaterThanOrEqual(145);
  });

  it('let a webhook come before the answer', async () => {
    await simulator.admin('PUT', 'latency', { beforeMs: { min: 0, max: 0 }, afterMs: { min: 400, max: 400 } });
    let isAnswered = false;
    const call = stripe.paymentIntents.create(held()).then(() => (isAnswered = true));
    await receiver.untilReceived('payment_intent.amount_capturable_updated');
    expect(isAnswered).toBe(false);
    await call;
  });
});

describe('a webhook that is not accepted', () => {
  it('is tried again, later and later, until it is', async () => {
    receiver.answer(500);
    await controls({ retryDelaysMs: [60_000, 600_000] });
    await stripe.customers.create();
    await untilOutcome('refused', 1);
    await simulator.admin('POST', 'clock', { advanceMs: 59_000 });
    await simulator.admin('POST', 'clock', { advanceMs: 2_000 });
    await untilOutcome('refused', 2);
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(1);
    receiver.answer(200);
    await simulator.admin('POST', 'clock', { advanceMs: 601_000 });
    await receiver.untilReceived('customer.created');
    await until('delivered', async () => (await stripe.events.list({ delivery_success: true })).data.length === 1);
    expect((await attempts()).map(({ attempt, outcome, status }) => [attempt, outcome, status])).toEqual([
      [3, 'accepted', 200],
      [2, 'refused', 500],
      [1, 'refused', 500],
    ]);
  });

  it('is given up in the end', async () => {
    receiver.answer(500);
    await controls({ retryDelaysMs: [1_000] });
    await stripe.customers.create();
    await untilOutcome('refused', 1);
    await simulator.admin('POST', 'clock', { advanceMs: 2_000 });
    await untilOutcome('refused', 2);
    await until(
      'no delivery is left',
      async () => (await stripe.events.list({ delivery_success: false })).data.length === 0,
    );
  });

  it('is tried again by itself where nobody answered', async () => {
    const { url } = receiver;
    await receiver.close();
    await controls({ retryDelaysMs: [50, 50, 50] });
    await stripe.customers.create();
    await untilOutcome('unreachable', 4);
    expect((await attempts())[0]).toMatchObject({ url, status: null });
    receiver = await startReceiver();
  });
});
