import { describe, expect, it } from '@jest/globals';
import * as buying from '../harness/buying.ts';
import { signedInAs } from '../harness/client.ts';
import { mailed, newAddress, signUp } from '../harness/people.ts';
import { buyAndReceive, requestReturn, returnIn, step } from '../harness/returning.ts';

describe('sending goods back', () => {
  it('brings the goods back into stock and the money back to the buyer, and the seller hears of it', async () => {
    const [goods, warehouse, courier, address] = [
      await buying.goodsOnSale('returned', 5),
      await signedInAs('warehouse@example.com'),
      await signedInAs('courier@example.com'),
      newAddress('returning'),
    ];
    const buyer = await signUp(address);
    const bought = await buyAndReceive(buyer, [[goods.small, 2]], { warehouse, courier });
    const { seller } = goods;
    const left = async () => (await buying.available(buyer, goods.productId))[0];
    expect(await left()).toBe(3);

    const asked = await requestReturn(buyer, bought);
    expect(asked).toMatchObject({ status: 'REQUESTED', order: { status: 'RETURN_REQUESTED' } });
    expect(await requestReturn(buyer, bought)).toMatchObject({ code: 'CASE_OPEN' });
    const { me } = await seller.data('{ me { email } }');
    expect(await mailed(seller, me.email, /(SO-\S+-R1)/, 'sale-return-requested')).toBe(asked.number);
    const returnId: string = asked.id;
    const approved = await step(seller, 'approveReturn', { returnId, instructions: 'Moi Avenue 1, Nairobi' });
    expect(approved).toMatchObject({ status: 'APPROVED' });
    expect(await mailed(buyer, address, /(Moi Avenue 1)/, 'return-approved')).toBe('Moi Avenue 1');
    expect(await step(buyer, 'shipReturn', { returnId, trackingNumber: 'TRK-1' })).toMatchObject({
      status: 'IN_TRANSIT',
    });

    const lines = [{ lineId: bought.lineId, quantity: 1, condition: 'RESALABLE' }];
    // One of two, and the delivery, because the seller is at fault.
    expect(await step(warehouse, 'receiveReturn', { returnId, lines })).toMatchObject({
      refund: { amount: '29.90' },
      refundDelivery: { amount: '10.00' },
    });
    expect(await returnIn(buyer, returnId, 'REFUNDED')).toMatchObject({
      refunded: { amount: '29.90' },
      order: {
        status: 'FULFILLED',
        payment: { status: 'PARTIALLY_REFUNDED', refunded: { amount: '29.90' }, refundable: { amount: '19.90' } },
        lines: [{ returnedQuantity: 1 }],
      },
      history: [
        { to: 'REQUESTED' },
        { to: 'APPROVED' },
        { to: 'IN_TRANSIT' },
        { to: 'RECEIVED' },
        { to: 'REFUNDED', by: 'service:orders' },
      ],
    });
    expect(await left()).toBe(4);

    const rest = await requestReturn(buyer, bought, 1, 'CHANGED_MIND');
    await step(seller, 'approveReturn', { returnId: rest.id });
    const broken = [{ lineId: bought.lineId, quantity: 1, condition: 'DAMAGED' }];
    expect(await step(seller, 'receiveReturn', { returnId: rest.id, lines: broken })).toMatchObject({
      refund: { amount: '19.90' },
    });
    expect(await returnIn(seller, rest.id, 'REFUNDED')).toMatchObject({
      order: { status: 'RETURNED', payment: { refunded: { amount: '49.80' } } },
    });
    expect(await left()).toBe(4);
  });
});
