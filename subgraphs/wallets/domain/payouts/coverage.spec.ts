import { describe, expect, it } from '@jest/globals';
import { findUncovered, payableKey } from './coverage.ts';

const payout = (id: string, amountMinor: bigint, sellerId = 'slr_1') => ({
  id: `pyo_${id}`,
  sellerId,
  currency: 'EUR',
  amountMinor,
});

const available = (minor: bigint, sellerId = 'slr_1') => new Map([[payableKey({ sellerId, currency: 'EUR' }), minor]]);

describe('payouts that are held', () => {
  it.each([
    ['all are covered', 0n, []],
    ['the newest ends when it is enough', -1n, ['pyo_3']],
    ['it takes as many as are needed', -151n, ['pyo_3', 'pyo_2']],
    ['none is left when all is gone', -500n, ['pyo_3', 'pyo_2', 'pyo_1']],
  ])('%s', (_what, minor, ended) => {
    const held = [payout('2', 100n), payout('3', 150n), payout('1', 100n)];
    expect([...findUncovered(held, available(minor))]).toEqual(ended);
  });

  it('of another seller are left alone', () => {
    const held = [payout('1', 100n), payout('2', 100n, 'slr_2')];
    expect([...findUncovered(held, available(-1n, 'slr_2'))]).toEqual(['pyo_2']);
  });
});
