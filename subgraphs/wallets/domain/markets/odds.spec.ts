import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatLine, formatOdds, maxOddsMilli, minOddsMilli, parseLine, parseOdds } from './odds.ts';

describe('odds', () => {
  it.each([
    ['1.850', 1_850],
    ['1.85', 1_850],
    ['2', 2_000],
    ['1.001', 1_001],
    ['1000.000', 1_000_000],
  ])('%s are %i thousandths', (text, milli) => expect(parseOdds(text)).toBe(milli));

  it.each([
    '1.000',
    '1',
    '0.5',
    '1000.001',
    '1001',
    '-2',
    '+2',
    '2.',
    '.5',
    '2,5',
    '1.8505',
    '2e1',
    ' 2',
    '',
    '٢',
    'NaN',
  ])('are not %j', (text) => expect(parseOdds(text)).toBeNull());

  it('are written with three decimals, and read as they were written', () => {
    expect([1_001, 1_850, 2_000, 1_000_000].map(formatOdds)).toEqual(['1.001', '1.850', '2.000', '1000.000']);
    fc.assert(
      fc.property(fc.integer({ min: minOddsMilli, max: maxOddsMilli }), (milli) => {
        expect(parseOdds(formatOdds(milli))).toBe(milli);
      }),
    );
  });
});

describe('a line', () => {
  it.each([
    ['2.5', 2_500],
    ['2.25', 2_250],
    ['-0.75', -750],
    ['+1', 1_000],
    ['0', 0],
    ['-0', 0],
    ['-500', -500_000],
  ])('%s is %i thousandths', (text, milli) => expect(parseLine(text)).toBe(milli));

  it.each(['2.3', '0.1', '500.25', '501', '--1', 'one', ''])('is not %j', (text) => expect(parseLine(text)).toBeNull());

  it('is written without needless zeros, and read as it was written', () => {
    expect([2_500, 2_250, -750, 3_000, 0].map(formatLine)).toEqual(['2.5', '2.25', '-0.75', '3', '0']);
    fc.assert(
      fc.property(fc.integer({ min: -2_000, max: 2_000 }), (quarters) => {
        expect(parseLine(formatLine(quarters * 250))).toBe(quarters * 250);
      }),
    );
  });
});
