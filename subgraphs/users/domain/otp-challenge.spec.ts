import { describe, expect, it } from '@jest/globals';
import { closedBecause } from './otp-challenge.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T12:00:01Z');

describe('a challenge', () => {
  it('accepts codes while it is pending and has not expired', () => {
    expect(closedBecause({ status: 'PENDING', expiresAt: later }, now)).toBeNull();
  });

  it('is closed from its expiry', () => {
    expect(closedBecause({ status: 'PENDING', expiresAt: now }, now)).toBe('EXPIRED');
  });

  it('is closed after it was verified', () => {
    expect(closedBecause({ status: 'VERIFIED', expiresAt: later }, now)).toBe('EXPIRED');
  });

  it('stays locked, also after its expiry', () => {
    expect(closedBecause({ status: 'LOCKED', expiresAt: now }, later)).toBe('LOCKED');
  });
});
