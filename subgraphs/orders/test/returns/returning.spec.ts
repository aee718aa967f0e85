import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { admin, buyer, guest, stranger, support } from '../shop.ts';
import { courier, dayMs, oneOf, openReturnsShop, short, warehouse, whole } from './returns-scene.ts';

describe('sending goods back', () => {
  let scene: Awaited<ReturnType<typeof openReturnsShop>>;
  beforeAll(async () => {
    scene = await openReturnsShop();
  });
  afterAll(() => scene.shop.close());

  it('refunds what was paid for the pieces that came back, part by part, to the last cent', async () => {
    const { shop, bought, request, change, refundMade, eventsOf } = scene;
    const { id, lineId, lamp, seller } = await bought(3);
    const input = {
      orderId: id,
      lines: oneOf(lineId, 1, 'DEFECTIVE'),
      note: 'It hums.',
      idempotencyKey: 'first return',
    };
    const first = await shop.mutate(buyer, 'requestReturn', input, whole);
    expect(first).toMatchObject({
      status: 'REQUESTED',
      note: 'It hums.',
      buyerPaysReturn: false,
      order: { status: 'RETURN_REQUESTED' },
      lines: [{ quantity: 1, reason: 'DEFECTIVE', received: null, line: { returnedQuantity: 1 } }],
    });
    expect(first.number).toMatch(/^SO-\d{4}-\d+-\d-R1$/);
    expect(await shop.mutate(buyer, 'requestReturn', input, whole)).toEqual(first);
    expect(await shop.failure(buyer, 'requestReturn', { ...input, note: 'x' })).toEqual({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(await request(buyer, id, oneOf(lineId))).toMatchObject({ code: 'CASE_OPEN', caseId: first.id });
    expect(await shop.mutate(buyer, 'confirmReceipt', { orderId: id })).toMatchObject({ code: 'WRONG_ORDER_STATUS' });

    expect(await change(seller, 'approveReturn', first.id)).toMatchObject({
      status: 'APPROVED',
      instructions: 'Warehouse 7, Nairobi',
    });
    expect(await change(seller, 'approveReturn', first.id)).toMatchObject({ status: 'APPROVED' });
    expect(await change(seller, 'declineReturn', first.id, { reason: 'Too late.' })).toMatchObject({
      code: 'WRONG_RETURN_STATUS',
      status: 'APPROVED',
    });
    expect(await change(buyer, 'shipReturn', first.id, { trackingNumber: 'TRK 1' })).toMatchObject({
      status: 'IN_TRANSIT',
    });
    expect(await change(buyer, 'cancelReturn', first.id)).toMatchObject({
      status: 'IN_TRANSIT',
      code: 'WRONG_RETURN_STATUS',
    });
    const back = { lines: [{ lineId, quantity: 1, condition: 'RESALABLE' }] };
    const received = await change(warehouse, 'receiveReturn', first.id, back);
    // A third of 44.63, rounded down, and the delivery.
    expect(received).toMatchObject({
      status: 'RECEIVED',
      refund: { amount: '24.87' },
      refundDelivery: { amount: '10.00' },
    });
    expect(await change(warehouse, 'receiveReturn', first.id, back)).toMatchObject({ status: 'RECEIVED' });
    expect(shop.payments.refunds.get(`case:${first.id}`)).toMatchObject({
      amount: { amount: '24.87' },
      deliveryAmount: { amount: '10.00' },
      cause: 'RETURN',
    });
    expect(shop.fulfilment.restocked.get(`${first.id} ${lineId}`)).toBe(1);
    expect(await refundMade(id, first.id)).toMatchObject({
      refunded: { amount: '24.87' },
      order: { status: 'FULFILLED' },
    });
    expect(await eventsOf(first.id)).toEqual(['requested', 'approved', 'shipped', 'received', 'refunded']);

    const second = await request(buyer, id, oneOf(lineId, 2));
    expect(second).toMatchObject({ status: 'REQUESTED', buyerPaysReturn: true });
    await change(support, 'approveReturn', second.id, { instructions: 'To the shop.' });
    const broken = { lines: [{ lineId, quantity: 1, condition: 'DAMAGED' }] };
    expect(await change(seller, 'receiveReturn', second.id, broken)).toMatchObject({
      refund: { amount: '14.88' },
      refundDelivery: { amount: '0.00' },
    });
    expect(shop.fulfilment.restocked.has(`${second.id} ${lineId}`)).toBe(false);
    expect(await refundMade(id, second.id)).toMatchObject({ order: { status: 'FULFILLED' } });

    expect(await request(buyer, id, oneOf(lineId, 2))).toMatchObject({ code: 'RETURN_TOO_MANY', returnable: 1 });
    const third = await request(buyer, id, oneOf(lineId, 1, 'WRONG_ITEM'));
    await change(seller, 'approveReturn', third.id);
    const all = await change(warehouse, 'receiveReturn', third.id, back);
    expect(all).toMatchObject({ refund: { amount: '14.88' }, refundDelivery: { amount: '0.00' } });
    expect(await refundMade(id, third.id)).toMatchObject({ order: { status: 'RETURNED' } });
    const sum = [...shop.payments.refunds.values()]
      .filter(({ orderId }) => orderId === id)
      .reduce((total, { amountMinor }) => total + amountMinor, 0n);
    expect(sum).toBe(5_463n);
    expect((await eventsOf(id)).filter((type) => type === 'fulfilled')).toHaveLength(1);
    expect((await shop.order(id)).history.slice(-2)).toMatchObject([
      { from: 'FULFILLED', to: 'RETURN_REQUESTED' },
      { from: 'RETURN_REQUESTED', to: 'RETURNED', reason: 'return refunded' },
    ]);
    expect(lamp.variantId).toBeDefined();
  });

  it('is refused before the delivery, for digital goods, excluded categories and after the time for it', async () => {
    const { shop, deliver, request } = scene;
    const lamp = shop.stocked(2);
    const { orders } = await shop.buy([[lamp, 2]]);
    const [{ id, lines }] = orders;
    expect(await request(buyer, id, oneOf(lines[0].id))).toMatchObject({ orderStatus: 'CONFIRMED' });
    await deliver(id);
    expect(
      await shop.failure(stranger, 'requestReturn', {
        orderId: id,
        lines: oneOf(lines[0].id),
        idempotencyKey: 'a stranger',
      }),
    ).toEqual({
      code: 'NOT_FOUND',
    });
    const foreign = { orderId: id, lines: oneOf(newId('orl')), idempotencyKey: 'a foreign line' };
    expect(await shop.failure(buyer, 'requestReturn', foreign)).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'lines.0.lineId',
    });

    const policy = (input: object) => shop.mutate(admin, 'setReturnPolicy', input, 'categoryId days buyerPaysReturn');
    await policy({ categoryId: lamp.categoryId, days: 0, buyerPaysReturn: false });
    expect(await request(buyer, id, oneOf(lines[0].id))).toMatchObject({
      reason: 'EXCLUDED_CATEGORY',
      lineId: lines[0].id,
    });
    await policy({ categoryId: lamp.categoryId, days: 30, buyerPaysReturn: false });
    scene.pass(29 * dayMs);
    expect(await request(buyer, id, oneOf(lines[0].id, 3))).toMatchObject({ code: 'RETURN_TOO_MANY', returnable: 2 });
    scene.pass(2 * dayMs);
    expect(await request(buyer, id, oneOf(lines[0].id))).toMatchObject({ reason: 'WINDOW_CLOSED' });
    const digital = shop.stocked(0, { type: 'DIGITAL', package: null });
    const [file] = (await shop.buy([[digital, 1]])).orders;
    await shop.orderIn(file.id, 'FULFILLED');
    expect(await request(buyer, file.id, oneOf(file.lines[0].id))).toMatchObject({ reason: 'DIGITAL_GOODS' });
    expect(await shop.ask(guest, '{ returnPolicies { categoryId days } }')).toEqual({
      returnPolicies: [{ categoryId: lamp.categoryId, days: 30 }],
    });
  });

  it('is approved when nobody decides, and cancelled when nothing is sent', async () => {
    const { shop, bought, request, see, eventsOf } = scene;
    const { id, lineId } = await bought();
    const { id: returnId } = await request(buyer, id, oneOf(lineId));
    await shop.subgraph.runJob('orders.sweep-returns');
    expect(await see(support, returnId)).toMatchObject({ status: 'REQUESTED' });
    scene.pass(3 * dayMs + 60_000);
    await shop.subgraph.runJob('orders.sweep-returns');
    expect(await see(support, returnId)).toMatchObject({ status: 'APPROVED', instructions: 'Warehouse 7, Nairobi' });
    scene.pass(30 * dayMs + 60_000);
    await shop.subgraph.runJob('orders.sweep-returns');
    const { history, order } = await see(support, returnId);
    expect(order).toMatchObject({ status: 'FULFILLED' });
    expect(history.at(-1)).toEqual({
      from: 'APPROVED',
      to: 'CANCELLED',
      by: 'service:orders',
      reason: 'nothing was sent in time',
    });
    expect(await eventsOf(returnId)).toEqual(['requested', 'approved', 'cancelled']);
  });

  it('is declined with a reason, or cancelled by the buyer, and asked for again', async () => {
    const { bought, request, change } = scene;
    const { id, lineId, seller } = await bought();
    const first = await request(buyer, id, oneOf(lineId, 3));
    expect(await change(seller, 'declineReturn', first.id, { reason: 'It was worn.' })).toMatchObject({
      status: 'DECLINED',
      declineReason: 'It was worn.',
      order: { status: 'FULFILLED' },
    });
    const second = await request(buyer, id, oneOf(lineId, 3));
    expect(second.number).toMatch(/-R2$/);
    expect(await change(buyer, 'cancelReturn', second.id, { reason: 'I keep it.' })).toMatchObject({
      status: 'CANCELLED',
    });
    expect(await request(buyer, id, oneOf(lineId, 3))).toMatchObject({ status: 'REQUESTED' });
  });

  it('ends without a refund, or with the rest, when the payment was refunded before', async () => {
    const { shop, bought, request, change, returnIn, refundMade } = scene;
    const { id, lineId, seller } = await bought(2);
    const byHand = (amountMinor: bigint, key: string) =>
      shop.payments.refunds.set(key, { orderId: id, amountMinor } as never);
    const sendBack = async (quantity: number) => {
      const { id: returnId } = await request(buyer, id, oneOf(lineId, quantity));
      await change(seller, 'approveReturn', returnId);
      await change(warehouse, 'receiveReturn', returnId, { lines: [{ lineId, quantity, condition: 'RESALABLE' }] });
      return returnId;
    };
    byHand(shop.payments.leftOf(id) - 100n, 'by hand');
    const first = await sendBack(1);
    expect(shop.payments.refunds.get(`case:${first}`)).toMatchObject({ amountMinor: 100n });
    expect(await refundMade(id, first)).toMatchObject({ refund: { amount: '14.87' }, refunded: { amount: '1.00' } });
    expect(shop.payments.leftOf(id)).toBe(0n);
    const second = await sendBack(1);
    expect(await returnIn(second, 'REFUNDED')).toMatchObject({
      refunded: { amount: '0.00' },
      order: { status: 'RETURNED' },
    });
  });

  it('is opened by the token of a guest, who gets a cart with what they want instead', async () => {
    const { shop, deliver, request, see } = scene;
    const lamp = shop.stocked(2);
    const other = shop.stocked(5, { sellerId: lamp.sellerId });
    const { token: cartToken } = await shop.fillCart(guest, [[lamp, 1]]);
    const quote = await shop.quote(guest, { cartToken, email: 'g@example.com' });
    const { token, orders } = await shop.place(guest, quote.id);
    const [{ id, lines }] = orders;
    await deliver(id);
    const lineOf = oneOf(lines[0].id, 1, 'NOT_AS_DESCRIBED');
    const exchangeFor = [{ variantId: other.variantId, quantity: 1 }];
    expect(
      await shop.failure(guest, 'requestReturn', { orderId: id, lines: lineOf, idempotencyKey: 'without token' }),
    ).toEqual({
      code: 'NOT_FOUND',
    });
    const made = await request(guest, id, lineOf, { token, exchangeFor });
    expect(made).toMatchObject({ status: 'REQUESTED', exchangeFor });
    const { cart } = await shop.ask(
      guest,
      'query ($token: String) { cart(token: $token) { lines { variantId quantity } } }',
      {
        token: made.exchangeCartToken,
      },
    );
    expect(cart).toEqual({ lines: exchangeFor });
    expect(await see(guest, made.id)).toBeNull();
    expect(await see(guest, made.id, token)).toMatchObject({ id: made.id });
    expect(await see(support, made.id)).toMatchObject({ exchangeCartToken: null });
    expect(await shop.mutate(guest, 'cancelReturn', { returnId: made.id, token }, short)).toMatchObject({
      status: 'CANCELLED',
    });
  });

  it('is seen by the buyer, the seller, support and the warehouse, and its words not by the warehouse', async () => {
    const { shop, bought, request, change, see } = scene;
    const { id, lineId, seller } = await bought();
    const made = await request(buyer, id, oneOf(lineId), { note: 'Too small.' });
    for (const as of [buyer, seller, support]) expect(await see(as, made.id)).toMatchObject({ note: 'Too small.' });
    expect(await see(warehouse, made.id)).toMatchObject({ id: made.id, note: null });
    for (const as of [courier, stranger, guest]) expect(await see(as, made.id)).toBeNull();
    for (const as of [buyer, warehouse, stranger])
      expect(await shop.failure(as, 'approveReturn', { returnId: made.id })).toEqual({ code: 'NOT_FOUND' });
    const list = async (as: Viewer, filter: object) =>
      (
        await shop.ask(as, 'query ($filter: ReturnFilter) { returns(filter: $filter) { nodes { id } } }', {
          filter: { orderId: id, ...filter },
        })
      ).returns.nodes;
    expect(await list(buyer, {})).toEqual([{ id: made.id }]);
    expect(await list(stranger, {})).toEqual([]);
    expect(await list(seller, { side: 'SELLER' })).toEqual([{ id: made.id }]);
    for (const as of [support, warehouse])
      expect(await list(as, { side: 'ALL', status: ['REQUESTED'] })).toEqual([{ id: made.id }]);
    const page = `{ returns(first: 100) { nodes { id lines { line { id } } history { to } order { number returns { id } } } } }`;
    const { count } = await shop.statements(() => shop.ask(buyer, page));
    expect(count).toBe(4);
    await shop.pool.query(
      `UPDATE seller SET status = 'SUSPENDED' WHERE id = (SELECT seller_id FROM orders WHERE id = $1)`,
      [id],
    );
    expect(await change(seller, 'declineReturn', made.id, { reason: 'Because.' })).toMatchObject({
      code: 'SELLER_NOT_ACTIVE',
    });
    expect(await change(support, 'declineReturn', made.id, { reason: 'Because.' })).toMatchObject({
      status: 'DECLINED',
    });
  });
});
