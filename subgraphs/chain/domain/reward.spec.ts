import { describe, expect, it } from '@jest/globals';
import { codeFrom, statusOf, takeItems } from './reward.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));

const reward = { quota: 2, claimed: 0, startsAt: at(8), endsAt: at(20), promotionEndsAt: null, endedAt: null };

describe('a reward', () => {
  it.each([
    ['UPCOMING', {}, 7],
    ['OPEN', {}, 8],
    ['USED_UP', { claimed: 2 }, 9],
    ['ENDED', {}, 20],
    ['ENDED', { claimed: 2 }, 20],
    ['ENDED', { promotionEndsAt: at(10) }, 10],
    ['OPEN', { promotionEndsAt: at(22) }, 19],
    ['ENDED', { endedAt: at(2) }, 9],
    ['OPEN', { startsAt: null, endsAt: null }, 1],
  ])('is %s with %j at %i o’clock', (status, more, hour) => {
    expect(statusOf({ ...reward, ...more }, at(hour))).toBe(status);
  });

  it('takes items of several addresses, and no more than it needs', () => {
    const free = [
      { owner: 'a', amount: 2 },
      { owner: 'b', amount: 0 },
      { owner: 'c', amount: 3 },
    ];
    expect(takeItems(free, 1)).toEqual([{ owner: 'a', amount: 1 }]);
    expect(takeItems(free, 4)).toEqual([
      { owner: 'a', amount: 2 },
      { owner: 'c', amount: 2 },
    ]);
    expect(takeItems(free, 6)).toBeNull();
    expect(takeItems([], 1)).toBeNull();
  });

  it('has a code that people may write in small letters, with spaces or without hyphens', () => {
    const code = 'ABCD-EFGH-JKMN-PQRS';
    for (const written of [code, 'abcdefghjkmnpqrs', ' abcd efgh jkmn pqrs ']) expect(codeFrom(written)).toBe(code);
    for (const wrong of ['', 'ABCD', 'ABCD-EFGH-JKMN-PQR0', `${code}A`, 'ö'.repeat(16)])
      expect(codeFrom(wrong)).toBeNull();
  });
});
