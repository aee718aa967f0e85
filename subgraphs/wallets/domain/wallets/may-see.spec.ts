import { anonymous, type Role, type Viewer } from '@soko/auth';
import { describe, expect, it } from '@jest/globals';
import { maySeeWallet } from './may-see.ts';

const user = (id: string, role: Role): Viewer => ({ kind: 'user', id, roles: [role], sessionId: 'ses_1' });

describe('a wallet', () => {
  it.each([
    ['its owner', user('usr_1', 'CUSTOMER'), true],
    ['support', user('usr_2', 'SUPPORT'), true],
    ['another user', user('usr_2', 'CUSTOMER'), false],
    ['a trader', user('usr_2', 'TRADER'), false],
    ['an anonymous viewer', anonymous, false],
  ])('is seen by %s: %s', (_who, viewer, expected) => {
    expect(maySeeWallet(viewer, { ownerId: 'usr_1' })).toBe(expected);
  });
});
