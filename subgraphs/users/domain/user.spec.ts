import { describe, expect, it } from '@jest/globals';
import { displayNameOf, mayBecome, userStatuses } from './user.ts';

describe('the status of an account', () => {
  const arrows = userStatuses.flatMap((from) =>
    userStatuses.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
  );

  it('changes along these arrows alone', () => {
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

describe('the name that others see', () => {
  it('has no more than the initial of the last name', () => {
    expect(displayNameOf({ firstName: 'Amina', lastName: 'Odhiambo' })).toBe('Amina O.');
  });

  it('says nothing of somebody who was erased', () => {
    expect(displayNameOf({ firstName: null, lastName: null })).toBe('Former member');
  });
});
