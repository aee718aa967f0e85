import { describe, expect, it } from '@jest/globals';
import { judge } from './call.ts';

describe('an error of the contract', () => {
  it.each([
    ['MINT', 'AlreadyMinted', 'ALREADY_DONE'],
    ['CREATE_TOKEN', 'TokenExists', 'ALREADY_DONE'],
    ['MINT', 'ERC1155InvalidReceiver', 'NEVER'],
    ['MINT', 'MaxSupplyExceeded', 'NEVER'],
    ['MINT', 'AccessControlUnauthorizedAccount', 'LATER'],
    ['MINT', 'UnknownToken', 'LATER'],
    ['MINT', null, 'LATER'],
    ['DEPLOY', null, 'LATER'],
  ] as const)('of %s with the name %s means %s', (kind, name, verdict) => {
    expect(judge(kind, name)).toBe(verdict);
  });
});
