import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import Stripe from 'stripe';
import { type Bank, type Json, buyer, openBank, webhookSecret } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank({ PAYMENT_LOOK_AFTER_MS: '400' });
});
afterAll(() => bank.close());
afterEach(() =>
  bank.stripe('PATCH', 'webhooks', {
    paused: false,
    duplicates: 0,
    reorder: 0,
    dropTypes: [],
    delayMs: { min: 0, max: 0 },
  }),
);

const askingCard = { token: 'pm_card_authenticationRequired' };

const events = async (where = 'true'): Promise<number> =>
  (await bank.pool.query(`SELECT 1 FROM provider_event WHERE ${where}`)).rows.length;

const settled = () => until('every webhook is processed', async () => (await events('processed_at IS NULL')) === 0);

const confirm = async (paymentId: string, clientSecret: string | null, as?: Json) => {
  const document = 'mutation ($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { status } }';
  return bank.query(document, { input: { paymentId, clientSecret } }, as ? { as } : {});
};

describe('a payment that the buyer has to confirm', () => {
  it('has an address, and is authorised after the confirmation and the webhook', async () => {
    const result = await bank.authorize({ ord_a1: '10.00' }, askingCard);
    expect(result).toMatchObject({
      __typename: 'PaymentActionRequired',
      payments: [
        {
          orderId: 'ord_a1',
          clientSecret: expect.stringMatching(/_secret_/),
          actionUrl: expect.stringContaining('/authenticate/'),
        },
      ],
    });
    const { id } = await bank.intent('ord_a1');
    await bank.stripe('POST', `payment_intents/${id}/approve`);
    await bank.untilStatus('ord_a1', 'AUTHORIZED');
    expect(await bank.eventsOf('ord_a1')).toEqual(['requires_action', 'authorized']);
    expect(await bank.authorize({ ord_a1: '10.00' }, askingCard)).toMatchObject({ __typename: 'PaymentsAuthorized' });
    expect(await bank.row('ord_a1')).toMatchObject({ client_secret: null, action_url: null });
  });

  it('is read from Stripe when a guest with the secret returns before the webhook', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const { payments } = await bank.authorize({ ord_a2: '10.00' }, { ...askingCard, buyerId: null });
    const [{ id: paymentId, clientSecret }] = payments;
    expect((await confirm(paymentId, null)).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    expect((await confirm(paymentId, 'pi_a_guess')).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await bank.intent('ord_a2');
    await bank.stripe('POST', `payment_intents/${id}/approve`);
    expect((await confirm(paymentId, clientSecret)).data.confirmPayment).toEqual({ status: 'AUTHORIZED' });
    expect(await bank.eventsOf('ord_a2')).toEqual(['requires_action', 'authorized']);
  });

  it('returns the status to a guest who returns after the webhook', async () => {
    const { payments } = await bank.authorize({ ord_a7: '10.00' }, { ...askingCard, buyerId: null });
    const [{ id: paymentId, clientSecret }] = payments;
    await bank.stripe('POST', `payment_intents/${(await bank.intent('ord_a7')).id}/approve`);
    await bank.untilStatus('ord_a7', 'AUTHORIZED');
    expect((await confirm(paymentId, 'pi_a_guess')).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    expect((await confirm(paymentId, clientSecret)).data.confirmPayment).toEqual({ status: 'AUTHORIZED' });
    expect(Object.values(await bank.row('ord_a7'))).not.toContain(clientSecret);
  });

  it('fails when the confirmation fails, and cannot be completed afterwards', async () => {
    await bank.authorize({ ord_a3: '10.00' }, askingCard);
    const { id } = await bank.intent('ord_a3');
    await bank.stripe('POST', `payment_intents/${id}/decline`);
    await bank.untilStatus('ord_a3', 'FAILED');
    await until('the intent is cancelled', async () => (await bank.intent('ord_a3')).status === 'canceled');
    expect(await bank.eventsOf('ord_a3')).toEqual(['requires_action', 'failed']);
  });

  it('is voided when the order ends', async () => {
    await bank.authorize({ ord_a4: '10.00' }, askingCard);
    expect(await bank.void('ord_a4')).toMatchObject({ status: 'VOIDED' });
    expect((await bank.intent('ord_a4')).status).toBe('canceled');
  });

  it('keeps the reason of its void when the webhook arrives first', async () => {
    await bank.authorize({ ord_a8: '10.00' });
    // The provider cancels, and its response is lost.
    await bank.stripe('POST', 'faults', {
      match: 'POST /v1/payment_intents/*/cancel',
      status: 500,
      when: 'after',
      times: 1,
    });
    await Promise.allSettled([bank.void('ord_a8', 'Out of stock')]);
    expect(await bank.untilStatus('ord_a8', 'VOIDED')).toMatchObject({ end_reason: 'Out of stock' });
  });

  it('is found by polling when every webhook is lost', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    await bank.authorize({ ord_a5: '10.00' }, askingCard);
    const { id } = await bank.intent('ord_a5');
    await bank.stripe('POST', `payment_intents/${id}/approve`);
    await bank.untilStatus('ord_a5', 'AUTHORIZED');
    expect(await bank.eventsOf('ord_a5')).toEqual(['requires_action', 'authorized']);
  });

  it('is found at once by a repeated request when every webhook is lost', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const order = { ord_a6: '10.00' };
    await bank.authorize(order, askingCard);
    expect(await bank.authorize(order, askingCard)).toMatchObject({ __typename: 'PaymentActionRequired' });
    await bank.stripe('POST', `payment_intents/${(await bank.intent('ord_a6')).id}/approve`);
    expect(await bank.authorize(order, askingCard)).toMatchObject({ __typename: 'PaymentsAuthorized' });
    expect(await bank.eventsOf('ord_a6')).toEqual(['requires_action', 'authorized']);
  });
});

describe('webhooks', () => {
  it('have no effect when each arrives a hundred times, newest first, late', async () => {
    const received = bank.webhooks();
    await bank.stripe('PATCH', 'webhooks', { paused: true, duplicates: 99, reorder: 10 });
    await bank.authorize({ ord_w1: '10.00' }, askingCard);
    const { id } = await bank.intent('ord_w1');
    await bank.stripe('POST', `payment_intents/${id}/approve`);
    expect((await confirm((await bank.row('ord_w1')).id, null, buyer)).data.confirmPayment).toEqual({
      status: 'AUTHORIZED',
    });
    await bank.capture('ord_w1', '8.00');
    await bank.refund('ord_w1', '3.00');
    const before = await bank.row('ord_w1');
    const kept = await events();
    await bank.stripe('PATCH', 'webhooks', { paused: false, duplicates: 99, reorder: 1 });
    await until('each has arrived a hundred times', () => bank.webhooks() - received >= 500, 60_000);
    await until('no webhook waits', async () => (await bank.stripe('GET', 'webhooks')).waiting === 0, 60_000);
    await settled();
    expect(await events()).toBeGreaterThan(kept);
    expect(await events(`object_ref = '${id}' AND type = 'payment_intent.succeeded'`)).toBe(1);
    expect(await bank.row('ord_w1')).toEqual(before);
    expect(await bank.eventsOf('ord_w1')).toEqual([
      'requires_action',
      'authorized',
      'captured',
      'refund_begun',
      'refunded',
    ]);
  });

  it('may arrive before the response of the call that caused them', async () => {
    await bank.stripe('POST', 'faults', {
      match: 'POST /v1/payment_intents',
      when: 'after',
      effect: 'disconnect',
      times: 3,
    });
    const given = bank.authorize({ ord_w2: '10.00' }).catch(() => null);
    await bank.untilStatus('ord_w2', 'AUTHORIZED');
    await given;
    expect(await bank.authorize({ ord_w2: '10.00' })).toMatchObject({ __typename: 'PaymentsAuthorized' });
    expect(await bank.intent('ord_w2')).toMatchObject({ status: 'requires_capture' });
    expect(await bank.eventsOf('ord_w2')).toEqual(['authorized']);
  });

  it('are refused when they are forged, altered or stale', async () => {
    const payload = JSON.stringify({
      id: 'evt_forged',
      object: 'event',
      type: 'x',
      data: { object: {} },
      created: 1,
      livemode: false,
    });
    const post = async (header: string, body = payload): Promise<number> =>
      (
        await fetch(bank.webhookUrl, {
          method: 'POST',
          headers: { 'stripe-signature': header, 'content-type': 'application/json' },
          body,
        })
      ).status;
    const sign = (secret: string, timestamp?: number) =>
      Stripe.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp ? { timestamp } : {}) });
    expect(await post('')).toBe(400);
    expect(await post(sign('whsec_another'))).toBe(400);
    expect(await post(sign(webhookSecret), `${payload} `)).toBe(400);
    expect(await post(sign(webhookSecret, Math.floor(Date.now() / 1_000) - 600))).toBe(400);
    expect(await events("event_id = 'evt_forged'")).toBe(0);
    expect(await post(sign(webhookSecret))).toBe(200);
    expect(await events("event_id = 'evt_forged'")).toBe(1);
  });

  it('report changes at the provider outside Soko: expiry, refunds, disputes', async () => {
    await bank.authorize({ ord_w3: '10.00', ord_w4: '10.00', ord_w5: '10.00' });
    await bank.stripe('POST', `payment_intents/${(await bank.intent('ord_w3')).id}/expire`);
    await bank.untilStatus('ord_w3', 'EXPIRED');
    expect(await bank.capture('ord_w3', '10.00')).toMatchObject({
      __typename: 'WrongPaymentStatus',
      status: 'EXPIRED',
    });

    await bank.capture('ord_w4', '10.00');
    const charge = (await bank.intent('ord_w4')).latest_charge;
    const dispute = await bank.stripe('POST', `charges/${charge}/dispute`);
    await bank.untilStatus('ord_w4', 'DISPUTED');
    expect(await bank.refund('ord_w4', '1.00')).toMatchObject({ __typename: 'WrongPaymentStatus' });
    const { data } = await bank.stripe('GET', 'objects/disputes');
    await bank.stripe('POST', `disputes/${data.find((each: Json) => each.charge === charge).id}/lose`);
    await bank.untilStatus('ord_w4', 'CHARGED_BACK');
    expect(dispute).toBeDefined();
    expect(await bank.eventsOf('ord_w4')).toEqual(['authorized', 'captured', 'disputed', 'charged_back']);

    await bank.capture('ord_w5', '10.00');
    const stripe = bank.sdk();
    await stripe.refunds.create({ payment_intent: (await bank.intent('ord_w5')).id, amount: 250 });
    expect(await bank.untilStatus('ord_w5', 'PARTIALLY_REFUNDED')).toMatchObject({ refunded_minor: '250' });
    expect(await bank.eventsOf('ord_w5')).toEqual(['authorized', 'captured', 'refunded']);
  });

  it('report a refund that failed later', async () => {
    await bank.authorize({ ord_w6: '10.00' });
    await bank.capture('ord_w6', '10.00');
    await bank.refund('ord_w6', '4.00');
    const { data } = await bank.stripe('GET', 'objects/refunds');
    const { latest_charge } = await bank.intent('ord_w6');
    await bank.stripe('POST', `refunds/${data.find(({ charge }: Json) => charge === latest_charge).id}/fail`);
    await until('the refund has failed', async () => (await bank.eventsOf('ord_w6')).includes('refund_failed'));
    expect(await bank.row('ord_w6')).toMatchObject({ status: 'CAPTURED', refunded_minor: '0', refunding_minor: '0' });
  });
});
