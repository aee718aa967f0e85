import { describe, expect, it } from '@jest/globals';
import { refuseByDebt } from './cover-debt.ts';

describe('a withdrawal of somebody who owes money', () => {
  it.each([
    [0n, 500n, 900n, null],
    [300n, 500n, 200n, null],
    [300n, 500n, 201n, '2.00'],
    [300n, 300n, 1n, '0.00'],
    [300n, 100n, 1n, '0.00'],
  ])('with a debt of %s and %s in all wallets: %s', (debtMinor, ownedMinor, amountMinor, available) => {
    const refusal = refuseByDebt({ currency: 'KES', debtMinor, ownedMinor }, amountMinor);
    expect(refusal?.available.amount ?? null).toBe(available);
  });
});
