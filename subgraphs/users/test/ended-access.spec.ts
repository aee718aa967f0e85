import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { mistake, mutationsOf } from './ask.ts';
import { readEndedAccess } from './ended-access.ts';
import { admin, documents, join, logIn, password, support } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';
import { teamsOf } from './teams.ts';

let graph: UsersGraph;
beforeAll(async () => {
  graph = await startUsers();
});
afterAll(() => graph.close());

const change = mutationsOf(() => graph);
const { open } = teamsOf(() => graph);
const sessionOf = (accessToken: string): string => String(decodeJwt(accessToken)['sid']);
const versionOf = (accessToken: string): number => Number(decodeJwt(accessToken)['ver']);
const refresh = async (refreshToken: string) =>
  (await graph.query(documents.refreshSession, { input: { refreshToken } })).data['refreshSession'];

describe('the list for the gateway', () => {
  it('names sessions that were ended by every way', async () => {
    const since = new Date();
    const ada = await join(graph, 'ada-ended@example.com');
    const [second, third, fourth] = [
      await logIn(graph, ada.email),
      await logIn(graph, ada.email),
      await logIn(graph, ada.email),
    ];
    await graph.query('mutation { logOut { __typename } }', {}, { as: second.viewer });
    await change('revokeSession', { sessionId: sessionOf(third.accessToken) }, ada.viewer);
    await refresh(fourth.refreshToken);
    graph.pass({ seconds: 11 });
    await refresh(fourth.refreshToken);
    const afterThese = await readEndedAccess(graph, since);
    expect(afterThese.sessionIds).toEqual(
      expect.arrayContaining([second, third, fourth].map(({ accessToken }) => sessionOf(accessToken))),
    );
    expect(afterThese.sessionIds).not.toContain(sessionOf(ada.accessToken));
    expect(afterThese.tokenLifetimeMs).toBe(900_000);
    const last = await logIn(graph, ada.email);
    await change('changePassword', { currentPassword: password, newPassword: 'another long phrase' }, ada.viewer);
    const { sessionIds } = await readEndedAccess(graph, since);
    expect(sessionIds).toContain(sessionOf(last.accessToken));
    expect(sessionIds).not.toContain(sessionOf(ada.accessToken));
  });

  it('names accounts that lost a role with the version of tokens that are still accepted, and not those that gained one', async () => {
    const since = new Date();
    const ben = await join(graph, 'ben-ended@example.com');
    const setRoles = (...roles: string[]) => change('setUserRoles', { userId: ben.id, roles }, admin);
    const about = async () => (await readEndedAccess(graph, since)).accounts.find(({ id }) => id === ben.id);
    await setRoles('SUPPORT');
    expect(await about()).toBeUndefined();
    const staff = await refresh(ben.refreshToken);
    await setRoles('CUSTOMER');
    expect(await about()).toEqual({ id: ben.id, version: versionOf(staff.accessToken) + 1, isBlocked: false });
    const plain = await refresh(staff.refreshToken);
    expect(versionOf(plain.accessToken)).toBe(versionOf(staff.accessToken) + 1);
    expect(decodeJwt(plain.accessToken)['roles']).toEqual(['CUSTOMER']);
  });

  it('names suspended accounts, at the start all of them, and erased ones', async () => {
    const [cyd, dan] = [await join(graph, 'cyd-ended@example.com'), await join(graph, 'dan-ended@example.com')];
    await change('suspendUser', { userId: cyd.id, reason: 'Fraud' }, support);
    await change('eraseAccount', { password }, dan.viewer);
    const blocked = async (since: Date | null) =>
      (await readEndedAccess(graph, since)).accounts.filter(({ isBlocked }) => isBlocked).map(({ id }) => id);
    expect(await blocked(new Date(Date.now() - 60_000))).toEqual(expect.arrayContaining([cyd.id, dan.id]));
    graph.pass({ days: 3 });
    expect((await blocked(null)).toSorted()).toEqual([cyd.id, dan.id].toSorted());
    const since = new Date(Date.now() + 3 * 86_400_000);
    expect(await blocked(since)).toEqual([]);
    await change('reinstateUser', { userId: cyd.id }, support);
    const { accounts } = await readEndedAccess(graph, since);
    expect(accounts).toContainEqual(expect.objectContaining({ id: cyd.id, isBlocked: false }));
  });

  it('names the account instead of its sessions when all of them end', async () => {
    const since = new Date();
    const [fay, gus] = [await join(graph, 'fay-ended@example.com'), await join(graph, 'gus-ended@example.com')];
    const other = await logIn(graph, fay.email);
    await graph.query('mutation { logOut(input: { everywhere: true }) { __typename } }', {}, { as: fay.viewer });
    await change('suspendUser', { userId: gus.id, reason: 'Fraud' }, support);
    const { sessionIds, accounts } = await readEndedAccess(graph, since);
    const named = [fay, other, gus].map(({ accessToken }) => sessionOf(accessToken));
    expect(sessionIds.filter((id) => named.includes(id))).toEqual([]);
    const version = versionOf(fay.accessToken) + 1;
    expect(accounts).toContainEqual({ id: fay.id, version, isBlocked: false });
    expect(accounts).toContainEqual(expect.objectContaining({ id: gus.id, isBlocked: true }));
    expect(versionOf((await logIn(graph, fay.email)).accessToken)).toBe(version);
  });

  it('stays short: an account has a hundred sessions, of which a log-in ends the one that was used longest ago', async () => {
    const hal = await join(graph, 'hal-ended@example.com');
    await graph.pool.query(
      `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)
       SELECT 'ses_hal' || i, $1, now(), now() - interval '1 day', now() + interval '20 days'
       FROM generate_series(1, 300) AS i`,
      [hal.id],
    );
    const active = async () =>
      (
        await graph.pool.query<{ id: string }>(
          'SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL ORDER BY last_used_at DESC',
          [hal.id],
        )
      ).rows.map(({ id }) => id);
    const latest = await logIn(graph, hal.email);
    const kept = await active();
    expect(kept).toHaveLength(100);
    expect(kept.slice(0, 2).toSorted()).toEqual([latest, hal].map((one) => sessionOf(one.accessToken)).toSorted());
    await expect(change('suspendUser', { userId: hal.id, reason: 'Fraud' }, support)).resolves.toMatchObject({
      __typename: 'User',
    });
    expect(await active()).toEqual([]);
  });

  it('names stores that became inactive', async () => {
    const eve = await join(graph, 'eve-ended@example.com');
    const store = await open(eve.viewer, { name: 'Closing' });
    await change('updateStore', { storeId: store.id, status: 'INACTIVE' }, eve.viewer);
    expect((await readEndedAccess(graph, new Date(Date.now() - 60_000))).storeIds).toContain(store.id);
  });

  it('is for Soko services only', async () => {
    const { errors } = await graph.query('{ endedAccess { asOf } }', {}, { as: admin });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('staff', () => {
  it('whose role or session ended act no more, whatever their token says', async () => {
    const [former, victim] = [await join(graph, 'former@example.com'), await join(graph, 'friend@example.com')];
    await change('setUserRoles', { userId: former.id, roles: ['ADMIN'] }, admin);
    const other = await join(graph, 'other-admin@example.com');
    await change('setUserRoles', { userId: other.id, roles: ['ADMIN'] }, admin);
    const { accessToken } = await refresh(former.refreshToken);
    const stale = { ...former.viewer, roles: ['CUSTOMER', 'ADMIN'] } as typeof former.viewer;
    expect(decodeJwt(accessToken)['roles']).toContain('ADMIN');
    const promote = () => change('setUserRoles', { userId: victim.id, roles: ['SUPPORT'] }, stale);
    await expect(promote()).resolves.toMatchObject({ __typename: 'User' });
    await change('setUserRoles', { userId: former.id, roles: ['SUPPORT'] }, admin);
    await expect(promote()).rejects.toEqual(mistake('FORBIDDEN'));
    const suspend = () => change('suspendUser', { userId: victim.id, reason: 'None' }, stale);
    await graph.query('mutation { logOut { __typename } }', {}, { as: former.viewer });
    await expect(suspend()).rejects.toEqual(mistake('UNAUTHENTICATED'));
  });
});
