import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { confirmPayment, paymentsOf, type StripeAdmin, stripeAdmin } from '../harness/paying.ts';
import { seededDataFolder, type RunningSoko, startSoko } from '../harness/soko.mjs';

const asksItsOwner = 'pm_card_authenticationRequired';

describe('an order that nobody pays for', () => {
  let soko: RunningSoko;
  let visitor: Client;
  let support: Client;
  let goods: buying.Goods;
  let stripe: StripeAdmin;

  beforeAll(async () => {
    soko = await startSoko({
      dataFolder: await seededDataFolder(),
      env: { ORDERS_PAYMENT_ACTION_MS: '1500', ORDERS_RESERVATION_MS: '3000', ORDERS_SAGA_LEASE_MS: '1000' },
    });
    visitor = client({ url: soko.url });
    stripe = stripeAdmin(soko.stripeAdmin);
    support = await signedInAs('support@example.com', soko.url);
    goods = await buying.goodsOnSale('unpaid', 10, soko.url);
  });

  afterAll(async () => {
    await soko.stop();
    await rm(soko.dataFolder, { recursive: true, force: true });
  });

  /** The order and its payment are over, nothing is held, and everything can be sold again. */
  async function isOver(orderId: string): Promise<void> {
    await until('the payment is voided', async () => {
      const [payment] = await paymentsOf(support, { orderIds: [orderId] });
      return payment?.status === 'VOIDED';
    });
    const [intent] = await stripe.intentsOf([orderId]);
    expect(intent).toMatchObject({ status: 'canceled', amount_received: 0 });
    await until('the stock is free', async () => (await buying.available(visitor, goods.productId))[0] === 10);
    const { stockItem } = await goods.seller.data(
      `query($id: ID!) { stockItem(variantId: $id) { onHand reserved available } }`,
      { id: goods.small },
    );
    expect(stockItem).toEqual({ onHand: 10, reserved: 0, available: 10 });
    const { stuckSagas } = await support.data('{ stuckSagas { checkoutId } }');
    expect(stuckSagas).toEqual([]);
  }

  const historyOf = async (buyer: Client, id: string) =>
    (await buyer.data('query($id: ID!) { order(id: $id) { history { from to reason } } }', { id })).order.history;

  it('fails when its buyer’s time is over, and frees the stock', async () => {
    const bought = await buying.tryToBuy([[goods.small, 4]], asksItsOwner, visitor);
    const { buyer, checkout, orders } = bought;
    const [id] = orders as [string];
    expect(checkout).toMatchObject({ status: 'REQUIRES_ACTION', payment: { actionDueAt: expect.any(String) } });
    expect((await buying.available(visitor, goods.productId))[0]).toBe(6);

    expect(await buying.orderIn(bought, id, 'PAYMENT_FAILED')).toMatchObject({ packaging: null, delivery: null });
    await isOver(id);
    expect((await historyOf(buyer, id)).at(-1)).toEqual({
      from: 'RESERVED',
      to: 'PAYMENT_FAILED',
      reason: 'the payment was not confirmed in time',
    });

    // The bank's page is closed, too: a buyer who comes back to it cannot pay for an order that is over.
    await expect(stripe.answer((await stripe.intentsOf([id]))[0]!.id, 'approve')).rejects.toThrow('409');
    expect(await confirmPayment(buyer, { paymentId: checkout.payment.actions[0].paymentId })).toBe('VOIDED');
    // And the cart is still what it was.
    const { cart } = await buyer.data('{ cart { quantity } }');
    expect(cart.quantity).toBe(4);
    const again = await buying.quote(buyer, null);
    const second = await buying.placeOrder(buyer, again.id);
    expect(second.status).toBe('CONFIRMED');
    await buyer.data(`mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename } }`, {
      input: { orderId: second.orders[0].id },
    });
    await isOver(second.orders[0].id);
  });

  it('is not failed when it was paid for in time and no webhook came', async () => {
    await stripe.call('PATCH', 'webhooks', { dropRate: 1 });
    const bought = await buying.tryToBuy([[goods.large, 1]], asksItsOwner, visitor);
    const [id] = bought.orders as [string];
    await stripe.answer((await stripe.intentsOf([id]))[0]!.id, 'approve');
    await stripe.call('PATCH', 'webhooks', { dropRate: 0 });
    const order = await buying.orderIn(bought, id, 'CONFIRMED', 'PACKAGING', 'PAYMENT_FAILED');
    expect({ status: order.status, held: order.payment.authorized.amount }).toEqual({
      status: 'CONFIRMED',
      held: order.total.amount,
    });
  });

  it('expires when nobody can say whether it is paid for until its reservation runs out', async () => {
    const fault = { match: 'POST /v1/payment_intents*', effect: 'status', status: 503, when: 'before', times: null };
    await stripe.call('POST', 'faults', fault);
    const bought = await buying.tryToBuy([[goods.small, 10]], 'pm_card_visa', visitor);
    // A busy machine may answer before the order is reserved.
    expect(bought.checkout).toMatchObject({ status: 'PENDING' });
    const [id] = bought.orders as [string];
    await buying.orderIn(bought, id, 'EXPIRED');
    expect(await historyOf(bought.buyer, id)).toEqual(
      expect.arrayContaining([expect.objectContaining({ from: 'RESERVED', to: 'EXPIRED' })]),
    );
    await stripe.call('DELETE', 'faults');
    await until('nothing is held', async () => {
      const [payment] = await paymentsOf(support, { orderIds: [id] });
      return payment !== undefined && ['VOIDED', 'FAILED'].includes(payment.status);
    });
    const intents = await stripe.intentsOf([id]);
    expect(intents.filter(({ status }) => status !== 'canceled')).toEqual([]);
    await until('the stock is free', async () => (await buying.available(visitor, goods.productId))[0] === 10);
  });
});
