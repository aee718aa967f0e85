import { describe, expect, it } from '@jest/globals';
import { gasLimit, isUsedUp, judge } from './call.ts';

describe('an error of the contract', () => {
  it.each([
    ['MINT', 'AlreadyMinted', 'ALREADY_DONE'],
    ['CREATE_TOKEN', 'TokenExists', 'ALREADY_DONE'],
    ['MINT', 'ERC1155InvalidReceiver', 'NEVER'],
    ['TRANSFER', 'AlreadyTransferred', 'ALREADY_DONE'],
    ['TRANSFER', 'TransferExpired', 'NEVER'],
    ['TRANSFER', 'ERC1155InsufficientBalance', 'LATER'],
    ['MINT', 'MaxSupplyExceeded', 'NEVER'],
    ['MINT', 'AccessControlUnauthorizedAccount', 'LATER'],
    ['MINT', 'UnknownToken', 'LATER'],
    ['MINT', null, 'LATER'],
    ['DEPLOY', null, 'LATER'],
  ] as const)('of %s with the name %s means %s', (kind, name, verdict) => {
    expect(judge(kind, name)).toBe(verdict);
  });
});

describe('the gas of a call', () => {
  it.each([
    ['MINT', 100_000n, 120_000n],
    ['MINT', 450_000n, 500_000n],
    ['MINT', 500_000n, 500_000n],
    ['MINT', 500_001n, null],
    ['CREATE_TOKEN', 200_001n, null],
    ['DEPLOY', 2_000_000n, 2_400_000n],
  ] as const)('of %s that needs %s is %s', (kind, needed, limit) => {
    expect(gasLimit(kind, needed)).toBe(limit);
  });

  it('of a batch grows with its mints', () => {
    expect(gasLimit('MINT_BATCH', 6_000_000n, 100)).toBe(7_200_000n);
    expect(gasLimit('MINT_BATCH', 200_000n, 2)).toBe(200_000n);
    expect(gasLimit('MINT_BATCH', 200_001n, 2)).toBeNull();
  });
});

describe('a call that was mined without effect', () => {
  it.each([
    ['TRANSFER', 1, 0, true],
    ['TRANSFER', 0, 4, false],
    ['TRANSFER', 0, 5, true],
    ['MINT', 4, 0, false],
    ['MINT', 3, 2, true],
  ] as const)('%s, %i times, and lost %i times, is over: %s', (kind, reverted, lost, isOver) => {
    expect(isUsedUp(kind, { reverted, lost })).toBe(isOver);
  });
});
