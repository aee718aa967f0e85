import { describe, expect, it } from '@jest/globals';
import { displayNameOf, mayBecome, userStatuses } from './user.ts';

describe('the status of an account', () => {
  const arrows = userStatuses.flatMap((from) =>
    userStatuses.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
  );

  it('changes only along these arrows', () => {
    expect(arrows).toEqual([
      'PENDING_VERIFICATION → ACTIVE',
      'PENDING_VERIFICATION → ERASED',
      'ACTIVE → SUSPENDED',
      'ACTIVE → ERASED',
      'SUSPENDED → ACTIVE',
      'SUSPENDED → ERASED',
    ]);
  });
});

describe('the public name', () => {
  it('shortens the last name to its initial', () => {
    expect(displayNameOf({ firstName: 'Amina', lastName: 'Odhiambo' })).toBe('Amina O.');
  });

  it('of an erased user reveals nothing', () => {
    expect(displayNameOf({ firstName: null, lastName: null })).toBe('Former member');
  });
});
