import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  atTheSellersExpense,
  divide,
  divideRefund,
  partsOfOrder,
  type SaleParts,
  subtractParts,
  sumOfParts,
} from './divide-sale.ts';

const minor = fc.bigInt(0n, 10n ** 12n);
const anyParts: fc.Arbitrary<SaleParts> = fc
  .record({ sellerMinor: minor, feeMinor: minor, taxMinor: minor, deliveryMinor: minor, share: fc.bigInt(0n, 999n) })
  .map(({ share, ...parts }) => {
    const gross = parts.sellerMinor + parts.feeMinor + parts.taxMinor + parts.deliveryMinor;
    return { ...parts, promotionsMinor: (gross * share) / 1_000n };
  });
const values = (parts: SaleParts): bigint[] => [
  parts.sellerMinor,
  parts.feeMinor,
  parts.taxMinor,
  parts.deliveryMinor,
  parts.promotionsMinor,
];

describe('the parts of an order', () => {
  it('leave the seller the rest', () => {
    const order = { totalMinor: 12_400n, feeMinor: 150n, taxMinor: 1_900n, deliveryMinor: 500n, promotionsMinor: 0n };
    expect(values(partsOfOrder(order))).toEqual([9_850n, 150n, 1_900n, 500n, 0n]);
  });

  it('never become negative, also where the fee and an included tax take all', () => {
    const order = { totalMinor: 1_000n, feeMinor: 1_000n, taxMinor: 160n, deliveryMinor: 0n, promotionsMinor: 0n };
    expect(values(partsOfOrder(order))).toEqual([0n, 840n, 160n, 0n, 0n]);
  });
});

describe('dividing an amount', () => {
  it('is exact by hand', () => {
    const parts = { sellerMinor: 9_850n, feeMinor: 150n, taxMinor: 1_900n, deliveryMinor: 500n, promotionsMinor: 0n };
    expect(values(divide(12_400n, parts))).toEqual(values(parts));
    // 1000 × 9850/12400 = 794.35…, 12.09…, 153.22…, 40.32…: one unit is left, and the seller lost most.
    expect(values(divide(1_000n, parts))).toEqual([795n, 12n, 153n, 40n, 0n]);
  });

  it('loses and invents nothing, and takes no more of a part than there is', () => {
    fc.assert(
      fc.property(anyParts, fc.double({ min: 0, max: 1, noNaN: true }), (parts, share) => {
        const amount = (sumOfParts(parts) * BigInt(Math.round(share * 1_000_000))) / 1_000_000n;
        const taken = divide(amount, parts);
        expect(sumOfParts(taken)).toBe(amount);
        for (const [place, value] of values(taken).entries()) {
          expect(value >= 0n && value <= values(parts)[place]!).toBe(true);
        }
      }),
    );
  });

  it('gives everything back after refunds of any sizes', () => {
    fc.assert(
      fc.property(anyParts, fc.array(minor, { maxLength: 20 }), (parts, wanted) => {
        let left = parts;
        for (const each of wanted) {
          const amount = each < sumOfParts(left) ? each : sumOfParts(left);
          left = subtractParts(left, divide(amount, left));
          for (const value of values(left)) expect(value >= 0n).toBe(true);
        }
        left = subtractParts(left, divide(sumOfParts(left), left));
        expect(values(left)).toEqual([0n, 0n, 0n, 0n, 0n]);
      }),
    );
  });
});

describe('dividing a refund', () => {
  const sale = { sellerMinor: 9_850n, feeMinor: 150n, taxMinor: 1_900n, deliveryMinor: 500n, promotionsMinor: 0n };

  it.each([
    ['goods alone leave the delivery', 11_900n, 0n, [9_850n, 150n, 1_900n, 0n, 0n]],
    // 5950 × 9850/11900 = 4925, 75 and 950: half of the goods.
    ['half of the goods and all of the delivery', 6_450n, 500n, [4_925n, 75n, 950n, 500n, 0n]],
    ['delivery alone', 300n, 300n, [0n, 0n, 0n, 300n, 0n]],
    ['delivery of which there is less', 1_000n, 900n, [414n, 6n, 80n, 500n, 0n]],
    ['what the goods do not cover is delivery', 12_400n, 0n, [9_850n, 150n, 1_900n, 500n, 0n]],
  ])('%s', (_what, amount, delivery, wanted) => {
    expect(values(divideRefund(amount, sale, delivery))).toEqual(wanted);
  });

  it('takes the platform’s discount along with the goods, and none with the delivery', () => {
    const parts = partsOfOrder({ ...sale, totalMinor: 10_400n, promotionsMinor: 2_000n });
    expect(values(parts)).toEqual([9_850n, 150n, 1_900n, 500n, 2_000n]);
    expect(values(divideRefund(4_950n, parts, 0n))).toEqual([4_925n, 75n, 950n, 0n, 1_000n]);
    expect(values(divideRefund(500n, parts, 500n))).toEqual([0n, 0n, 0n, 500n, 0n]);
  });

  it('is exact, and takes no more of a part than there is, whatever the delivery in it', () => {
    fc.assert(
      fc.property(anyParts, minor, minor, (parts, wanted, delivery) => {
        const amount = wanted < sumOfParts(parts) ? wanted : sumOfParts(parts);
        const taken = divideRefund(amount, parts, delivery);
        expect(sumOfParts(taken)).toBe(amount);
        expect(sumOfParts(atTheSellersExpense(taken))).toBe(amount);
        for (const [place, value] of values(taken).entries()) {
          expect(value >= 0n && value <= values(parts)[place]!).toBe(true);
        }
      }),
    );
  });
});
