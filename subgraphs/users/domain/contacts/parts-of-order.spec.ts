import { describe, expect, it } from '@jest/globals';
import { type OrderInEvent, partsOfOrder } from './parts-of-order.ts';

const eur = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });

const line = (storeId: string | null, price: string, more: object = {}) => ({
  storeId,
  productId: `prd_${price}`,
  quantity: 1,
  packedQuantity: null,
  unitPrice: eur(price),
  tax: eur('0'),
  taxIncluded: true,
  ...more,
});

const order = (lines: object[], total: string) => ({ lines, total: eur(total) }) as unknown as OrderInEvent;

const unpaid = { capturedMinor: null, refundedMinor: 0n };

const spent = (of: OrderInEvent, capturedMinor: bigint | null, refundedMinor: bigint) =>
  partsOfOrder(of, { capturedMinor, refundedMinor }).map(({ spentMinor }) => spentMinor);

describe('the parts of an order', () => {
  it('are the goods of each store, as packed, with tax and without discounts', () => {
    const lines = [
      line('sto_b', '1000', { quantity: 3, packedQuantity: 2, discount: eur('500') }),
      line('sto_a', '700', { tax: eur('70'), taxIncluded: false }),
      line(null, '9900'),
      line('sto_b', '200'),
    ];
    expect(partsOfOrder(order(lines, '12370'), unpaid)).toEqual([
      { storeId: 'sto_a', currency: 'EUR', spentMinor: 770n, productIds: ['prd_700'] },
      { storeId: 'sto_b', currency: 'EUR', spentMinor: 1_700n, productIds: ['prd_1000', 'prd_200'] },
    ]);
    expect(partsOfOrder(order([line(null, '5')], '5'), unpaid)).toEqual([]);
  });

  it('share out refunds by price', () => {
    const of = order([line('sto_a', '3000'), line('sto_b', '1000')], '4000');
    expect(spent(of, 4_000n, 0n)).toEqual([3_000n, 1_000n]);
    expect(spent(of, 4_000n, 1_000n)).toEqual([2_250n, 750n]);
    expect(spent(of, 4_000n, 4_000n)).toEqual([0n, 0n]);
    expect(spent(of, 0n, 0n)).toEqual([0n, 0n]);
    expect(spent(of, null, 1_000n)).toEqual([2_250n, 750n]);
  });

  it('do not lose what was refunded for goods that were not packed', () => {
    const packedLess = order([line('sto_a', '1000', { quantity: 4, packedQuantity: 3 })], '3000');
    expect(spent(packedLess, 4_000n, 1_000n)).toEqual([3_000n]);
    expect(spent(packedLess, 3_000n, 1_000n)).toEqual([2_000n]);
  });
});
