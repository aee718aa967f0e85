import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { packAndDeliver } from '../harness/fulfilling.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { stripeAdmin } from '../harness/paying.ts';

describe('what is digital', () => {
  let goods: buying.Goods;
  let digital: Awaited<ReturnType<typeof buying.putOnSale>>;
  let warehouse: Client;
  let courier: Client;

  beforeAll(async () => {
    [goods, warehouse, courier] = await Promise.all([
      buying.goodsOnSale('fonts', 20),
      signedInAs('warehouse@example.com'),
      signedInAs('courier@example.com'),
    ]);
    digital = await buying.putOnSale(goods.seller, 'fonts', 'DIGITAL');
  }, 60_000);

  it('is fulfilled and charged at once, with nothing to pack or to deliver', async () => {
    const buyer = await signUp(newAddress('buyer'));
    await buying.fillCart(buyer, [
      [digital.small, 1],
      [digital.large, 2],
    ]);
    const quote = await buying.quote(buyer, null, { deliveryMethod: 'NONE' });
    expect(quote).toMatchObject({ deliveryTotal: { amount: '0.00' }, total: { amount: '79.70' } });
    const checkout = await buying.placeOrder(buyer, quote.id);
    expect(checkout).toMatchObject({ status: 'CONFIRMED', orders: [{ status: 'FULFILLED' }] });
    const [{ id }] = checkout.orders;
    const order = await until('the charge', async () => {
      const seen = await buying.orderIn({ buyer, orders: [id] }, id, 'FULFILLED');
      return seen.paymentStatus === 'CAPTURED' ? seen : null;
    });
    expect(order).toMatchObject({
      packaging: null,
      delivery: null,
      total: { amount: '79.70' },
      payment: { status: 'CAPTURED', captured: { amount: '79.70' } },
    });
    expect(await buying.available(buyer, digital.productId)).toEqual([null, null]);
    expect(await stripeAdmin().intentsOf([id])).toMatchObject([{ status: 'succeeded', amount_received: 7970 }]);
  }, 60_000);

  it('waits, beside a thing, for the thing to be delivered', async () => {
    const bought = await buying.buy([
      [goods.small, 2],
      [digital.small, 1],
    ]);
    const [id] = bought.orders as [string];
    expect(bought.orders).toHaveLength(1);
    await packAndDeliver(warehouse, courier, id);
    const order = await until('the charge', async () => {
      const seen = await buying.orderIn(bought, id, 'FULFILLED');
      return seen.paymentStatus === 'CAPTURED' ? seen : null;
    });
    expect(order.itemsTotal.amount).toBe('59.70');
    expect(order.payment.captured.amount).toBe(order.total.amount);
  }, 60_000);
});
