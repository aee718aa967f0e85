import { describe, expect, it } from '@jest/globals';
import { readPayout } from './payout.ts';

describe('reading a payout destination', () => {
  it('masks all but the last digits of a number', () => {
    expect(readPayout({ kind: 'MPESA', phone: '+254 712 345 678' })).toEqual({
      kind: 'MPESA',
      destination: '+254712345678',
      masked: '•••••••••5678',
    });
  });

  it('accepts an IBAN with valid check digits', () => {
    expect(readPayout({ kind: 'BANK_ACCOUNT', iban: 'gb82 west 1234 5698 7654 32' })).toMatchObject({
      destination: 'GB82WEST12345698765432',
      masked: '••••••••••••••••••5432',
    });
  });

  it.each(['GB82 WEST 1234 5698 7654 33', 'GB82', 'DE89370400440532013001', ''])('refuses the IBAN %j', (iban) => {
    expect(() => readPayout({ kind: 'BANK_ACCOUNT', iban })).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'payoutMethod.iban' } }),
    );
  });

  it('requires the field of the kind', () => {
    expect(() => readPayout({ kind: 'STRIPE', phone: '+254712345678' })).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'payoutMethod.stripeAccount' } }),
    );
  });
});
