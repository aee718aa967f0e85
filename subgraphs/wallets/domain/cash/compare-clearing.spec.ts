import { describe, expect, it } from '@jest/globals';
import { compareClearing } from './compare-clearing.ts';

const line = (code: string, balanceMinor: bigint, currency = 'KES') => ({ code, currency, balanceMinor });
const moved = (method: string, netMinor: bigint, currency = 'KES') => ({ method, currency, netMinor });

describe('comparing clearing accounts', () => {
  it('finds each account on either side, by currency, and no other account', () => {
    const lines = [line('mpesa_float', 500n), line('user_wallet', 500n), line('stripe_clearing', 70n, 'EUR')];
    const found = compareClearing(lines, [moved('MPESA', 500n), moved('STRIPE_CARD', 30n, 'USD')], []);
    expect(found).toEqual([
      { code: 'mpesa_float', currency: 'KES', ledgerMinor: 500n, providerMinor: 500n, differsFor: 0, isBreak: false },
      { code: 'stripe_clearing', currency: 'EUR', ledgerMinor: 70n, providerMinor: 0n, differsFor: 1, isBreak: false },
      { code: 'stripe_clearing', currency: 'USD', ledgerMinor: 0n, providerMinor: 30n, differsFor: 1, isBreak: false },
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

  it('keeps a break until the two are equal, also while its amount changes', () => {
    const at = (providerMinor: bigint, before: Parameters<typeof compareClearing>[2]) =>
      compareClearing([line('mpesa_float', 500n)], [moved('MPESA', providerMinor)], before);
    const second = at(600n, at(600n, []));
    const third = at(650n, second);
    expect([second[0], third[0]]).toMatchObject([{ isBreak: true }, { isBreak: true, differsFor: 3 }]);
    expect(at(500n, third)[0]).toMatchObject({ isBreak: false, differsFor: 0 });
  });

  it('takes an amount that changes every time for a break when one side has more four times in a row', () => {
    const follow = (amounts: readonly bigint[]): boolean[] => {
      let before: ReturnType<typeof compareClearing> = [];
      return amounts.map((amount) => {
        before = compareClearing([line('mpesa_float', 500n)], [moved('MPESA', amount)], before);
        return before[0]!.isBreak;
      });
    };
    expect(follow([510n, 530n, 520n, 540n, 501n])).toEqual([false, false, false, true, true]);
    // Money on its way, now one way and now the other.
    expect(follow([510n, 530n, 490n, 480n, 520n])).toEqual([false, false, false, false, false]);
  });

  it('expects the account of payments from wallets to be empty', () => {
    const lines = [line('wallet_clearing', 100n)];
    const first = compareClearing(lines, [moved('WALLET', 900n)], []);
    expect(first).toMatchObject([{ ledgerMinor: 100n, providerMinor: 0n }]);
    expect(compareClearing(lines, [moved('WALLET', 900n)], first)[0]).toMatchObject({ isBreak: true });
  });
});
