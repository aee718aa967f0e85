import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as buying from '../harness/buying.ts';
import * as fulfilling from '../harness/fulfilling.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { type Watched, watcher, type Watcher } from '../harness/watching.ts';

const open: Watcher[] = [];
const watching = (who?: Client): Watcher => {
  const opened = watcher(who?.token);
  open.push(opened);
  return opened;
};

const wholeOrder = `status paymentStatus
  lines { quantity variant { id product { title } } } seller { displayName } payment { status } delivery { status }`;
const watchOrder = `subscription($id: ID!, $token: String) { orderUpdated(orderId: $id, token: $token) { ${wholeOrder} } }`;

/** What a field of the messages said, without saying the same twice. */
const changesOf = ({ messages }: Watched, field: string, key: string): unknown[] =>
  messages.map((data) => data[field][key]).filter((value, index, all) => value !== all[index - 1]);

const codesOf = ({ errors }: Watched): unknown =>
  (errors as { extensions: { code: string } }[] | null)?.map(({ extensions }) => extensions.code);

describe('watching', () => {
  let goods: buying.Goods;
  let warehouse: Client;
  let courier: Client;

  beforeAll(async () => {
    [goods, warehouse, courier] = await Promise.all([
      buying.goodsOnSale('wanjiru', 100),
      signedInAs('warehouse@example.com'),
      signedInAs('courier@example.com'),
    ]);
  });
  afterAll(() => open.forEach((each) => each.close()));

  it('an order from the purchase to the door, for its buyer, its seller and the warehouse', async () => {
    const buyer = await signUp(newAddress('watcher'));
    const [ofBuyer, ofSeller, ofWarehouse] = [watching(buyer), watching(goods.seller), watching(warehouse)];
    const mine = await ofBuyer.watch('subscription { myOrders { id status total { amount } } }');
    const sold = await ofSeller.watch('subscription { mySales { id status buyer { id } } }');
    const queue = await ofWarehouse.watch('subscription { packagingQueueChanged { status order { id number } } }');

    const cart = await buying.fillCart(buyer, [[goods.small, 2]]);
    const checkout = await buying.placeOrder(buyer, (await buying.quote(buyer, cart)).id);
    const id: string = checkout.orders[0].id;
    await mine.sees('the new order', ({ myOrders }) => myOrders.id === id && myOrders.status === 'CONFIRMED');
    await sold.sees('the sale', ({ mySales }) => mySales.id === id && mySales.status === 'CONFIRMED');
    await queue.sees('the new package', ({ packagingQueueChanged: { order } }) => order.id === id);

    const order = await ofBuyer.watch(watchOrder, { id });
    const delivery = await ofBuyer.watch(
      'subscription($id: ID!) { deliveryUpdated(orderId: $id) { status order { number } } }',
      { id },
    );
    await fulfilling.pack(warehouse, id);
    await order.sees('that it is packed', ({ orderUpdated }) => orderUpdated.status === 'PACKAGED');
    const deliveryId = await fulfilling.deliveryOf(courier, id);
    await fulfilling.deliver(courier, 'startDelivery', { deliveryId });
    await order.sees('that it is on its way', ({ orderUpdated }) => orderUpdated.status === 'IN_DELIVERY');
    await fulfilling.deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed' });
    await order.sees('that it is there and paid for', ({ orderUpdated: { status, paymentStatus, payment } }) => {
      return status === 'FULFILLED' && paymentStatus === 'CAPTURED' && payment.status === 'CAPTURED';
    });
    await delivery.sees('that it was handed over', ({ deliveryUpdated }) => deliveryUpdated.status === 'COMPLETED');
    await sold.sees('the end of the sale', ({ mySales }) => mySales.status === 'FULFILLED');

    const statuses = changesOf(order, 'orderUpdated', 'status').filter((status) => status !== 'CONFIRMED');
    expect(statuses.filter((status) => status !== 'PACKAGING')).toEqual(['PACKAGED', 'IN_DELIVERY', 'FULFILLED']);
    expect(order.messages.at(-1).orderUpdated).toMatchObject({
      lines: [
        { quantity: 2, variant: { id: goods.small, product: { title: expect.stringContaining('Stool by wanjiru') } } },
      ],
      seller: { displayName: 'wanjiru & Co' },
      delivery: { status: 'COMPLETED' },
    });
    const parcel = changesOf(delivery, 'deliveryUpdated', 'status');
    expect(parcel.slice(-2)).toEqual(['IN_PROGRESS', 'COMPLETED']);
    expect(new Set(mine.messages.map(({ myOrders }) => myOrders.id))).toEqual(new Set([id]));
    for (const watched of [mine, sold, queue, order, delivery]) expect(watched.errors).toBeNull();
  });

  it('shows nothing of the orders of others', async () => {
    const [bought, stranger] = [await buying.buy([[goods.small, 1]]), await signUp(newAddress('stranger'))];
    const [id] = bought.orders as [string];
    const [ofStranger, ofNobody] = [watching(stranger), watching()];
    const otherSeller = watching(await signedInAs('seller@example.com'));
    expect(codesOf(await ofStranger.watch(watchOrder, { id }))).toEqual(['NOT_FOUND']);
    expect(codesOf(await ofNobody.watch(watchOrder, { id }))).toEqual(['NOT_FOUND']);
    const nothing = [
      await ofStranger.watch('subscription($id: ID!) { deliveryUpdated(orderId: $id) { status } }', { id }),
      await ofStranger.watch('subscription { myOrders { id } }'),
      await otherSeller.watch('subscription { mySales { id } }'),
    ];
    const own = await watching(bought.buyer).watch(watchOrder, { id });
    const ownParcel = await watching(bought.buyer).watch(
      'subscription($id: ID!) { deliveryUpdated(orderId: $id) { status } }',
      { id },
    );
    await fulfilling.pack(warehouse, id);
    await own.sees('that it is packed', ({ orderUpdated }) => orderUpdated.status === 'PACKAGED');
    await ownParcel.sees('the parcel', ({ deliveryUpdated }) => deliveryUpdated.status === 'NEW');
    const told = nothing.flatMap(({ messages, errors }) => [...messages, errors]);
    expect(JSON.stringify(told)).not.toContain(id);
    expect(nothing[0]).toMatchObject({ messages: [], errors: null });
  });

  it('lets a guest in by the token, and nobody without one', async () => {
    const guest = client();
    const cart = await buying.fillCart(guest, [[goods.large, 1]]);
    const checkout = await buying.placeOrder(guest, (await buying.quote(guest, cart)).id);
    const id: string = checkout.orders[0].id;
    expect(codesOf(await watching().watch(watchOrder, { id }))).toEqual(['NOT_FOUND']);
    const order = await watching().watch(watchOrder, { id, token: checkout.token });
    await fulfilling.pack(warehouse, id);
    await order.sees('that it is packed, with its parcel', ({ orderUpdated: { status, delivery } }) => {
      return status === 'PACKAGED' && delivery.status === 'NEW';
    });
    expect(order.errors).toBeNull();
  });

  it('is refused to those who may not', async () => {
    const [nobody, buyer] = [watching(), watching(await signedInAs('customer@example.com'))];
    for (const field of ['myOrders', 'mySales', 'packagingQueueChanged', 'deliveryUpdated(orderId: "ord_1")']) {
      expect(codesOf(await nobody.watch(`subscription { ${field} { id } }`))).toEqual(['UNAUTHENTICATED']);
    }
    for (const field of ['mySales', 'packagingQueueChanged']) {
      expect(codesOf(await buyer.watch(`subscription { ${field} { id } }`))).toEqual(['FORBIDDEN']);
    }
    await expect(watcher('forged').watch('subscription { myOrders { id } }')).rejects.toMatchObject({ code: 4401 });
  });
});
