import { describe, expect, it } from '@jest/globals';
import type { Interval } from '../records/billing.ts';
import { periodOf } from './period.ts';

const endsFrom = (begin: string, interval: Interval, intervalCount = 1): string[] =>
  [0, 1, 2].map((cycle) => {
    const { end } = periodOf({ anchor: Date.parse(begin) / 1_000, cycle }, { interval, intervalCount });
    return new Date(end * 1_000).toISOString();
  });

describe('the period of a subscription', () => {
  it.each<[string, Interval, number, string[]]>([
    ['2027-01-31T10:00:00Z', 'month', 1, ['2027-02-28', '2027-03-31', '2027-04-30']],
    ['2027-11-30T10:00:00Z', 'month', 3, ['2028-02-29', '2028-05-30', '2028-08-30']],
    ['2028-02-29T10:00:00Z', 'year', 1, ['2029-02-28', '2030-02-28', '2031-02-28']],
    ['2027-03-01T10:00:00Z', 'week', 2, ['2027-03-15', '2027-03-29', '2027-04-12']],
    ['2027-02-27T10:00:00Z', 'day', 1, ['2027-02-28', '2027-03-01', '2027-03-02']],
  ])('from %s by %s × %d ends on %j', (begin, interval, count, days) => {
    expect(endsFrom(begin, interval, count)).toEqual(days.map((day) => `${day}T10:00:00.000Z`));
  });
});
