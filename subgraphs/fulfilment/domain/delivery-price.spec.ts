import { describe, expect, it } from '@jest/globals';
import { boxesFor, type ParcelLine, priceParcel } from './delivery-price.ts';
import { feeOf, rateKey, type RateTable } from './delivery-rate.ts';

const cube = (mm: number, weightG: number, quantity = 1): ParcelLine => ({
  quantity,
  package: { lengthMm: mm, widthMm: mm, heightMm: mm, weightG },
});

const table = (
  ...rates: [country: string, method: 'STANDARD' | 'EXPRESS', currency: string, feeMinor: number][]
): RateTable =>
  new Map(rates.map(([country, method, currency, feeMinor]) => [rateKey({ country, method, currency }), { feeMinor }]));

describe('how many boxes a parcel is', () => {
  it.each<[string, ParcelLine[], number]>([
    ['nothing', [], 0],
    ['what needs no box', [{ quantity: 9, package: null }], 0],
    ['the smallest thing', [cube(1, 1)], 1],
    ['exactly a box', [cube(500, 12_000)], 1],
    ['a box and a cubic millimetre', [cube(500, 1), cube(1, 1)], 2],
    ['a box and a gram', [cube(10, 12_001)], 2],
    ['eight halves of an edge', [cube(250, 100, 8)], 1],
    ['nine of them: the quantity counts', [cube(250, 100, 9)], 2],
    ['heavy things by weight', [cube(100, 6_001, 4)], 3],
    ['large things by volume', [cube(600, 100, 3)], 6],
    ['the larger of both', [cube(600, 100), cube(10, 60_000)], 6],
    ['more than numbers hold exactly', [cube(1_000_000, 1, 1_000_000)], 8_000_000_000_000_000],
  ])('%s', (_, lines, boxes) => {
    expect(boxesFor(lines)).toBe(boxes);
  });
});

describe('what a box costs', () => {
  const rates = table(
    ['*', 'STANDARD', '*', 2500],
    ['PL', 'STANDARD', '*', 1000],
    ['PL', 'STANDARD', 'PLN', 4200],
    ['PL', 'EXPRESS', 'PLN', 9900],
    ['*', 'EXPRESS', 'EUR', 5000],
    ['BH', 'STANDARD', '*', 1235],
  );

  it.each([
    ['PL', 'STANDARD', 'EUR', 1000],
    ['PL', 'STANDARD', 'PLN', 4200],
    ['PL', 'EXPRESS', 'PLN', 9900],
    ['PL', 'EXPRESS', 'EUR', 1000],
    ['KE', 'STANDARD', 'KES', 2500],
    ['KE', 'EXPRESS', 'EUR', 5000],
    ['KE', 'EXPRESS', 'USD', 2500],
    ['BH', 'STANDARD', 'USD', 1235],
    ['BH', 'STANDARD', 'BHD', 1240],
  ] as const)('to %s by %s in %s is %i', (country, method, currency, fee) => {
    expect(feeOf(rates, { country, method, currency })).toBe(fee);
  });

  it('is nothing for what is picked up or not delivered at all', () => {
    const parcel = { country: 'KE', currency: 'EUR', lines: [cube(500, 1, 3)] };
    expect(priceParcel(rates, { ...parcel, method: 'PICKUP' })).toEqual({
      price: { amountMinor: 0n, currency: 'EUR' },
      boxes: 3,
    });
    expect(priceParcel(rates, { ...parcel, method: 'NONE' })).toEqual({
      price: { amountMinor: 0n, currency: 'EUR' },
      boxes: 0,
    });
    expect(priceParcel(rates, { ...parcel, method: 'STANDARD' }).price.amountMinor).toBe(7500n);
  });
});
