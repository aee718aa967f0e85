import { describe, expect, it } from '@jest/globals';
import { ageOn } from './age.ts';
import { addMonths, endsLater } from './exclusion.ts';

describe('months of an exclusion', () => {
  it.each([
    ['2026-03-10T12:34:56.789Z', 6, '2026-09-10T12:34:56.789Z'],
    ['2026-08-31T00:00:00.000Z', 6, '2027-02-28T00:00:00.000Z'],
    ['2027-08-31T00:00:00.000Z', 6, '2028-02-29T00:00:00.000Z'],
    ['2028-02-29T23:59:59.999Z', 12, '2029-02-28T23:59:59.999Z'],
    ['2026-12-31T08:00:00.000Z', 120, '2036-12-31T08:00:00.000Z'],
  ])('from %s, %i of them, end at %s', (from, months, expected) => {
    expect(addMonths(new Date(from), months).toISOString()).toBe(expected);
  });
});

describe('an exclusion', () => {
  const until = (text: string | null) => ({ kind: 'TIME_OUT' as const, until: text === null ? null : new Date(text) });

  it.each([
    ['2026-01-02', '2026-01-01', true],
    ['2026-01-01', '2026-01-01', false],
    ['2026-01-01', '2026-01-02', false],
    [null, '2026-01-01', true],
    ['2026-01-01', null, false],
    [null, null, false],
  ])('until %s ends later than one until %s: %s', (one, other, expected) => {
    expect(endsLater(until(one), until(other))).toBe(expected);
  });

  it('ends later than none', () => {
    expect(endsLater(until('2026-01-01'), null)).toBe(true);
  });
});

describe('an age', () => {
  it.each([
    ['2008-06-01', '2026-05-31', 17],
    ['2008-06-01', '2026-06-01', 18],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
    ['2008-02-29', '2028-02-28', 19],
    ['2008-02-29', '2028-02-29', 20],
    ['2026-06-01', '2026-06-01', 0],
    ['2026-06-02', '2026-06-01', -1],
  ])('of someone born on %s is on %s: %i', (born, day, expected) => {
    expect(ageOn(born, day)).toBe(expected);
  });
});
