import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packOrder } from './pack-order.ts';
import { specLine, specOrder } from './spec-purchase.ts';

describe('packing an order', () => {
  it('lowers price, tax and fee to the packed quantity, to the minor unit', () => {
    const lines = [
      specLine({ id: 'orl_1', quantity: 3, unitPriceMinor: 3_333n, feeMinor: 150n }),
      specLine({ id: 'orl_2' }),
    ];
    const packed = packOrder(specOrder({ lines }), new Map([['orl_1', 2]]));
    expect(packed.lines.map((line) => line.packedQuantity)).toEqual([2, 3]);
    // 6666 + 9999; 19 % of each, rounded by line: 1267 + 1900; fee 150 · 2/3 + 150
    expect(packed).toMatchObject({ itemsMinor: 16_665n, taxMinor: 3_167n, feeMinor: 250n, deliveryMinor: 1_000n });
    expect(packed.totalMinor).toBe(16_665n + 3_167n + 1_000n);
  });

  it('changes only the packed quantity when everything is packed', () => {
    const order = specOrder();
    const packed = packOrder(order, new Map([['orl_1', 3]]));
    expect({ ...packed, lines: order.lines }).toEqual(order);
    expect(packed.lines[0]!.packedQuantity).toBe(3);
  });

  it('never raises an amount, and adds up', () => {
    const line = fc.record({
      quantity: fc.integer({ min: 1, max: 999 }),
      unitPriceMinor: fc.bigInt(1n, 10n ** 10n),
      taxBasisPoints: fc.integer({ min: 0, max: 10_000 }),
      taxInclusive: fc.boolean(),
      feeShare: fc.integer({ min: 0, max: 100 }),
      packed: fc.integer({ min: 0, max: 1_500 }),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 10 }), (some) => {
        const lines = some.map(({ feeShare, packed: _packed, ...each }, index) =>
          specLine({
            ...each,
            id: `orl_${index}`,
            feeMinor: (each.unitPriceMinor * BigInt(each.quantity) * BigInt(feeShare)) / 100n,
          }),
        );
        const order = specOrder({ lines });
        const packed = packOrder(order, new Map(some.map(({ packed: count }, index) => [`orl_${index}`, count])));
        for (const key of ['itemsMinor', 'taxMinor', 'taxIncludedMinor', 'feeMinor', 'totalMinor'] as const) {
          expect(packed[key] <= order[key] && packed[key] >= 0n).toBe(true);
        }
        expect(packed.totalMinor).toBe(packed.itemsMinor + packed.deliveryMinor + packed.taxMinor);
        expect(packed.feeMinor <= packed.itemsMinor).toBe(true);
        expect(packed.lines.every((each) => each.packedQuantity! <= each.quantity)).toBe(true);
      }),
    );
  });
});
