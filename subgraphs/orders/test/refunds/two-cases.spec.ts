import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { oneOf, openReturnsShop, warehouse } from '../returns/returns-scene.ts';
import { buyer, support } from '../shop.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

const ofDispute = `... on Dispute { id status outcome amount { amount } refund { status amount { amount } delivery { amount } } }`;

describe('a return and a dispute of one order', () => {
  let scene: Awaited<ReturnType<typeof openReturnsShop>>;
  beforeAll(async () => {
    scene = await openReturnsShop();
  });
  afterAll(() => scene.shop.close());

  let keys = 0;
  const key = () => `two cases key ${(keys += 1)}`;
  const open = (orderId: string, more: object = {}): Promise<Json> => {
    const input = { orderId, reason: 'OTHER', text: 'It hums.', idempotencyKey: key(), ...more };
    return scene.shop.mutate(buyer, 'openDispute', input, ofDispute);
  };
  const decide = async (seller: Parameters<typeof scene.shop.mutate>[0], disputeId: string, refundDelivery = true) => {
    await scene.shop.mutate(seller, 'replyToDispute', { disputeId, text: 'No.', idempotencyKey: key() });
    const verdict = { disputeId, outcome: 'BUYER', refundDelivery, reason: 'It hums.' };
    return scene.shop.mutate(support, 'resolveDispute', verdict, ofDispute);
  };
  const sendBack = async (seller: Parameters<typeof scene.shop.mutate>[0], orderId: string, lineId: string) => {
    const { id: returnId } = await scene.request(buyer, orderId, oneOf(lineId, 1, 'DEFECTIVE'));
    await scene.change(seller, 'approveReturn', returnId);
    const lines = [{ lineId, quantity: 1, condition: 'RESALABLE' }];
    await scene.change(warehouse, 'receiveReturn', returnId, { lines });
    return scene.refundMade(orderId, returnId);
  };

  it('refund the goods and the delivery once: the return first', async () => {
    const { id, lineId, seller } = await scene.bought(2);
    expect(await sendBack(seller, id, lineId)).toMatchObject({
      refund: { amount: '24.87' },
      refundDelivery: { amount: '10.00' },
    });
    expect(
      await scene.shop.failure(buyer, 'openDispute', {
        orderId: id,
        reason: 'OTHER',
        text: 'x',
        lines: [{ lineId, quantity: 2 }],
        idempotencyKey: key(),
      }),
    ).toEqual({ code: 'BAD_USER_INPUT', field: 'lines.0.quantity' });
    const dispute = await open(id);
    expect(dispute).toMatchObject({ amount: { amount: '14.88' } });
    const decided = await decide(seller, dispute.id);
    expect(decided).toMatchObject({ refund: { amount: { amount: '14.88' }, delivery: { amount: '0.00' } } });
    await scene.tellRefund('refunded', id, `case:${dispute.id}`);
    expect(scene.shop.payments.leftOf(id)).toBe(0n);
    // A repeat of the decision is the same one.
    const verdict = { disputeId: dispute.id, outcome: 'BUYER', refundDelivery: true, reason: 'It hums.' };
    expect(await scene.shop.mutate(support, 'resolveDispute', verdict, ofDispute)).toMatchObject({ outcome: 'BUYER' });
    expect(await open(id)).toMatchObject({ code: 'ALREADY_REFUNDED' });
  });

  it('refund the goods and the delivery once: the dispute first', async () => {
    const { id, lineId, seller } = await scene.bought(2);
    const dispute = await open(id, { lines: [{ lineId, quantity: 1 }] });
    expect(await decide(seller, dispute.id)).toMatchObject({
      refund: { amount: { amount: '24.87' }, delivery: { amount: '10.00' } },
    });
    expect(await scene.request(buyer, id, oneOf(lineId, 2))).toMatchObject({ code: 'RETURN_TOO_MANY', returnable: 1 });
    expect(await sendBack(seller, id, lineId)).toMatchObject({
      refund: { amount: '14.88' },
      refundDelivery: { amount: '0.00' },
    });
    expect(scene.shop.payments.leftOf(id)).toBe(0n);
  });

  it('are decided for the buyer of goods that came back to the sender: the payment is voided', async () => {
    const { shop } = scene;
    const lamp = shop.stocked(1);
    const [{ id, lines }] = (await shop.buy([[lamp, 1]])).orders;
    const seller = await shop.seller(lamp.sellerId);
    await shop.packaging('started', id);
    const packed = { lineId: lines[0].id, variantId: lines[0].variant.id, ordered: 1, packed: 1 };
    await shop.packaging('completed', id, { lines: [packed], deliveryId: `dlv_${id}` });
    await shop.orderIn(id, 'PACKAGED');
    await shop.delivery('started', id, { attempt: 1 });
    await shop.orderIn(id, 'IN_DELIVERY');
    const dispute = await open(id, { reason: 'NOT_RECEIVED' });
    await shop.delivery('failed', id, { attempt: 1, reason: 'Nobody was there.', final: true });
    await shop.orderIn(id, 'DELIVERY_FAILED');
    await shop.delivery('returned', id, { lines: [] });
    await shop.orderIn(id, 'RETURNED_TO_SENDER');
    await until('voided', () => shop.payments.of(id)?.status === 'VOIDED');
    expect(await decide(seller, dispute.id)).toMatchObject({
      status: 'RESOLVED',
      outcome: 'BUYER',
      refund: { status: 'NONE', amount: { amount: '0.00' } },
    });
  });
});
