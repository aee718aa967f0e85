import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { confirmPayment, paymentsOf, type StripeAdmin, stripeAdmin } from '../harness/paying.ts';

const asksItsOwner = 'pm_card_authenticationRequired';

interface Action {
  paymentId: string;
  orderId: string;
  clientSecret: string;
  actionUrl: string;
}

describe('a card that asks its owner', () => {
  let goods: buying.Goods;
  let support: Client;
  let stripe: StripeAdmin;

  beforeAll(async () => {
    [goods, support] = await Promise.all([buying.goodsOnSale('owner', 100), signedInAs('support@example.com')]);
    stripe = stripeAdmin();
  });

  /** How support sees the payments of some orders, oldest order first. */
  const statusesOf = async (orderIds: readonly string[]): Promise<string[]> => {
    const payments = await paymentsOf(support, { orderIds });
    return orderIds.map((id) => payments.find(({ order }) => order.id === id)!.status);
  };
  const intentOf = async (orderId: string): Promise<string> => (await stripe.intentsOf([orderId]))[0]!.id;
  /** The two orders of a checkout: the one that has to be confirmed first, then the one that waits for it. */
  const inTurn = async ({ checkout, orders }: Awaited<ReturnType<typeof buying.tryToBuy>>) => {
    const [{ orderId: first }] = checkout.payment.actions as [Action];
    return [first, orders.find((id) => id !== first)!] as const;
  };

  it('is approved at the bank, and the purchase goes on when its buyer comes back', async () => {
    const [before] = await buying.available(client(), goods.productId);
    const bought = await buying.tryToBuy([[goods.small, 2]], asksItsOwner);
    const { buyer, checkout, orders } = bought;
    expect(checkout).toMatchObject({
      status: 'REQUIRES_ACTION',
      orders: [{ status: 'RESERVED', paymentStatus: 'NONE' }],
    });
    const [action] = checkout.payment.actions as [Action];
    expect(action).toMatchObject({ orderId: orders[0], actionUrl: expect.stringMatching(/^http/) });
    expect((await buying.available(client(), goods.productId))[0]).toBe(before! - 2);

    const { paymentId } = action;
    expect(await confirmPayment(buyer, { paymentId })).toBe('REQUIRES_ACTION');
    await stripe.answer(await intentOf(action.orderId), 'approve');
    expect(await confirmPayment(buyer, { paymentId })).toBe('AUTHORIZED');
    expect(await buying.orderIn(bought, action.orderId, 'CONFIRMED', 'PACKAGING')).toMatchObject({
      paymentStatus: 'AUTHORIZED',
      payment: { status: 'AUTHORIZED', authorized: { amount: checkout.total.amount }, captured: { amount: '0.00' } },
    });
    expect(await confirmPayment(buyer, { paymentId })).toBe('AUTHORIZED');
  });

  it('is confirmed by a guest with the secret of the payment, and by nobody without', async () => {
    const guest = client();
    const { id } = await buying.quote(guest, await buying.fillCart(guest, [[goods.small, 1]]));
    const checkout = await buying.placeOrder(guest, id, asksItsOwner);
    const [{ paymentId, orderId, clientSecret }] = checkout.payment.actions as [Action];
    await stripe.answer(await intentOf(orderId), 'approve');
    expect(await confirmPayment(guest, { paymentId })).toBe('NOT_FOUND');
    expect(await confirmPayment(guest, { paymentId, clientSecret: `${clientSecret}x` })).toBe('NOT_FOUND');
    expect(await confirmPayment(guest, { paymentId, clientSecret })).toBe('AUTHORIZED');
    await until('the order is confirmed', async () => {
      const { order } = await guest.data(
        `query($id: ID!, $token: String!) { order(id: $id, token: $token) { status } }`,
        {
          id: orderId,
          token: checkout.token,
        },
      );
      return order.status === 'CONFIRMED';
    });
  });

  it('that says no gives the stock back, and another card buys the same cart', async () => {
    const before = await buying.available(client(), goods.productId);
    const bought = await buying.tryToBuy([[goods.large, 3]], asksItsOwner);
    const [{ paymentId, orderId }] = bought.checkout.payment.actions as [Action];
    await stripe.answer(await intentOf(orderId), 'decline');
    expect(await confirmPayment(bought.buyer, { paymentId })).toBe('FAILED');
    await buying.orderIn(bought, orderId, 'PAYMENT_FAILED');
    await until('the stock is free', async () => (await buying.available(client(), goods.productId))[1] === before[1]);
    const again = await buying.quote(bought.buyer, null);
    expect((await buying.placeOrder(bought.buyer, again.id)).status).toBe('CONFIRMED');
  });

  it.each([
    ['a guest', () => client()],
    ['a user', () => signUp(newAddress('twice'))],
  ])('for two sellers is asked once by %s, with a card that a browser gave to Stripe', async (_, visitor) => {
    const other = await buying.goodsOnSale('once', 10);
    const buyer = await visitor();
    const cart = await buying.fillCart(buyer, [
      [goods.small, 1],
      [other.small, 1],
    ]);
    const token = await stripe.newCard('4000002500003155');
    const checkout = await buying.placeOrder(buyer, (await buying.quote(buyer, cart)).id, token);
    expect(checkout.status).toBe('REQUIRES_ACTION');
    const [{ paymentId, orderId, clientSecret }, ...more] = checkout.payment.actions as [Action];
    expect(more).toEqual([]);
    const orderIds: string[] = checkout.orders.map(({ id }: { id: string }) => id);
    expect(await stripe.intentsOf(orderIds)).toHaveLength(1);
    await stripe.answer(await intentOf(orderId), 'approve');
    expect(await confirmPayment(buyer, { paymentId, clientSecret })).toBe('AUTHORIZED');
    await until('both are authorised', async () => {
      const statuses = await statusesOf(orderIds);
      return statuses.every((status) => status === 'AUTHORIZED');
    });
    await until('the checkout is confirmed', async () => {
      const { checkout: seen } = await buyer.data(
        `query($id: ID!, $token: String) { checkout(id: $id, token: $token) { status payment { actions { orderId } } } }`,
        { id: checkout.id, token: checkout.token },
      );
      return seen.status === 'CONFIRMED' && seen.payment.actions.length === 0;
    });
    const intents = await stripe.intentsOf(orderIds);
    expect(intents.map(({ status }) => status)).toEqual(['requires_capture', 'requires_capture']);
  });

  it('for two sellers, whose bank insists each time, buys of both when both are approved', async () => {
    const other = await buying.goodsOnSale('second', 10);
    const buyTwo = () =>
      buying.tryToBuy(
        [
          [goods.small, 1],
          [other.small, 1],
        ],
        asksItsOwner,
      );
    const slow = await buyTwo();
    const [first, second] = await inTurn(slow);
    await stripe.answer(await intentOf(first), 'approve');
    await until('the first is held', async () => (await statusesOf([first]))[0] === 'AUTHORIZED');
    expect((await buying.orderIn(slow, second, 'RESERVED')).paymentStatus).toBe('NONE');
    const { actions } = await until('the second is asked for', async () => {
      const { checkout } = await slow.buyer.data(
        `query($id: ID!) { checkout(id: $id) { payment { actions { orderId actionUrl } } } }`,
        { id: slow.checkout.id },
      );
      const asked = checkout.payment.actions.some(({ orderId }: Action) => orderId === second);
      return asked ? checkout.payment : null;
    });
    expect(actions).toEqual([{ orderId: second, actionUrl: expect.stringMatching(/^http/) }]);
    await stripe.answer(await intentOf(second), 'approve');

    const quick = await Promise.all(Array.from({ length: 4 }, buyTwo));
    await Promise.all(
      quick.map(async (bought) => {
        for (const id of await inTurn(bought)) {
          await until('it is asked for', async () => (await statusesOf([id]))[0] === 'REQUIRES_ACTION');
          await stripe.answer(await intentOf(id), 'approve');
        }
      }),
    );
    for (const bought of [slow, ...quick]) {
      for (const id of bought.orders) await buying.orderIn(bought, id, 'CONFIRMED', 'PACKAGING');
      expect(await statusesOf(bought.orders)).toEqual(['AUTHORIZED', 'AUTHORIZED']);
    }
  });

  it('for two sellers buys of neither when one says no', async () => {
    const other = await buying.goodsOnSale('third', 10);
    const wanted = [
      [goods.small, 1],
      [other.small, 1],
    ] as const;
    const bad = await buying.tryToBuy(wanted, asksItsOwner);
    const [approved, declined] = await inTurn(bad);
    await stripe.answer(await intentOf(approved), 'approve');
    await until('the first is held', async () => (await statusesOf([approved]))[0] === 'AUTHORIZED');
    await until('the second is asked for', async () => (await statusesOf([declined]))[0] === 'REQUIRES_ACTION');
    await stripe.answer(await intentOf(declined), 'decline');
    for (const id of bad.orders) await buying.orderIn(bad, id, 'PAYMENT_FAILED');
    await until('nothing is held', async () => {
      const [one, two] = await statusesOf([approved, declined]);
      return one === 'VOIDED' && two === 'FAILED';
    });
    expect((await stripe.intentsOf([approved]))[0]).toMatchObject({ status: 'canceled', amount_received: 0 });
    await until('the stock is free', async () => (await buying.available(client(), other.productId))[0] === 10);
  });
});
