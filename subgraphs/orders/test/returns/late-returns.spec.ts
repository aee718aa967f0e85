import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buyer, support } from '../shop.ts';
import { dayMs, oneOf, openReturnsShop, warehouse } from './returns-scene.ts';

describe('a return whose goods come late', () => {
  let scene: Awaited<ReturnType<typeof openReturnsShop>>;
  beforeAll(async () => {
    scene = await openReturnsShop();
  });
  afterAll(() => scene.shop.close());

  it('is received after it was cancelled because nothing was sent, once and for a month', async () => {
    const { shop, bought, request, change, receive, see, refundMade, eventsOf } = scene;
    const { id, lineId, seller } = await bought(2);
    const first = await request(buyer, id, oneOf(lineId));
    await change(seller, 'approveReturn', first.id);
    scene.pass(30 * dayMs + 60_000);
    await shop.subgraph.runJob('orders.sweep-returns');
    const cancelled = await see(support, first.id);
    expect(cancelled).toMatchObject({ status: 'CANCELLED', order: { status: 'FULFILLED' } });
    expect(new Date(cancelled.lateUntil).getTime()).toBe(new Date(cancelled.closedAt).getTime() + 30 * dayMs);
    expect(await shop.failure(buyer, 'receiveReturn', { returnId: first.id, lines: [] })).toEqual({
      code: 'NOT_FOUND',
    });

    // Nothing would be left to receive when the goods come.
    const none = { returnId: first.id, lines: [{ lineId, quantity: 0, condition: 'RESALABLE' }] };
    expect(await shop.failure(seller, 'receiveReturn', none)).toEqual({ code: 'BAD_USER_INPUT', field: 'lines' });
    const other = await shop.mutate(
      buyer,
      'openDispute',
      { orderId: id, reason: 'OTHER', text: 'x', idempotencyKey: 'meanwhile' },
      '... on Dispute { id }',
    );
    expect(await receive(warehouse, first.id, lineId)).toMatchObject({ code: 'CASE_OPEN', caseId: other.id });
    await shop.mutate(buyer, 'withdrawDispute', { disputeId: other.id }, '... on Dispute { status }');
    const [one, two] = await Promise.all([receive(warehouse, first.id, lineId), receive(seller, first.id, lineId)]);
    for (const received of [one, two]) {
      expect(received).toMatchObject({ status: 'RECEIVED', refund: { amount: '14.87' } });
    }
    const late = await see(support, first.id);
    expect(late).toMatchObject({ lateUntil: null, order: { status: 'RETURN_REQUESTED' } });
    expect(late.history.at(-1)).toMatchObject({ from: 'CANCELLED', to: 'RECEIVED' });
    expect(shop.fulfilment.restocked.get(`${first.id} ${lineId}`)).toBe(1);
    expect(await refundMade(id, first.id)).toMatchObject({ order: { status: 'FULFILLED' } });
    expect(await eventsOf(first.id)).toEqual(['requested', 'approved', 'cancelled', 'received', 'refunded']);
    expect([...shop.payments.refunds.values()].filter(({ orderId }) => orderId === id)).toHaveLength(1);
  });

  it('is not received late for pieces that other returns have, after the month, or when the buyer cancelled it', async () => {
    const { bought, request, change, receive, see, refundMade } = scene;
    const { id, lineId, seller } = await bought(2);
    const approved = async () => {
      const { id: returnId } = await request(buyer, id, oneOf(lineId, 2));
      await change(seller, 'approveReturn', returnId);
      return returnId as string;
    };
    const withdrawn = await approved();
    await change(buyer, 'cancelReturn', withdrawn);
    const left = await see(support, withdrawn);
    expect(left).toMatchObject({ status: 'CANCELLED', lateUntil: null });
    // Nobody gave a reason.
    expect(left.history.at(-1)).toMatchObject({ to: 'CANCELLED', reason: null });
    expect(await receive(warehouse, withdrawn, lineId)).toMatchObject({
      code: 'WRONG_RETURN_STATUS',
      status: 'CANCELLED',
    });

    const sent = await approved();
    await change(buyer, 'shipReturn', sent, { trackingNumber: 'TRK 9' });
    expect(await change(support, 'cancelReturn', sent)).toMatchObject({ status: 'CANCELLED' });
    const again = await approved();
    expect(await receive(warehouse, sent, lineId)).toMatchObject({ code: 'CASE_OPEN', caseId: again });
    await receive(warehouse, again, lineId);
    await refundMade(id, again);
    expect(await receive(warehouse, sent, lineId, 2)).toMatchObject({ code: 'RETURN_TOO_MANY', returnable: 1 });
    scene.pass(30 * dayMs + 60_000);
    expect(await receive(warehouse, sent, lineId)).toMatchObject({ code: 'WRONG_RETURN_STATUS' });
  });
});
