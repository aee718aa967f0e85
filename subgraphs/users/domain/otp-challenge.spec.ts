import { describe, expect, it } from '@jest/globals';
import { closedBecause } from './otp-challenge.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T12:00:01Z');

describe('whether a challenge can still be met', () => {
  it('can while it is pending and its time has not come', () => {
    expect(closedBecause({ status: 'PENDING', expiresAt: later }, now)).toBeNull();
  });

  it('cannot from the moment it ends', () => {
    expect(closedBecause({ status: 'PENDING', expiresAt: now }, now)).toBe('EXPIRED');
  });

  it('cannot a second time', () => {
    expect(closedBecause({ status: 'VERIFIED', expiresAt: later }, now)).toBe('EXPIRED');
  });

  it('stays locked, also after its time', () => {
    expect(closedBecause({ status: 'LOCKED', expiresAt: now }, later)).toBe('LOCKED');
  });
});
