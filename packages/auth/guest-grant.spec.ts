import { describe, expect, it } from '@jest/globals';
import { guestGrant, isGuestGrant } from './guest-grant.ts';

describe('a grant for a guest', () => {
  const grant = guestGrant('key', 'ord_1', 'req_1');

  it('is valid for its subject and request', () => {
    expect(isGuestGrant('key', 'ord_1', 'req_1', grant)).toBe(true);
  });

  it.each([
    ['another subject', 'key', 'ord_2', 'req_1', grant],
    ['another request', 'key', 'ord_1', 'req_2', grant],
    ['another key', 'other', 'ord_1', 'req_1', grant],
    ['a guess', 'key', 'ord_1', 'req_1', 'guess'],
    ['none', 'key', 'ord_1', 'req_1', null],
  ])('is invalid for %s', (_, key, subject, requestId, given) => {
    expect(isGuestGrant(key, subject, requestId, given)).toBe(false);
  });

  it('is valid under the previous key while that is being replaced', () => {
    expect(isGuestGrant(['new', 'key'], 'ord_1', 'req_1', grant)).toBe(true);
    expect(isGuestGrant(['new'], 'ord_1', 'req_1', grant)).toBe(false);
    expect(isGuestGrant('new', 'ord_1', 'req_1', guestGrant(['new', 'key'], 'ord_1', 'req_1'))).toBe(true);
  });
});
