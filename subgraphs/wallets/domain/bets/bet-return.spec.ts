import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BetLeg, betReturn, potentialReturn } from './bet-return.ts';
import { decideBet } from './bet-outcome.ts';
import type { LegResult } from './leg-factor.ts';
import { countLines, lineSizes, namedSystems } from './lines.ts';

const results = {
  won: { result: 'WON' },
  lost: { result: 'LOST' },
  void: { result: 'VOID' },
  halfWon: { result: 'HALF_WON' },
  halfLost: { result: 'HALF_LOST' },
  deadHeat: { result: 'DEAD_HEAT', numerator: 1, denominator: 2 },
} satisfies Record<string, LegResult>;

const leg = (oddsMilli: number, result: LegResult | null, isBanker = false): BetLeg => ({
  oddsMilli,
  result,
  isBanker,
});
const single = (stakeMinor: bigint, oddsMilli: number, result: LegResult) =>
  betReturn({ stakeMinor, legs: [leg(oddsMilli, result)], sizes: [1] });

const yankee = (last: LegResult | null) => ({
  stakeMinor: 1100n,
  legs: [leg(2000, results.won), leg(3500, results.won), leg(4000, results.won), leg(1500, last)],
  sizes: namedSystems.Yankee.sizes,
});

describe('the return of a bet', () => {
  it('is 156.75 for a Yankee at 2.00/3.50/4.00/1.50 of 1.00 a line', () => {
    expect(betReturn(yankee(results.won))).toBe(15_675n);
    expect(potentialReturn(yankee(null))).toBe(15_675n);
  });

  it('is 57.00 for that Yankee when the last leg loses', () => {
    expect(betReturn(yankee(results.lost))).toBe(5_700n);
  });

  it.each([
    ['won', results.won, 1850n],
    ['lost', results.lost, 0n],
    ['void', results.void, 1000n],
    ['half won', results.halfWon, 1425n],
    ['half lost', results.halfLost, 500n],
    ['a dead heat of two', results.deadHeat, 925n],
    ['a dead heat of three for two places', { ...results.deadHeat, numerator: 2, denominator: 3 } as const, 1233n],
  ])('of 10.00 at 1.850, %s', (_what, result, expected) => {
    expect(single(1000n, 1850, result)).toBe(expected);
  });

  it('rounds a line once, not each leg', () => {
    const legs = [leg(1111, results.won), leg(1111, results.won), leg(1111, results.won)];
    expect(betReturn({ stakeMinor: 99n, legs, sizes: [3] })).toBe(135n);
    expect(betReturn({ stakeMinor: 9n, legs, sizes: [1] })).toBe(9n);
    expect(betReturn({ stakeMinor: 9n, legs, sizes: [2] })).toBe(9n);
  });

  it('has every banker in every line', () => {
    const legs = [
      leg(2000, results.won, true),
      leg(3000, results.won),
      leg(4000, results.won),
      leg(5000, results.lost),
    ];
    expect(betReturn({ stakeMinor: 300n, legs, sizes: [2] })).toBe(2400n);
    const lost = [leg(2000, results.lost, true), ...legs.slice(1)];
    expect(betReturn({ stakeMinor: 300n, legs: lost, sizes: [2] })).toBe(0n);
  });

  it('is exact for twenty legs at the highest odds', () => {
    const legs = Array.from({ length: 20 }, () => leg(999_999, results.won));
    expect(betReturn({ stakeMinor: 10n ** 12n, legs, sizes: [20] })).toBe(
      (10n ** 12n * 999_999n ** 20n) / 1000n ** 20n,
    );
  });
});

/** The rules once more, without any care for speed: every subset of the legs, whole fractions, no sharing. */
function slowReturn({ stakeMinor, legs, sizes }: Parameters<typeof betReturn>[0]): bigint {
  const lines = Array.from({ length: 2 ** legs.length }, (_, mask) => legs.filter((_leg, bit) => (mask >> bit) & 1))
    .filter((chosen) => legs.every((each) => !each.isBanker || chosen.includes(each)))
    .filter((chosen) => sizes.includes(chosen.filter(({ isBanker }) => !isBanker).length));
  return lines
    .map((line) => {
      let [over, under] = [stakeMinor, BigInt(lines.length)];
      for (const { oddsMilli, result } of line) {
        const odds = BigInt(oddsMilli);
        const [by, per] = {
          WON: [odds, 1000n],
          LOST: [0n, 1n],
          VOID: [1n, 1n],
          HALF_WON: [odds + 1000n, 2000n],
          HALF_LOST: [1n, 2n],
          DEAD_HEAT:
            result?.result === 'DEAD_HEAT'
              ? [odds * BigInt(result.numerator), 1000n * BigInt(result.denominator)]
              : [0n, 0n],
        }[result!.result] as [bigint, bigint];
        [over, under] = [over * by, under * per];
      }
      return over / under;
    })
    .reduce((sum, line) => sum + line, 0n);
}

const anyResult: fc.Arbitrary<LegResult> = fc.oneof(
  fc.constantFrom(results.won, results.won, results.lost, results.void, results.halfWon, results.halfLost),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 }))
    .map(([numerator, more]) => ({ result: 'DEAD_HEAT' as const, numerator, denominator: numerator + more })),
);
const anyLeg = fc.record({
  oddsMilli: fc.integer({ min: 1001, max: 1_000_000 }),
  isBanker: fc.boolean(),
  result: anyResult,
});
const anyBet = fc
  .record({ legs: fc.array(anyLeg, { minLength: 1, maxLength: 7 }), unit: fc.bigInt(1n, 10n ** 9n) })
  .chain(({ legs, unit }) => {
    const choices = lineSizes('ACCUMULATOR', legs, [])[0]!;
    const anySizes = fc.uniqueArray(fc.integer({ min: Math.min(choices, 1), max: choices }), { minLength: 1 });
    return anySizes.map((sizes) => ({ legs, sizes, stakeMinor: unit * BigInt(countLines(legs, sizes)) }));
  });

describe('any bet', () => {
  it('returns what a slow computation with fractions returns', () => {
    fc.assert(
      fc.property(anyBet, (bet) => expect(betReturn(bet)).toBe(slowReturn(bet))),
      { numRuns: 500 },
    );
  });

  it('returns at most its potential return, and its stake when it is void', () => {
    fc.assert(
      fc.property(anyBet, (bet) => {
        expect(betReturn(bet)).toBeLessThanOrEqual(potentialReturn(bet));
        const legs = bet.legs.map((each) => ({ ...each, result: results.void }));
        expect(decideBet({ ...bet, legs })).toEqual({ decided: true, status: 'VOID', returnMinor: bet.stakeMinor });
      }),
    );
  });

  it('that is lost early stays lost whatever the open legs bring', () => {
    fc.assert(
      fc.property(anyBet, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), (bet, open) => {
        const legs = bet.legs.map((each, index) => ({ ...each, result: open[index]! ? null : each.result }));
        const early = decideBet({ ...bet, legs });
        if (early.decided) expect(early).toEqual(decideBet(bet));
        else expect(legs.some(({ result }) => result === null)).toBe(true);
      }),
    );
  });
});

describe('a bet with open legs', () => {
  it('is open while a line can win', () => {
    const legs = [leg(2000, results.lost), leg(2000, results.lost), leg(2000, null), leg(2000, results.won)];
    expect(decideBet({ stakeMinor: 1100n, legs, sizes: [2, 3, 4] })).toEqual({ decided: false });
  });

  it('is lost with the first lost leg of an accumulator', () => {
    const legs = [leg(2000, results.lost), leg(2000, null)];
    expect(decideBet({ stakeMinor: 100n, legs, sizes: [2] })).toMatchObject({ status: 'LOST', returnMinor: 0n });
  });
});
