import { describe, expect, it } from '@jest/globals';
import { returnsFee } from './refund-fee.ts';

const refund = { kind: 'REFUND', cause: 'OTHER', feeReturned: null } as const;

describe('the fee in a refund', () => {
  it.each([
    ['RETURN', refund, true],
    ['RETURN', { ...refund, kind: 'CHARGEBACK' as const }, true],
    ['KEEP', refund, false],
    ['KEEP', { ...refund, cause: 'RETURN' as const }, false],
    ['BY_CAUSE', refund, true],
    ['BY_CAUSE', { ...refund, cause: 'RETURN' as const }, true],
    ['BY_CAUSE', { ...refund, cause: 'DISPUTE' as const }, false],
    ['BY_CAUSE', { ...refund, kind: 'CHARGEBACK' as const }, false],
    ['KEEP', { ...refund, feeReturned: true }, true],
    ['RETURN', { ...refund, feeReturned: false }, false],
  ] as const)('follows the policy %s unless the caller decided: %j goes back: %s', (policy, facts, goesBack) => {
    expect(returnsFee(policy, facts)).toBe(goesBack);
  });
});
