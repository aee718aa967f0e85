import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { paidForLine, paidTotal } from '../line.ts';
import { specLine, specOrder } from '../spec-purchase.ts';
import { earlierRefunds } from '../earlier-refunds.ts';
import { refundFor } from './change-return.ts';
import type { ReturnReason } from './return.ts';

describe('the price paid for a part of a line', () => {
  it('adds up to the line, in whichever parts it is paid back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        fc.boolean(),
        fc.constantFrom(1n, 100n),
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }),
        (packedQuantity, price, taxInclusive, step, parts) => {
          const line = specLine({ quantity: 999, packedQuantity, unitPriceMinor: price * step, taxInclusive });
          const paid = { ...line, taxMinor: (line.taxMinor / step) * step };
          let before = 0;
          let sum = 0n;
          for (const part of [...parts, packedQuantity]) {
            const quantity = Math.min(part, packedQuantity - before);
            const amount = paidForLine(paid, quantity, { before, step });
            expect(amount).toBeGreaterThanOrEqual(0n);
            if (before + quantity < packedQuantity) expect(amount % step).toBe(0n);
            before += quantity;
            sum += amount;
          }
          expect(sum).toBe(paidTotal(paid));
        },
      ),
    );
  });

  it('is not asked for more pieces than there are', () => {
    expect(() => paidForLine(specLine({ packedQuantity: 2 }), 2, { before: 1 })).toThrow(RangeError);
  });
});

describe('the refund of a return', () => {
  const order = specOrder({ lines: [specLine({ quantity: 3, packedQuantity: 3, returnedQuantity: 2 })] });
  const none = earlierRefunds(order, [], []);
  const refund = (reason: ReturnReason, resalable: number, damaged = 0, deliveryMinor = 0n) =>
    refundFor(
      order,
      { lines: [{ lineId: 'orl_1', quantity: 2, reason, resalable, damaged }] },
      { ...none, deliveryMinor },
    );

  it('is the price of the pieces that came back, sound or not', () => {
    expect(refund('CHANGED_MIND', 1)).toEqual({ refundMinor: 3_966n, deliveryMinor: 0n });
    expect(refund('CHANGED_MIND', 1, 1)).toEqual({ refundMinor: 7_932n, deliveryMinor: 0n });
    expect(refund('CHANGED_MIND', 0)).toEqual({ refundMinor: 0n, deliveryMinor: 0n });
  });

  it('has the price of the delivery, once, when the seller is at fault', () => {
    expect(refund('DEFECTIVE', 1)).toEqual({ refundMinor: 4_966n, deliveryMinor: 1_000n });
    expect(refund('DEFECTIVE', 1, 0, 1_000n)).toEqual({ refundMinor: 3_966n, deliveryMinor: 0n });
    expect(refund('DEFECTIVE', 0)).toEqual({ refundMinor: 0n, deliveryMinor: 0n });
  });

  it('has no more for the delivery than the buyer paid', () => {
    const discount = { promotionId: 'prm_1', title: 'Free delivery', amountMinor: 1_000n, paidBy: 'PLATFORM' } as const;
    const free = { ...order, deliveryDiscounts: [discount] };
    const lines = [{ lineId: 'orl_1', quantity: 2, reason: 'DEFECTIVE', resalable: 1, damaged: 0 } as const];
    expect(refundFor(free, { lines }, none)).toEqual({ refundMinor: 3_966n, deliveryMinor: 0n });
  });
});
