import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { person, until } from '@soko/testing';
import { endWaiting } from '../../commands/disputes/end-waiting.ts';
import { buyer, guest, openShop, type Shop, stranger, support } from '../shop.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

const dayMs = 86_400_000;
const warehouse = person('usr_warehouse', 'WAREHOUSE');

const fields = `id number kind reason status outcome decisionReason answerDueAt closedAt version amount { amount }
  lines { quantity line { id } } refund { status amount { amount } delivery { amount } } chargeback { evidenceDueAt }
  messages { side text pictures { id } } order { id }`;
const whole = `... on Dispute { ${fields} } ... on CaseOpen { caseId } ... on DisputeWindowOver { until }`;
const short = `... on Dispute { ${fields} }`;

describe('a dispute', () => {
  let shop: Shop;
  let offsetMs = 0;
  let keys = 0;
  const now = () => new Date(Date.now() + offsetMs);
  beforeAll(async () => {
    shop = await openShop({ now });
  });
  afterAll(() => shop.close());

  const key = () => `dispute key ${(keys += 1)}`;

  const shipped = async (id: string) => {
    const { lines } = await shop.order(id);
    const packed = lines.map((line: Json) => ({
      lineId: line.id,
      variantId: line.variant.id,
      ordered: line.quantity,
      packed: line.quantity,
    }));
    await shop.packaging('started', id);
    await shop.packaging('completed', id, { lines: packed, deliveryId: `dlv_${id}` });
    await shop.orderIn(id, 'PACKAGED');
    await shop.delivery('started', id, { attempt: 1 });
    await shop.orderIn(id, 'IN_DELIVERY');
  };
  const delivered = async (id: string) => {
    await shop.delivery('completed', id, { attempt: 1, completedAt: now().toISOString() });
    await shop.orderIn(id, 'FULFILLED');
    await until('captured', () => shop.payments.of(id)?.status === 'CAPTURED');
    await shop.payment('captured', id);
    await until('charged', async () => (await shop.order(id)).paymentStatus === 'CAPTURED');
  };

  /** Lamps of 12.50 on their way, with a delivery of 10.00. */
  const onItsWay = async (quantity = 2) => {
    const lamp = shop.stocked(quantity);
    const { orders } = await shop.buy([[lamp, quantity]]);
    const id: string = orders[0].id;
    await shipped(id);
    return { id, lineId: orders[0].lines[0].id as string, seller: await shop.seller(lamp.sellerId) };
  };
  const bought = async (quantity = 2) => {
    const order = await onItsWay(quantity);
    await delivered(order.id);
    return order;
  };

  const open = (as: Viewer, orderId: string, more: object = {}): Promise<Json> =>
    shop.mutate(
      as,
      'openDispute',
      { orderId, reason: 'NOT_AS_DESCRIBED', text: 'It is green.', idempotencyKey: key(), ...more },
      whole,
    );
  const reply = (as: Viewer, disputeId: string, text: string, more: object = {}): Promise<Json> =>
    shop.mutate(as, 'replyToDispute', { disputeId, text, idempotencyKey: key(), ...more }, short);
  const resolve = (as: Viewer, disputeId: string, outcome: string, more: object = {}): Promise<Json> =>
    shop.mutate(as, 'resolveDispute', { disputeId, outcome, reason: 'It is not green.', ...more }, short);
  const see = async (as: Viewer, id: string): Promise<Json> =>
    (await shop.ask(as, `query ($id: ID!) { dispute(id: $id) { ${fields} } }`, { id })).dispute;
  const answered = async (quantity = 2) => {
    const order = await bought(quantity);
    const dispute = await open(buyer, order.id);
    await reply(order.seller, dispute.id, 'It is turquoise.');
    return { ...order, disputeId: dispute.id as string };
  };
  const eventsOf = async (id: string) =>
    (await shop.told()).filter(({ subject }) => subject === id).map(({ type }) => type.replace('orders.dispute.', ''));
  const refunded = async (orderId: string, disputeId: string) => {
    const refund = shop.payments.refunds.get(`case:${disputeId}`)!;
    const amount = { amountMinor: refund.amountMinor.toString(), currency: 'EUR' };
    const about = { reason: 'x', cause: 'DISPUTE', request: `case:${disputeId}` };
    await shop.payment('refunded', orderId, { refundId: `rfd_${disputeId}`, amount, ...about });
    return until('refunded', async () => {
      const found = await see(support, disputeId);
      return found.refund.status === 'REFUNDED' ? found : null;
    });
  };

  it('is opened by the buyer, answered, and decided by support, who refunds a part', async () => {
    const { id, lineId, seller } = await bought(2);
    for (const [line, field] of [
      [{ lineId: 'orl_none', quantity: 1 }, 'lines.0.lineId'],
      [{ lineId, quantity: 3 }, 'lines.0.quantity'],
      [{ lineId, quantity: 0 }, 'lines.0.quantity'],
    ]) {
      const wrong = { orderId: id, reason: 'OTHER', text: 'x', lines: [line], idempotencyKey: key() };
      expect(await shop.failure(buyer, 'openDispute', wrong)).toMatchObject({ code: 'BAD_USER_INPUT', field });
    }
    const input = { lines: [{ lineId, quantity: 1 }], idempotencyKey: key() };
    const dispute = await open(buyer, id, input);
    expect(dispute).toMatchObject({
      kind: 'BUYER',
      status: 'OPEN',
      amount: { amount: '12.50' },
      lines: [{ quantity: 1, line: { id: lineId } }],
      messages: [{ side: 'BUYER', text: 'It is green.' }],
      refund: null,
      chargeback: null,
      order: { id },
    });
    expect(dispute.number).toMatch(/^SO-\d{4}-\d+-\d-D1$/);
    expect(await open(buyer, id, input)).toEqual(dispute);
    expect(await open(buyer, id)).toMatchObject({ code: 'CASE_OPEN', caseId: dispute.id });
    expect(await resolve(support, dispute.id, 'BUYER')).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
    expect(await reply(seller, dispute.id, 'It is turquoise.')).toMatchObject({ status: 'ANSWERED' });
    expect(await reply(buyer, dispute.id, 'No.')).toMatchObject({ status: 'READY_FOR_DECISION' });
    const split = { refundAmount: { amount: '5.00', currency: 'EUR' }, refundDelivery: true };
    const decided = await resolve(support, dispute.id, 'SPLIT', split);
    expect(decided).toMatchObject({
      status: 'RESOLVED',
      outcome: 'SPLIT',
      decisionReason: 'It is not green.',
      refund: { status: 'PENDING', amount: { amount: '15.00' }, delivery: { amount: '10.00' } },
      messages: [{ side: 'BUYER' }, { side: 'SELLER' }, { side: 'BUYER' }],
    });
    expect(shop.payments.refunds.get(`case:${dispute.id}`)).toMatchObject({ amountMinor: 1_500n, cause: 'DISPUTE' });
    await refunded(id, dispute.id);
    expect(await resolve(support, dispute.id, 'SPLIT', split)).toMatchObject({ refund: { status: 'REFUNDED' } });
    expect(await resolve(support, dispute.id, 'SELLER')).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
    expect(await reply(buyer, dispute.id, 'Hm.')).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
    expect(await eventsOf(dispute.id)).toEqual([
      'opened',
      'answered',
      'replied',
      'ready_for_decision',
      'resolved',
      'refunded',
    ]);
    const told = (await shop.told('orders.dispute.resolved')).find(({ subject }) => subject === dispute.id);
    expect(told?.data).toMatchObject({
      decision: 'It is not green.',
      dispute: { outcome: 'SPLIT', refund: { amountMinor: '1500', currency: 'EUR' }, holdsMoney: true },
    });
    expect((await open(buyer, id)).number).toMatch(/-D2$/);
  });

  it('is opened in time only, and about goods that were shipped', async () => {
    const { id } = await onItsWay();
    expect(await open(buyer, id)).toMatchObject({ code: 'WRONG_ORDER_STATUS' });
    const missing = await open(buyer, id, { reason: 'NOT_RECEIVED' });
    expect(missing).toMatchObject({ status: 'OPEN', amount: { amount: '25.00' } });
    expect(await shop.mutate(buyer, 'withdrawDispute', { disputeId: missing.id }, short)).toMatchObject({
      status: 'WITHDRAWN',
      outcome: null,
    });
    await delivered(id);
    const { orders } = await shop.buy([[shop.stocked(1), 1]]);
    expect(await open(buyer, orders[0].id, { reason: 'NOT_RECEIVED' })).toMatchObject({ code: 'WRONG_ORDER_STATUS' });
    offsetMs += 60 * dayMs + 1_000;
    expect(await open(buyer, id)).toMatchObject({ code: 'DISPUTE_WINDOW_OVER', until: expect.any(String) });
  });

  it('waits for the seller, and then for support', async () => {
    const { id, seller } = await bought();
    const dispute = await open(buyer, id);
    const services = { pool: shop.pool, now };
    await endWaiting(services);
    expect(await see(buyer, dispute.id)).toMatchObject({ status: 'OPEN' });
    offsetMs += 5 * dayMs + 1_000;
    await endWaiting(services);
    expect(await see(seller, dispute.id)).toMatchObject({ status: 'READY_FOR_DECISION' });
    expect(await resolve(support, dispute.id, 'SELLER', {})).toMatchObject({
      outcome: 'SELLER',
      refund: { status: 'NONE', amount: { amount: '0.00' } },
    });
    expect(await eventsOf(dispute.id)).toEqual(['opened', 'ready_for_decision', 'resolved']);
  });

  it('is seen by its parties alone, and decided by someone else', async () => {
    const { id, seller, disputeId } = await answered();
    for (const other of [stranger, guest, warehouse]) {
      expect(await see(other, disputeId)).toBeNull();
      const input = { disputeId, text: 'x', idempotencyKey: key() };
      expect(await shop.failure(other, 'replyToDispute', input)).toMatchObject({ code: 'NOT_FOUND' });
      expect(await shop.failure(other, 'withdrawDispute', { disputeId })).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await shop.failure(seller, 'withdrawDispute', { disputeId })).toMatchObject({ code: 'NOT_FOUND' });
    const input = { orderId: id, reason: 'OTHER', text: 'x', idempotencyKey: key() };
    expect(await shop.failure(seller, 'openDispute', input)).toMatchObject({ code: 'NOT_FOUND' });
    const verdict = { disputeId, outcome: 'SELLER', reason: 'Mine.' };
    expect(await shop.failure(seller, 'resolveDispute', verdict)).toMatchObject({ code: 'FORBIDDEN' });
    const biased: Viewer = { ...(buyer as Extract<Viewer, { kind: 'user' }>), roles: ['CUSTOMER', 'SUPPORT'] };
    expect(await shop.failure(biased, 'resolveDispute', verdict)).toMatchObject({ code: 'FORBIDDEN' });
    const order = `query ($id: ID!) { order(id: $id) { disputes { id } } }`;
    expect((await shop.ask(warehouse, order, { id })).order.disputes).toBeNull();
    expect((await shop.ask(seller, order, { id })).order.disputes).toEqual([{ id: disputeId }]);
  });

  it('is listed by the part that the viewer has, in two statements', async () => {
    const { seller, disputeId } = await answered();
    const list = async (as: Viewer, party: string) => {
      const document = `query ($party: DisputeParty!) { disputes(party: $party, first: 50, filter: { status: [ANSWERED] }) {
        nodes { id status order { number } } } }`;
      const { result, count } = await shop.statements(() => shop.ask(as, document, { party }));
      return { ids: result.disputes.nodes.map(({ id }: Json) => id), count };
    };
    expect((await list(buyer, 'BUYER')).ids).toContain(disputeId);
    expect(await list(seller, 'SELLER')).toEqual({ ids: [disputeId], count: 3 });
    const all = await list(support, 'SUPPORT');
    expect(all.ids.length).toBeGreaterThan(1);
    expect(all.count).toBe(2);
    expect((await list(stranger, 'BUYER')).ids).toEqual([]);
  });

  it('and a return at the same moment: one of them is opened', async () => {
    const { id, lineId } = await bought(1);
    const opened = { dispute: 0, return: 0 };
    for (let round = 0; round < 200; round += 1) {
      const lines = [{ lineId, quantity: 1, reason: 'DEFECTIVE' }];
      const both = await Promise.all([
        open(buyer, id),
        shop.mutate(buyer, 'requestReturn', { orderId: id, lines, idempotencyKey: key() }, '... on Return { id }'),
      ]);
      const types = both.map(({ __typename }) => __typename as string);
      expect(types.filter((type) => type === 'CaseOpen')).toHaveLength(1);
      if (types[0] === 'Dispute') {
        opened.dispute += 1;
        await shop.mutate(buyer, 'withdrawDispute', { disputeId: both[0].id });
      } else {
        opened.return += 1;
        await shop.mutate(buyer, 'cancelReturn', { returnId: both[1].id });
      }
    }
    expect(opened.dispute + opened.return).toBe(200);
  });

  it('is decided once by two at the same moment, and never refunds more than was paid', async () => {
    const { id, disputeId } = await answered();
    const other = person('usr_other_support', 'SUPPORT');
    const outcomes = await Promise.all([
      resolve(support, disputeId, 'BUYER', { refundDelivery: true }),
      resolve(other, disputeId, 'SELLER'),
      resolve(support, disputeId, 'SPLIT', { refundAmount: { amount: '1.00', currency: 'EUR' } }),
    ]);
    expect(outcomes.map(({ __typename }) => __typename as string).toSorted()).toEqual([
      'Dispute',
      'WrongDisputeStatus',
      'WrongDisputeStatus',
    ]);
    expect(shop.payments.leftOf(id)).toBeGreaterThanOrEqual(0n);
  });

  it('refunds what is left after a refund by hand', async () => {
    const { id, disputeId } = await answered();
    shop.payments.refunds.set('by hand', { orderId: id, amountMinor: 2_000n } as Json);
    await resolve(support, disputeId, 'BUYER', { refundDelivery: true });
    await until('the rest is refunded', () => shop.payments.leftOf(id) === 0n);
    expect(shop.payments.refunds.get(`case:${disputeId}`)).toMatchObject({ amountMinor: 1_500n });
    expect(await refunded(id, disputeId)).toMatchObject({ refund: { amount: { amount: '35.00' } } });
    const next = await answered();
    shop.payments.refunds.set('all by hand', { orderId: next.id, amountMinor: 3_500n } as Json);
    await resolve(support, next.disputeId, 'BUYER');
    expect(await see(buyer, next.disputeId)).toMatchObject({ refund: { status: 'REFUNDED' } });
  });
});
