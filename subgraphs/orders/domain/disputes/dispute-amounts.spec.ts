import { describe, expect, it } from '@jest/globals';
import { specLine, specOrder } from '../spec-purchase.ts';
import { refundOf } from './decide-dispute.ts';
import { earlierRefunds } from '../earlier-refunds.ts';
import { disputedMinor } from './open-dispute.ts';

describe('a dispute about an order whose delivery was free', () => {
  const lines = [specLine({ quantity: 1, unitPriceMinor: 300n, taxBasisPoints: 0, feeMinor: 0n })];
  const free = { promotionId: 'prm_1', title: 'Free delivery', amountMinor: 1_000n, paidBy: 'PLATFORM' } as const;
  const order = specOrder({ lines, deliveryDiscounts: [free] });

  const none = earlierRefunds(order, [], []);

  it('is about the price of the goods', () => {
    expect(order.totalMinor).toBe(300n);
    expect(disputedMinor(order, [], none)).toBe(300n);
  });

  it('refunds no delivery that nobody paid', () => {
    const decision = { outcome: 'BUYER', goodsMinor: null, refundDelivery: true, reason: 'It broke' } as const;
    expect(refundOf({ amountMinor: 300n }, order, decision, none)).toEqual({
      refundMinor: 300n,
      refundDeliveryMinor: 0n,
    });
  });
});
