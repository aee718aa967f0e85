import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import pLimit from 'p-limit';
import { type Bank, openBank, support } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const rounds = 200;
const byHand = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename
  ... on RefundMade { refund { amount { amount } } } ... on RefundTooLarge { refundable { amount } } } }`;

describe('a refund by hand and the refund of a return at the same moment', () => {
  it('are never more than was charged: one is made, and the other learns what is left', async () => {
    const orders = Array.from({ length: rounds }, (_, index) => `ord_race_${index}`);
    const limit = pLimit(4);
    const race = async (orderId: string) => {
      const checkout = { checkoutId: `chk_${orderId}`, idempotencyKey: `checkout ${orderId}` };
      const { payments } = await bank.authorize({ [orderId]: '10.00' }, checkout);
      await bank.capture(orderId, '10.00');
      const terms = { cause: 'RETURN', deliveryAmount: { amount: '1.00', currency: 'EUR' } };
      const input = { paymentId: payments[0].id, amount: { amount: '6.00', currency: 'EUR' }, reason: 'Scratched' };
      const [returned, handed] = await Promise.all([
        bank.refund(orderId, '7.00', `case:${orderId}`, terms),
        bank
          .query(byHand, { input: { ...input, idempotencyKey: `hand ${orderId}` } }, { as: support })
          .then(({ data }) => data.refundPayment),
      ]);
      const isReturned = returned.__typename === 'RefundMade';
      expect(new Set([returned.__typename, handed.__typename])).toEqual(new Set(['RefundMade', 'RefundTooLarge']));
      const left = isReturned ? '3.00' : '4.00';
      expect((isReturned ? handed : returned).refundable).toEqual({ amount: left });
      // What orders does for a return that finds less.
      if (!isReturned) await bank.refund(orderId, left, `case:${orderId}`, terms);
      const row = await until('the refunds are settled', async () => {
        const found = await bank.row(orderId);
        return found.refunding_minor === '0' ? found : null;
      });
      expect(row).toMatchObject({ captured_minor: '1000', refunded_minor: isReturned ? '700' : '1000' });
      return isReturned;
    };
    const winners = await Promise.all(orders.map((orderId) => limit(() => race(orderId))));
    expect(winners).toHaveLength(rounds);
    const sum = await bank.pool.query<{ wrong: number }>(
      `SELECT count(*)::int AS wrong FROM payment p WHERE p.refunded_minor > p.captured_minor
           OR p.refunded_minor <> (SELECT coalesce(sum(amount_minor), 0) FROM refund r WHERE r.payment_id = p.id AND r.status = 'SUCCEEDED')`,
    );
    expect(sum.rows).toEqual([{ wrong: 0 }]);
  });
});
