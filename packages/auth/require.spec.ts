import { describe, expect, it } from '@jest/globals';
import { requireRole, requireScope, requireService, requireUser } from './require.ts';
import { anonymous, type Role, type Viewer } from './viewer.ts';

const user = (...roles: Role[]): Viewer => ({ kind: 'user', id: 'usr_1', roles, sessionId: 'ses_1' });
const apiKey: Viewer = { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: ['products:read'] };
const service: Viewer = { kind: 'service', name: 'orders' };

const requireReading = (viewer: Viewer) => requireScope(viewer, 'products:read', 'products:write');
const requireStock = (viewer: Viewer) => requireScope(viewer, 'stock:write');

const outcomeOf = (check: () => unknown): unknown => {
  try {
    return check();
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code;
  }
};

describe('requiring somebody', () => {
  it.each([
    ['signed in', requireReading, ['UNAUTHENTICATED', 'passes', 'passes', 'FORBIDDEN']],
    ['of another scope', requireStock, ['UNAUTHENTICATED', 'passes', 'FORBIDDEN', 'FORBIDDEN']],
    ['a user', requireUser, ['UNAUTHENTICATED', 'passes', 'FORBIDDEN', 'FORBIDDEN']],
    ['a service', requireService, ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'passes']],
  ])('%s', (_, require, expected) => {
    const viewers = [anonymous, user('CUSTOMER'), apiKey, service];
    const outcomes = viewers.map((viewer) => outcomeOf(() => (require(viewer) === viewer ? 'passes' : 'another')));
    expect(outcomes).toEqual(expected);
  });

  it('with one of several roles lets each of them and administrators pass', () => {
    const viewers = [user('SUPPORT'), user('ADMIN'), user('WAREHOUSE', 'CUSTOMER')];
    expect(viewers.map((viewer) => requireRole(viewer, 'SUPPORT', 'WAREHOUSE'))).toEqual(viewers);
  });

  it.each([
    [anonymous, 'UNAUTHENTICATED'],
    [user('CUSTOMER'), 'FORBIDDEN'],
    [apiKey, 'FORBIDDEN'],
    [service, 'FORBIDDEN'],
  ])('with a role refuses %j', (viewer, code) => {
    expect(outcomeOf(() => requireRole(viewer, 'SUPPORT'))).toBe(code);
  });

  it('names the roles that would do', () => {
    expect(() => requireRole(user(), 'SUPPORT', 'ADMIN')).toThrow('This requires the role SUPPORT or ADMIN.');
    expect(() => requireRole(user(), 'SUPPORT')).toThrow('This requires the role SUPPORT.');
  });
});
