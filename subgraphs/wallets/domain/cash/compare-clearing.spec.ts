import { describe, expect, it } from '@jest/globals';
import { compareClearing } from './compare-clearing.ts';

const line = (code: string, balanceMinor: bigint, currency = 'KES') => ({ code, currency, balanceMinor });
const moved = (method: string, netMinor: bigint, currency = 'KES') => ({ method, currency, netMinor });

describe('comparing clearing accounts', () => {
  it('finds each account on either side, by currency, and no other account', () => {
    const lines = [line('mpesa_float', 500n), line('user_wallet', 500n), line('stripe_clearing', 70n, 'EUR')];
    const found = compareClearing(lines, [moved('MPESA', 500n), moved('STRIPE_CARD', 30n, 'USD')], []);
    expect(found).toEqual([
      { code: 'mpesa_float', currency: 'KES', ledgerMinor: 500n, providerMinor: 500n, isBreak: false },
      { code: 'stripe_clearing', currency: 'EUR', ledgerMinor: 70n, providerMinor: 0n, isBreak: false },
      { code: 'stripe_clearing', currency: 'USD', ledgerMinor: 0n, providerMinor: 30n, isBreak: false },
    ]);
  });

  it('takes a difference for a break when it stays the same', () => {
    const first = compareClearing([line('mpesa_float', 500n)], [moved('MPESA', 600n)], []);
    expect(first[0]).toMatchObject({ isBreak: false });
    expect(compareClearing([line('mpesa_float', 700n)], [moved('MPESA', 800n)], first)[0]).toMatchObject({
      isBreak: true,
    });
    expect(compareClearing([line('mpesa_float', 700n)], [moved('MPESA', 750n)], first)[0]).toMatchObject({
      isBreak: false,
    });
    expect(compareClearing([line('mpesa_float', 700n)], [moved('MPESA', 700n)], first)[0]).toMatchObject({
      isBreak: false,
    });
  });

  it('expects the account of payments from wallets to be empty', () => {
    const lines = [line('wallet_clearing', 100n)];
    const first = compareClearing(lines, [moved('WALLET', 900n)], []);
    expect(first).toMatchObject([{ ledgerMinor: 100n, providerMinor: 0n }]);
    expect(compareClearing(lines, [moved('WALLET', 900n)], first)[0]).toMatchObject({ isBreak: true });
  });
});
