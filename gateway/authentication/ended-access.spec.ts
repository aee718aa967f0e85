import { describe, expect, it } from '@jest/globals';
import type { ClientViewer, Role } from '@soko/auth';
import { createEndedList, type EndedAccess } from './ended-access.ts';

const nothing: EndedAccess = {
  asOf: 0,
  tokenLifetimeMs: 900_000,
  sessionIds: [],
  accounts: [],
  apiKeyIds: [],
  storeIds: [],
  isComplete: true,
};

const viewer = (id: string, ...roles: Role[]): ClientViewer => ({ kind: 'user', id, roles, sessionId: `ses_${id}` });
const token = (id: string, ...roles: Role[]) => ({ viewer: viewer(id, ...roles), accessVersion: 0, issuedAt: 0 });

describe('the list of ended access', () => {
  it('forgets a session when all its tokens have expired, and keeps a suspended person', () => {
    let now = 1_000_000;
    const list = createEndedList(() => now);
    list.add({ ...nothing, sessionIds: ['ses_1'], accounts: [{ id: '2', version: 1, isBlocked: true }] });
    expect(() => list.check(token('1'))).toThrow('has ended');
    now += 17 * 60_000;
    list.add(nothing);
    expect(() => list.check(token('1'))).not.toThrow();
    expect(() => list.check(token('2'))).toThrow('has ended');
  });

  it('refuses staff, and nobody else, once it is a minute old', () => {
    let now = 1_000_000;
    const list = createEndedList(() => now);
    list.add(nothing);
    now += 61_000;
    expect(() => list.check(token('1', 'CUSTOMER', 'SELLER'))).not.toThrow();
    expect(() => list.check(token('1', 'SUPPORT'))).toThrow('cannot be verified');
    expect(() => list.check(token('1', 'ADMIN'))).toThrow('cannot be verified');
    list.add(nothing);
    expect(() => list.check(token('1', 'ADMIN'))).not.toThrow();
  });

  it('stays bounded: with too many entries it refuses all tokens of that time instead', () => {
    const list = createEndedList(() => 1_000_000);
    const sessionIds = Array.from({ length: 200_001 }, (_, index) => `ses_${index}`);
    list.add({ ...nothing, asOf: 5_000, sessionIds });
    expect(() => list.check({ ...token('1'), issuedAt: 4_000 })).toThrow('has ended');
    expect(() => list.check({ ...token('1'), issuedAt: 5_000 })).not.toThrow();
  });

  it('refuses earlier tokens once for many ends, and not the ones that are refreshed meanwhile', () => {
    let now = 1_000_000_000;
    const list = createEndedList(() => now);
    list.add({ ...nothing, asOf: now });
    const refused: number[] = [];
    const old = { ...token('1'), issuedAt: now - 2_000 };
    for (let i = 0; i < 40; i += 1) {
      now += 410;
      list.add({ ...nothing, asOf: now, isComplete: false, sessionIds: [`ses_${i}`] });
      expect(() => list.check(old)).toThrow('has ended');
      expect(() => list.check(token(String(i)))).toThrow('has ended');
      const fresh = { viewer: viewer('fresh'), accessVersion: 1, issuedAt: Math.floor(now / 1_000) * 1_000 };
      try {
        list.check(fresh);
      } catch {
        refused.push(i);
      }
    }
    expect(refused).toEqual([]);
  });

  it('is checked again for a viewer whose access ended meanwhile', () => {
    const list = createEndedList();
    list.add(nothing);
    const [one, other] = [token('1'), token('2')];
    const key = { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] } as const;
    list.check(one);
    list.check(other);
    list.add({ ...nothing, sessionIds: ['ses_1'], apiKeyIds: ['key_1'] });
    expect(() => list.checkAgain(one.viewer)).toThrow('has ended');
    expect(() => list.checkAgain(other.viewer)).not.toThrow();
    expect(() => list.checkAgain(key)).toThrow('API key');
  });

  it('reports each end once', () => {
    const list = createEndedList();
    list.add(nothing);
    const ended = { ...nothing, sessionIds: ['ses_1'] };
    expect(list.add(ended)?.(viewer('1'))).toBe(true);
    expect(list.add(ended)).toBeNull();
  });
});
