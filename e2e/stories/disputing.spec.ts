import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { chargeBack, disputeOf, disputeSeenBy, disputeStep, openDispute, reply } from '../harness/disputing.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { mailed, newAddress, signUp } from '../harness/people.ts';
import { buyAndReceive, requestReturn, type Staff } from '../harness/returning.ts';

describe('a dispute about an order', () => {
  const address = newAddress('disputing');
  let [buyer, support]: Client[] = [];
  let goods: buying.Goods;
  let sellerAddress: string;
  let staff: Staff;

  beforeAll(async () => {
    const [warehouse, courier] = [await signedInAs('warehouse@example.com'), await signedInAs('courier@example.com')];
    staff = { warehouse, courier };
    support = await signedInAs('support@example.com');
    goods = await buying.goodsOnSale('disputed', 5);
    sellerAddress = (await goods.seller.data('{ me { email } }')).me.email;
    buyer = await signUp(address);
  });

  /** Nobody but its parts learns that it exists. */
  async function isHiddenFrom(others: readonly Client[], orderId: string, disputeId: string): Promise<void> {
    for (const other of others) {
      expect(await disputeSeenBy(other, disputeId)).toBeNull();
      const { data } = await other.ask('query ($id: ID!) { order(id: $id) { disputes { id } } }', { id: orderId });
      expect(data.order).toBeNull();
      const input = { disputeId, text: 'Me too', idempotencyKey: v7() };
      const { errors } = await other.ask(
        'mutation ($input: ReplyToDisputeInput!) { replyToDispute(input: $input) { __typename } }',
        { input },
      );
      expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
  }

  it('is answered by the seller and split by support, and the money of its part goes back', async () => {
    const bought = await buyAndReceive(buyer!, [[goods.small, 2]], staff);
    const stranger = await signUp(newAddress('stranger'));
    const opened = await openDispute(buyer!, bought.orderId, 'One of them has a crack.');
    expect(opened).toMatchObject({ kind: 'BUYER', status: 'OPEN', amount: { amount: '39.80' }, refund: null });
    const { id: disputeId, number } = opened;
    expect(await mailed(buyer!, address, /(SO-\S+-D1)/, 'dispute-opened')).toBe(number);
    expect(await mailed(buyer!, sellerAddress, /(SO-\S+-D1)/, 'sale-dispute-opened')).toBe(number);
    expect(await requestReturn(buyer!, bought)).toMatchObject({ code: 'CASE_OPEN' });
    await isHiddenFrom([stranger, client()], bought.orderId, disputeId);
    expect((await stranger.data('{ disputes { nodes { id } } }')).disputes.nodes).toEqual([]);

    const decision = { disputeId, outcome: 'SPLIT', reason: 'Each bears a part.', refundDelivery: true };
    const split = { ...decision, refundAmount: { amount: '15.00', currency: 'EUR' } };
    expect(await disputeStep(support!, 'resolveDispute', split)).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
    expect(await reply(goods.seller, disputeId, 'It left without one.')).toMatchObject({ status: 'ANSWERED' });
    expect(await mailed(buyer!, address, /(SO-\S+-D1)/, 'dispute-message')).toBe(number);
    expect(await disputeStep(support!, 'resolveDispute', split)).toMatchObject({
      status: 'RESOLVED',
      outcome: 'SPLIT',
      refund: { amount: { amount: '25.00' }, delivery: { amount: '10.00' } },
    });
    const ended = await until('the refund is made', async () => {
      const found = await disputeSeenBy(buyer!, disputeId);
      return found.refund.status === 'REFUNDED' && found.order.payment.refunded.amount !== '0.00' ? found : null;
    });
    expect(ended).toMatchObject({
      messages: [
        { side: 'BUYER', text: 'One of them has a crack.' },
        { side: 'SELLER', text: 'It left without one.' },
      ],
      order: {
        status: 'FULFILLED',
        payment: { status: 'PARTIALLY_REFUNDED', refunded: { amount: '25.00' }, refundable: { amount: '24.80' } },
      },
    });
    expect(await mailed(buyer!, address, /(\b25\.00)/, 'dispute-decided')).toBe('25.00');
    expect(await mailed(buyer!, sellerAddress, /(\b25\.00)/, 'sale-dispute-decided')).toBe('25.00');
  });

  it('is opened by a chargeback, whose seller sends evidence to the bank', async () => {
    const { orderId } = await buyAndReceive(buyer!, [[goods.large, 1]], staff);
    const atBank = await chargeBack(stripeAdmin(), support!, orderId);
    const { id: disputeId, ...opened } = await disputeOf(goods.seller, orderId);
    expect(opened).toMatchObject({ kind: 'CHARGEBACK', status: 'OPEN', amount: { amount: '39.90' } });
    expect(await mailed(buyer!, sellerAddress, /(SO-\S+-D1)/, 'sale-chargeback-opened')).toBe(opened.number);
    expect(await disputeStep(buyer!, 'withdrawDispute', { disputeId })).toMatchObject({ code: 'BANK_DECIDES' });

    const evidence = { disputeId };
    expect(await disputeStep(goods.seller, 'submitEvidence', evidence)).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
    await reply(goods.seller, disputeId, 'It was delivered without a crack.');
    expect(await disputeStep(goods.seller, 'submitEvidence', evidence)).toMatchObject({
      status: 'READY_FOR_DECISION',
      chargeback: { reason: 'product_unacceptable', evidenceSubmittedAt: expect.any(String) },
    });
    const sent = await until('the bank has the evidence', async () => {
      const { evidence: found } = await atBank();
      return found['uncategorized_text'] ? found : null;
    });
    expect(sent['uncategorized_text']).toContain('It was delivered without a crack.');
    await stripeAdmin().call('POST', `disputes/${(await atBank()).id}/win`);
    const won = await until('the bank has decided', async () => {
      const found = await disputeSeenBy(goods.seller, disputeId);
      return found.status === 'RESOLVED' ? found : null;
    });
    expect(won).toMatchObject({ outcome: 'SELLER', order: { payment: { refunded: { amount: '0.00' } } } });
  });
});
