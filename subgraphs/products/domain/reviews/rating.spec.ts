import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { averageOf, disputeRateOf, type Distribution, ratingOf } from './rating.ts';

const count = fc.nat({ max: 100_000 });
const distributions = fc.tuple(count, count, count, count, count);

describe('a rating', () => {
  it.each<[Distribution, string | null]>([
    [[0, 0, 0, 0, 0], null],
    [[0, 0, 0, 0, 1], '5.00'],
    [[0, 0, 0, 1, 2], '4.67'],
    [[1, 1, 1, 0, 0], '2.00'],
    [[0, 0, 0, 199, 1], '4.01'],
    [[0, 0, 0, 1, 199], '5.00'],
    [[7, 0, 0, 0, 1], '1.50'],
  ])('of %j is %s on average', (distribution, average) => {
    expect(averageOf(ratingOf(distribution))).toBe(average);
  });

  it('has an average between its least and its most stars, to half a hundredth', () => {
    fc.assert(
      fc.property(distributions, (distribution) => {
        const rating = ratingOf(distribution);
        fc.pre(rating.count > 0);
        expect(Math.abs(Number(averageOf(rating)) - rating.sum / rating.count)).toBeLessThanOrEqual(0.005 + 1e-9);
      }),
    );
  });
});

describe('the dispute rate of a seller', () => {
  it.each([
    [0, 0, null],
    [40, 1, 250],
    [3, 1, 3_333],
    [3, 2, 6_667],
    [1, 1, 10_000],
  ])('with %i sales and %i disputes is %p', (sales, disputes, rate) => {
    expect(disputeRateOf({ sales, disputes })).toBe(rate);
  });
});
