import { describe, expect, it } from '@jest/globals';
import { entryKind, partsOfEntry } from './statement-entry.ts';

const at = (code: string) => ({ code });
const move = (debit: string, credit: string, amountMinor: bigint) => ({
  debit: at(debit),
  credit: at(credit),
  amountMinor,
});
const sale = [
  move('stripe_clearing', 'seller_payable', 9_850n),
  move('stripe_clearing', 'platform_fee', 150n),
  move('stripe_clearing', 'taxes_due', 1_900n),
  move('stripe_clearing', 'delivery_income', 500n),
];

describe('an entry of a statement', () => {
  it.each([
    ['sale', 'SALE'],
    ['sale_refund', 'REFUND'],
    ['sale_refund_reversal', 'REFUND_FAILED'],
    ['sale_charged_back', 'CHARGEBACK'],
    ['payout', 'PAYOUT'],
    ['something_new', 'OTHER'],
    ['constructor', 'OTHER'],
  ])('of the kind %s is %s', (kind, wanted) => {
    expect(entryKind({ kind, transfers: sale })).toBe(wanted);
  });

  it('is an advert when adverts got the money', () => {
    expect(entryKind({ kind: 'click', transfers: [move('seller_payable', 'advert_income', 5n)] })).toBe('ADVERT');
  });

  it('has the parts of a sale, and of a refund with the opposite sign', () => {
    const parts = { totalMinor: 12_400n, feeMinor: 150n, taxMinor: 1_900n, deliveryMinor: 500n, discountMinor: 0n };
    expect(partsOfEntry({ kind: 'sale', transfers: sale, amountMinor: 9_850n })).toEqual(parts);
    // The seller pays the fee of 1.50, and what exceeds the sale is in suspense.
    const back = [
      move('seller_payable', 'stripe_clearing', 10_000n),
      move('taxes_due', 'stripe_clearing', 1_900n),
      move('delivery_income', 'stripe_clearing', 500n),
      move('suspense', 'stripe_clearing', 77n),
    ];
    expect(partsOfEntry({ kind: 'sale_refund', transfers: back, amountMinor: -10_000n })).toEqual({
      totalMinor: -12_400n,
      feeMinor: 0n,
      taxMinor: -1_900n,
      deliveryMinor: -500n,
      discountMinor: 0n,
    });
    // Soko pays 20.00 in place of the buyer.
    const discounted = [
      move('stripe_clearing', 'seller_payable', 7_850n),
      move('promotions', 'seller_payable', 2_000n),
      ...sale.slice(1),
    ];
    expect(partsOfEntry({ kind: 'sale', transfers: discounted, amountMinor: 9_850n })).toEqual({
      ...parts,
      totalMinor: 10_400n,
      discountMinor: 2_000n,
    });
    expect(partsOfEntry({ kind: 'payout', transfers: sale, amountMinor: -1n })).toBeNull();
  });
});
