import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { packAndDeliver } from '../harness/fulfilling.ts';
import { confirmPayment, paymentsOf, type StripeAdmin, stripeAdmin } from '../harness/paying.ts';
import { seededDataFolder, type RunningSoko, startSoko } from '../harness/soko.mjs';

const calm = {
  paused: false,
  delayMs: { min: 0, max: 0 },
  duplicates: 0,
  reorder: 0,
  dropRate: 0,
};
const noLatency = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } };

describe('whatever becomes of the webhooks, a purchase ends the same', () => {
  let soko: RunningSoko;
  let visitor: Client;
  let support: Client;
  let warehouse: Client;
  let courier: Client;
  let goods: buying.Goods;
  let stripe: StripeAdmin;

  beforeAll(async () => {
    soko = await startSoko({ dataFolder: await seededDataFolder(), env: { PAYMENT_LOOK_AFTER_MS: '1000' } });
    visitor = client({ url: soko.url });
    stripe = stripeAdmin(soko.stripeAdmin);
    [support, warehouse, courier] = (await Promise.all(
      ['support', 'warehouse', 'courier'].map((name) => signedInAs(`${name}@example.com`, soko.url)),
    )) as [Client, Client, Client];
    goods = await buying.goodsOnSale('hooks', 100, soko.url);
  });

  afterEach(async () => {
    await stripe.call('PATCH', 'webhooks', calm);
    await stripe.call('PUT', 'latency', noLatency);
  });

  afterAll(async () => {
    await soko.stop();
    await rm(soko.dataFolder, { recursive: true, force: true });
  });

  /** Two pieces, by a card that asks its owner, who says yes. Answers once the order is confirmed. */
  async function buyAsked(comesBack: boolean): Promise<buying.Bought & { id: string; intentId: string }> {
    const { buyer, orders, checkout } = await buying.tryToBuy(
      [[goods.small, 2]],
      'pm_card_authenticationRequired',
      visitor,
    );
    expect(checkout.status).toBe('REQUIRES_ACTION');
    const [id] = orders as [string];
    const [intent] = await stripe.intentsOf([id]);
    await stripe.answer(intent!.id, 'approve');
    const { paymentId } = checkout.payment.actions[0];
    if (comesBack) expect(await confirmPayment(buyer, { paymentId })).toBe('AUTHORIZED');
    await buying.orderIn({ buyer, orders }, id, 'CONFIRMED', 'PACKAGING');
    return { buyer, orders, id, intentId: intent!.id };
  }

  /** Delivered, charged, and given back in part. */
  async function goesOn({ id }: { id: string }): Promise<void> {
    await packAndDeliver(warehouse, courier, id);
    const [payment] = await until('the charge', async () => {
      const seen = await paymentsOf(support, { orderIds: [id] });
      return seen[0]?.status === 'CAPTURED' ? seen : null;
    });
    const amount = { amount: '10.00', currency: 'EUR' };
    const { refundPayment } = await support.data(
      `mutation($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename } }`,
      { input: { paymentId: payment!.id, amount, reason: 'Scratched', idempotencyKey: `refund-${id}` } },
    );
    expect(refundPayment.__typename).toBe('RefundMade');
  }

  /** Charged once, with the whole total, and given back once: here and at Stripe. */
  async function hasEnded({ id, intentId }: { id: string; intentId: string }): Promise<void> {
    const order = await until('orders knows of the refund', async () => {
      const seen = await support.data(
        `query($id: ID!) { order(id: $id) { status paymentStatus total { amount }
           payment { status captured { amount } refunded { amount } refunds { status amount { amount } } } } }`,
        { id },
      );
      return seen.order.paymentStatus === 'PARTIALLY_REFUNDED' ? seen.order : null;
    });
    expect(order).toMatchObject({
      status: 'FULFILLED',
      payment: {
        status: 'PARTIALLY_REFUNDED',
        captured: order.total,
        refunded: { amount: '10.00' },
        refunds: [{ status: 'SUCCEEDED', amount: { amount: '10.00' } }],
      },
    });
    const charged = Math.round(Number(order.total.amount) * 100);
    expect(await stripe.intentsOf([id])).toMatchObject([{ status: 'succeeded', amount_received: charged }]);
    expect(await stripe.chargesOf(intentId)).toMatchObject([{ amount_captured: charged, amount_refunded: 1000 }]);
  }

  interface Attempt {
    eventId: string;
    type: string;
    outcome: 'accepted' | 'repeated' | 'refused' | 'unreachable' | 'dropped';
  }
  const attempts = async (): Promise<Attempt[]> =>
    (await stripe.call<{ data: Attempt[] }>('GET', 'webhooks/attempts')).data;

  /** A new event of this type has come so often, or was lost so often. */
  const untilSent = (type: string, times: number, known: ReadonlySet<string>) =>
    until(
      `${times} × ${type}`,
      async () => {
        const sent = (await attempts()).filter((each) => each.type === type && !known.has(each.eventId));
        return sent.length >= times;
      },
      180_000,
    );

  it.each([
    { how: 'come as they should', controls: {} },
    { how: 'are lost, and the buyer comes back', controls: { dropRate: 1 }, comesBack: true },
    { how: 'are lost, and nobody says anything', controls: { dropRate: 1 } },
    { how: 'come newest first', controls: { reorder: 10 } },
    { how: 'come a hundred times each', controls: { duplicates: 99 }, times: 100 },
    { how: 'come before the answers of the calls that cause them', controls: {}, answersAfterMs: 250 },
    {
      how: 'come when all is over, newest first and a hundred times',
      controls: { paused: true, reorder: 50, duplicates: 99 },
      comesBack: true,
      last: 'payment_intent.created',
      times: 100,
    },
  ])(
    'when they $how',
    async ({ controls, comesBack = false, answersAfterMs = 0, last = 'charge.refunded', times = 1 }) => {
      const before = new Set((await attempts()).map(({ eventId }) => eventId));
      await stripe.call('PATCH', 'webhooks', controls);
      const afterMs = { min: answersAfterMs, max: answersAfterMs };
      await stripe.call('PUT', 'latency', { ...noLatency, afterMs });
      const bought = await buyAsked(comesBack);
      await goesOn(bought);
      await stripe.call('PATCH', 'webhooks', { paused: false });
      await untilSent(last, times, before);
      await hasEnded(bought);
      const refused = (await attempts()).filter(({ outcome }) => ['refused', 'unreachable'].includes(outcome));
      expect(refused).toEqual([]);
    },
  );

  it('and one with a forged signature is refused', async () => {
    const response = await fetch(`${soko.url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=00' },
      body: JSON.stringify({ id: 'evt_forged', type: 'payment_intent.succeeded', data: { object: {} } }),
    });
    expect(response.status).toBe(400);
  });
});
