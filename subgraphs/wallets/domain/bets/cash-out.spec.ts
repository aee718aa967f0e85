import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cashOutValue, type ValuedLeg } from './cash-out.ts';
import { payoutTransfers } from './payout.ts';

const leg = (oddsMilli: number, nowMilli: number, result: ValuedLeg['result'] = null): ValuedLeg => ({
  oddsMilli,
  nowMilli,
  result,
  isBanker: false,
});

describe('the value of an open bet', () => {
  it('is its stake less the margin while the odds stand still', () => {
    const bet = { unitStakeMinor: 10_000n, legs: [leg(2000, 2000)], sizes: [1] };
    expect(cashOutValue(bet, { marginBasisPoints: 500 })).toBe(9_500n);
  });

  it('follows settled legs and present odds, rounded down once', () => {
    // 100.00 · 2.5 · (3.1 / 2.7) · 0.95 = 272.685…
    const legs = [leg(2500, 9999, { result: 'WON' }), leg(3100, 2700)];
    expect(cashOutValue({ unitStakeMinor: 10_000n, legs, sizes: [2] }, { marginBasisPoints: 500 })).toBe(27_268n);
  });

  it('is nothing once an accumulator has lost, and less for a system', () => {
    const legs = [leg(2000, 2000, { result: 'LOST' }), leg(2000, 2000), leg(2000, 2000)];
    expect(cashOutValue({ unitStakeMinor: 1_000n, legs, sizes: [3] }, { marginBasisPoints: 0 })).toBe(0n);
    // Of the three doubles one is alive.
    expect(cashOutValue({ unitStakeMinor: 1_000n, legs, sizes: [2] }, { marginBasisPoints: 0 })).toBe(1_000n);
  });

  it('equals the sum over all lines, for any system', () => {
    const anyLeg = fc.record({
      oddsMilli: fc.integer({ min: 1_001, max: 50_000 }),
      nowMilli: fc.integer({ min: 1_001, max: 50_000 }),
      isBanker: fc.boolean(),
      result: fc.constantFrom<ValuedLeg['result']>(
        null,
        null,
        { result: 'WON' },
        { result: 'HALF_WON' },
        { result: 'VOID' },
        { result: 'DEAD_HEAT', numerator: 1, denominator: 3 },
      ),
    });
    fc.assert(
      fc.property(
        fc.array(anyLeg, { minLength: 1, maxLength: 6 }),
        fc.bigInt(1n, 10n ** 9n),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 6 }),
        (legs, unitStakeMinor, marginBasisPoints, wanted) => {
          const choices = legs.filter(({ isBanker }) => !isBanker).length;
          const size = Math.min(wanted, choices);
          expect(cashOutValue({ unitStakeMinor, legs, sizes: [size] }, { marginBasisPoints })).toBe(
            slowValue(unitStakeMinor, legs, size, marginBasisPoints),
          );
        },
      ),
    );
  });
});

/** Every subset of the legs, with whole fractions. */
function slowValue(unit: bigint, legs: readonly ValuedLeg[], size: number, margin: number): bigint {
  const lines = Array.from({ length: 2 ** legs.length }, (_, mask) => legs.filter((_leg, bit) => (mask >> bit) & 1))
    .filter((line) => legs.every((each) => !each.isBanker || line.includes(each)))
    .filter((line) => line.filter(({ isBanker }) => !isBanker).length === size);
  let [over, under] = [0n, 1n];
  for (const line of lines) {
    let [by, per] = [1n, 1n];
    for (const { oddsMilli, nowMilli, result } of line) {
      const odds = BigInt(oddsMilli);
      const [n, d] = {
        WON: [odds, 1000n],
        HALF_WON: [odds + 1000n, 2000n],
        VOID: [1n, 1n],
        DEAD_HEAT: [odds, 3000n],
        open: [odds, BigInt(nowMilli)],
      }[(result?.result ?? 'open') as 'WON'] as [bigint, bigint];
      [by, per] = [by * n, per * d];
    }
    [over, under] = [over * per + by * under, under * per];
  }
  return (unit * over * BigInt(10_000 - margin)) / (under * 10_000n);
}

describe('the postings of a payout', () => {
  const bet = { currency: 'KES', userId: 'usr_1' };
  const flows = (stakeMinor: bigint, paidMinor: bigint) =>
    payoutTransfers(bet, { stakeMinor, paidMinor }).map(
      ({ debit, credit, amountMinor }) => `${debit.code} → ${credit.code} ${amountMinor}`,
    );

  it.each([
    [1000n, 0n, ['bet_open_stakes → betting_result 1000']],
    [1000n, 400n, ['bet_open_stakes → user_wallet 400', 'bet_open_stakes → betting_result 600']],
    [1000n, 1000n, ['bet_open_stakes → user_wallet 1000']],
    [1000n, 2500n, ['bet_open_stakes → user_wallet 1000', 'betting_result → user_wallet 1500']],
  ])('of a stake of %s that pays %s', (stakeMinor, paidMinor, expected) => {
    expect(flows(stakeMinor, paidMinor)).toEqual(expected);
  });
});
