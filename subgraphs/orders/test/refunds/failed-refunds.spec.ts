import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { until } from '@soko/testing';
import { oneOf, openReturnsShop, warehouse } from '../returns/returns-scene.ts';
import { buyer, support } from '../shop.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

const ofCase = `... on Return { id status refundStatus refundEndReason refunded { amount } order { status } }
  ... on Dispute { id refund { status endReason } } ... on RefundNotFailed { now: status }`;

describe('a refund that fails', () => {
  let scene: Awaited<ReturnType<typeof openReturnsShop>>;
  beforeAll(async () => {
    scene = await openReturnsShop();
  });
  afterAll(() => scene.shop.close());

  let keys = 0;
  const key = () => `failed refund key ${(keys += 1)}`;
  const change = (as: Viewer, mutation: string, caseId: string, more: object = {}): Promise<Json> =>
    scene.shop.mutate(as, mutation, { caseId, ...more }, ofCase);

  /** A return of one of two lamps that came back. */
  const sentBack = async (prepare: (orderId: string) => void = () => {}) => {
    const { id, lineId, seller } = await scene.bought(2);
    prepare(id);
    const { id: returnId } = await scene.request(buyer, id, oneOf(lineId));
    await scene.change(seller, 'approveReturn', returnId);
    const lines = [{ lineId, quantity: 1, condition: 'RESALABLE' }];
    const received = await scene.change(warehouse, 'receiveReturn', returnId, { lines });
    return { id, lineId, seller, returnId: returnId as string, received };
  };
  const refundIn = (returnId: string, status: string) =>
    until(`refund ${status}`, async () => {
      const found = await scene.see(buyer, returnId);
      return found.refundStatus === status ? found : null;
    });

  const dispute = `... on Dispute { id status refund { status amount { amount } endReason } }`;
  /** A dispute about a delivered order that support decided for the buyer. */
  const decided = async (prepare: (orderId: string) => void = () => {}) => {
    const { shop, bought } = scene;
    const { id, seller } = await bought(1);
    prepare(id);
    const opening = { orderId: id, reason: 'OTHER', text: 'It hums.', idempotencyKey: key() };
    const { id: disputeId } = await shop.mutate(buyer, 'openDispute', opening, dispute);
    await shop.mutate(seller, 'replyToDispute', { disputeId, text: 'It does not.', idempotencyKey: key() });
    const verdict = { disputeId, outcome: 'BUYER', reason: 'It hums.' };
    const resolved = await shop.mutate(support, 'resolveDispute', verdict, dispute);
    return { id, seller, disputeId: disputeId as string, resolved };
  };
  const seeDispute = async (id: string): Promise<Json> =>
    (await scene.shop.ask(buyer, 'query ($id: ID!) { dispute(id: $id) { refund { status endReason } } }', { id }))
      .dispute;
  const disputeIn = (id: string, status: string) =>
    until(`refund ${status}`, async () => {
      const found = await seeDispute(id);
      return found.refund.status === status ? found : null;
    });
  const lastOf = async (subject: string): Promise<Json> =>
    (await scene.shop.told()).filter((event) => event.subject === subject).at(-1);

  it('leaves a return that support refunds again, as a new attempt', async () => {
    const { shop, eventsOf, tellRefund } = scene;
    const { id, returnId, seller, received } = await sentBack((orderId) => shop.payments.unrefundable.add(orderId));
    expect(received).toMatchObject({ status: 'RECEIVED', refundStatus: 'FAILED', refunded: null });
    const stuck = async () =>
      (await shop.ask(support, '{ stuckSagas { step lastError orderId } }')).stuckSagas.filter(
        (each: Json) => each.orderId === id,
      );
    expect(await stuck()).toMatchObject([
      { step: 'REFUND', lastError: expect.stringContaining('The card was closed.') },
    ]);
    for (const as of [buyer, seller]) {
      expect(await shop.failure(as, 'retryCaseRefund', { caseId: returnId })).toEqual({ code: 'FORBIDDEN' });
    }
    const biased = { ...(buyer as Extract<Viewer, { kind: 'user' }>), roles: ['CUSTOMER', 'SUPPORT'] } as Viewer;
    expect(await shop.failure(biased, 'retryCaseRefund', { caseId: returnId })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await change(support, 'retryCaseRefund', returnId)).toMatchObject({ refundStatus: 'FAILED' });
    shop.payments.unrefundable.delete(id);
    const both = await Promise.all([1, 2].map(() => change(support, 'retryCaseRefund', returnId)));
    for (const each of both) expect(each).toMatchObject({ status: 'RECEIVED', refundStatus: 'PENDING' });
    expect(await stuck()).toEqual([]);
    // The event of an attempt of before comes late.
    await tellRefund('refund_failed', id, `case:${returnId}`);
    await tellRefund('refunded', id, `case:${returnId}:3`);
    const refunded = await refundIn(returnId, 'REFUNDED');
    expect(refunded).toMatchObject({ status: 'REFUNDED', refunded: { amount: '14.87' } });
    expect(await eventsOf(returnId)).toEqual([
      'requested',
      'approved',
      'received',
      'refund_failed',
      'refund_retried',
      'refund_failed',
      'refund_retried',
      'refunded',
    ]);
    expect(await change(support, 'retryCaseRefund', returnId)).toMatchObject({ code: 'REFUND_NOT_FAILED' });
  });

  it('is known later, also after it was made, and support ends it with a reason', async () => {
    const { shop, tellRefund, refundMade } = scene;
    const { id, returnId } = await sentBack();
    expect(await refundMade(id, returnId)).toMatchObject({ refundStatus: 'REFUNDED', order: { status: 'FULFILLED' } });
    await tellRefund('refund_failed', id, `case:${returnId}`);
    expect(await refundIn(returnId, 'FAILED')).toMatchObject({ status: 'REFUNDED', refunded: { amount: '0.00' } });
    expect(await change(support, 'endCaseRefund', returnId, { reason: 'Paid by bank.' })).toMatchObject({
      refundStatus: 'ENDED',
      refundEndReason: 'Paid by bank.',
    });
    const next = await sentBack();
    expect(await change(support, 'endCaseRefund', next.returnId, { reason: 'Hm.' })).toMatchObject({
      code: 'REFUND_NOT_FAILED',
      now: 'PENDING',
    });
    await tellRefund('refund_failed', next.id, `case:${next.returnId}`);
    expect(await refundIn(next.returnId, 'FAILED')).toMatchObject({ status: 'RECEIVED' });
    const end = () => change(support, 'endCaseRefund', next.returnId, { reason: 'Paid in cash.' });
    expect(await end()).toMatchObject({
      status: 'REFUNDED',
      refunded: { amount: '0.00' },
      order: { status: 'FULFILLED' },
    });
    expect(await end()).toMatchObject({ refundStatus: 'ENDED' });
    expect(await change(support, 'endCaseRefund', next.returnId, { reason: 'Another.' })).toMatchObject({
      code: 'REFUND_NOT_FAILED',
      now: 'ENDED',
    });
    expect((await scene.see(buyer, next.returnId)).history.at(-1)).toMatchObject({ reason: 'Paid in cash.' });
    const { count } = await shop.pool
      .query(`SELECT count(*)::int FROM order_task WHERE failed_at IS NOT NULL AND order_id = ANY($1)`, [[id, next.id]])
      .then(({ rows }) => rows[0]);
    expect(count).toBe(0);
  });

  it('keeps the money of a dispute out of payouts until it is made again or ended', async () => {
    const { shop, tellRefund } = scene;
    const first = await decided();
    expect(first.resolved).toMatchObject({ refund: { status: 'PENDING' } });
    await tellRefund('refund_failed', first.id, `case:${first.disputeId}`);
    await disputeIn(first.disputeId, 'FAILED');
    expect(await lastOf(first.disputeId)).toMatchObject({
      type: 'orders.dispute.refund_failed',
      data: { dispute: { holdsMoney: true } },
    });
    expect(await change(support, 'retryCaseRefund', first.disputeId)).toMatchObject({ refund: { status: 'PENDING' } });
    await tellRefund('refunded', first.id, `case:${first.disputeId}:2`);
    await disputeIn(first.disputeId, 'REFUNDED');
    expect(await lastOf(first.disputeId)).toMatchObject({ data: { dispute: { holdsMoney: false } } });

    const second = await decided((orderId) => shop.payments.unrefundable.add(orderId));
    expect(second.resolved).toMatchObject({ refund: { status: 'FAILED' } });
    const reason = 'The buyer was paid by bank.';
    expect(await change(support, 'endCaseRefund', second.disputeId, { reason })).toMatchObject({
      refund: { status: 'ENDED', endReason: reason },
    });
    expect(await lastOf(second.disputeId)).toMatchObject({
      type: 'orders.dispute.refund_ended',
      data: { reason, dispute: { holdsMoney: false } },
    });
    expect(await seeDispute(second.disputeId)).toEqual({ refund: { status: 'ENDED', endReason: reason } });
  });

  it('is not needed for a payment that was never charged', async () => {
    const { shop } = scene;
    const voided = await sentBack((orderId) => Object.assign(shop.payments.of(orderId)!, { status: 'VOIDED' }));
    expect(voided.received).toMatchObject({ status: 'REFUNDED', refunded: { amount: '0.00' } });
    const expired = await sentBack((orderId) => Object.assign(shop.payments.of(orderId)!, { status: 'EXPIRED' }));
    expect(expired.received).toMatchObject({ status: 'RECEIVED', refundStatus: 'FAILED' });
  });

  it('of one case leaves another case of the order as it is', async () => {
    const { shop, refundMade, tellRefund, request } = scene;
    const { id, lineId, returnId, seller } = await sentBack();
    await refundMade(id, returnId);
    const second = await request(buyer, id, oneOf(lineId));
    await scene.change(seller, 'approveReturn', second.id);
    const lines = [{ lineId, quantity: 1, condition: 'DAMAGED' }];
    expect(await scene.change(warehouse, 'receiveReturn', second.id, { lines })).toMatchObject({ status: 'RECEIVED' });
    // An event of the first return, and one of a refund that is not of the case that waits.
    await tellRefund('refund_failed', id, `case:${returnId}`);
    await refundIn(returnId, 'FAILED');
    await change(support, 'retryCaseRefund', returnId);
    await tellRefund('refunded', id, `case:${returnId}:2`);
    await refundIn(returnId, 'REFUNDED');
    expect(await scene.see(buyer, second.id)).toMatchObject({ status: 'RECEIVED', refundStatus: 'PENDING' });
    expect(await refundMade(id, second.id)).toMatchObject({ refunded: { amount: '14.88' } });
    expect(shop.payments.leftOf(id)).toBeGreaterThanOrEqual(0n);
  });

  it('by hand that is under way is waited for', async () => {
    const { shop, returnIn } = scene;
    const byHand = (orderId: string) => {
      const all = shop.payments.leftOf(orderId);
      shop.payments.refunds.set(`by hand ${orderId}`, { orderId, amountMinor: all, state: 'PENDING' } as never);
    };
    const failing = await sentBack(byHand);
    expect(failing.received).toMatchObject({ status: 'RECEIVED', refundStatus: 'PENDING', refunded: null });
    shop.payments.refunds.get(`by hand ${failing.id}`)!.state = 'FAILED';
    scene.pass(120_000);
    await shop.subgraph.runJob('orders.run-tasks');
    await until('refunded', () => shop.payments.refunds.has(`case:${failing.returnId}`));

    const made = await sentBack(byHand);
    delete shop.payments.refunds.get(`by hand ${made.id}`)!.state;
    scene.pass(120_000);
    await shop.subgraph.runJob('orders.run-tasks');
    expect(await returnIn(made.returnId, 'REFUNDED')).toMatchObject({ refunded: { amount: '0.00' } });
  });
});
