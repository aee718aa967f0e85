import { describe, expect, it } from '@jest/globals';
import { digestOf, statusOf } from './claim-link.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));

const link = {
  quota: 2,
  claimed: 0,
  isRestricted: false,
  startsAt: at(8),
  endsAt: at(20),
  closedAt: null,
  createdAt: at(1),
};

describe('a claim link', () => {
  it.each([
    ['UPCOMING', {}, 7],
    ['OPEN', {}, 8],
    ['USED_UP', { claimed: 2 }, 9],
    ['ENDED', {}, 20],
    ['ENDED', { claimed: 2 }, 20],
    ['CLOSED', { closedAt: at(2) }, 9],
    ['OPEN', { startsAt: null, endsAt: null }, 1],
  ])('is %s with %j at %i o’clock', (status, more, hour) => {
    expect(statusOf({ ...link, ...more }, at(hour))).toBe(status);
  });

  it('has a list that tells addresses apart, but not their capitals', () => {
    const digest = digestOf('salt', 'email', 'ada@example.com');
    expect(digestOf('salt', 'email', 'ADA@example.com')).toBe(digest);
    expect(digestOf('other', 'email', 'ada@example.com')).not.toBe(digest);
    expect(digestOf('salt', 'address', 'ada@example.com')).not.toBe(digest);
  });
});
