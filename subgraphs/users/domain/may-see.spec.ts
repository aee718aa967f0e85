import { describe, expect, it } from '@jest/globals';
import { anonymous, type Role, type Viewer } from '@soko/auth';
import { mayAdministerStore, maySeeHistory, maySeePrivate, maySeeSeller, maySeeStore, maySeeTeam } from './may-see.ts';

const user = (id: string, ...roles: Role[]): Viewer => ({ kind: 'user', id, roles, sessionId: 'ses_1' });

const viewers: Record<string, Viewer> = {
  anonymous,
  amina: user('usr_amina', 'CUSTOMER'),
  asha: user('usr_asha', 'SELLER'),
  support: user('usr_support', 'SUPPORT'),
  admin: user('usr_admin', 'ADMIN'),
  apiKey: { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] },
};

const thoseWho = (may: (viewer: Viewer) => boolean): string[] =>
  Object.keys(viewers).filter((name) => may(viewers[name]!));

describe('visible', () => {
  it('is private data to its owner and to support', () => {
    expect(thoseWho((viewer) => maySeePrivate(viewer, 'usr_amina'))).toEqual(['amina', 'support', 'admin']);
  });

  it('is the history of an account to support', () => {
    expect(thoseWho(maySeeHistory)).toEqual(['support', 'admin']);
  });

  it.each(['ACTIVE', 'SUSPENDED', 'CLOSED'] as const)('is a seller who is %s to all', (status) => {
    expect(thoseWho((viewer) => maySeeSeller(viewer, { status, userId: 'usr_amina' }))).toEqual(Object.keys(viewers));
  });

  it.each(['APPLIED', 'REJECTED'] as const)('is a seller who is %s to the applicant and support', (status) => {
    const visible = thoseWho((viewer) => maySeeSeller(viewer, { status, userId: 'usr_amina' }));
    expect(visible).toEqual(['amina', 'support', 'admin']);
  });

  it('is an inactive store, and the team of every store, to members and support', () => {
    expect(thoseWho((viewer) => maySeeStore(viewer, { status: 'INACTIVE' }, null))).toEqual(['support', 'admin']);
    expect(thoseWho((viewer) => maySeeTeam(viewer, null))).toEqual(['support', 'admin']);
    expect(maySeeStore(viewers['amina']!, { status: 'INACTIVE' }, { role: 'GUEST' })).toBe(true);
    expect(maySeeTeam(viewers['amina']!, { role: 'GUEST' })).toBe(true);
    expect(maySeeStore(anonymous, { status: 'ACTIVE' }, null)).toBe(true);
  });
});

describe('administering a store', () => {
  it('requires the role ADMIN, in the store or in Soko', () => {
    expect(thoseWho((viewer) => mayAdministerStore(viewer, null))).toEqual(['admin']);
    expect(mayAdministerStore(viewers['amina']!, { role: 'ADMIN' })).toBe(true);
    expect(mayAdministerStore(viewers['amina']!, { role: 'MEMBER' })).toBe(false);
  });
});
