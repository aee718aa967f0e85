import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity, type Viewer } from '@soko/auth';
import { person } from '@soko/testing';
import { kindsOf, mistake, mutationsOf, typesAbout } from './ask.ts';
import { admin, documents, join, type LoggedIn, password, support } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';
import { teamsOf } from './teams.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);
const fields = '... on User { id roles status } ... on WrongUserStatus { userStatus }';

const setRoles = (as: Viewer, userId: string, ...roles: string[]) =>
  change('setUserRoles', { userId, roles }, as, `... on User { id roles } ... on WrongUserStatus { userStatus }`);
const suspend = (as: Viewer, userId: string) => change('suspendUser', { userId, reason: 'Chargebacks' }, as, fields);

const refresh = async ({ refreshToken }: LoggedIn): Promise<string> => {
  const { data } = await graph.query(documents.refreshSession, { input: { refreshToken } });
  return data.refreshSession.__typename;
};

describe('roles', () => {
  it('are granted only by administrators', async () => {
    const amina = await join(graph, 'amina@example.com');
    await expect(setRoles(amina.viewer, amina.id, 'ADMIN')).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(setRoles(support, amina.id, 'ADMIN')).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(setRoles({ kind: 'anonymous' }, amina.id, 'ADMIN')).rejects.toEqual(mistake('UNAUTHENTICATED'));
    await expect(setRoles(admin, amina.id, 'COURIER', 'WAREHOUSE')).resolves.toMatchObject({
      roles: ['CUSTOMER', 'WAREHOUSE', 'COURIER'],
    });
    expect((await graph.told('users.user.roles_changed')).at(-1)).toMatchObject({
      subject: amina.id,
      data: { roles: ['CUSTOMER', 'WAREHOUSE', 'COURIER'], previousRoles: ['CUSTOMER'] },
    });
  });

  it('are shown to services, while the account is active', async () => {
    const [amina, otto] = [await join(graph, 'standing@example.com'), await join(graph, 'no-standing@example.com')];
    await setRoles(admin, amina.id, 'SELLER');
    const text = 'query ($id: ID!) { standingOf(userId: $id) { roles sellerId } }';
    const ask = (id: string) => graph.query(text, { id }, { identity: serviceIdentity('analytics', 'cor_spec') });
    expect((await ask(amina.id)).data['standingOf']).toEqual({ roles: ['CUSTOMER', 'SELLER'], sellerId: null });
    await suspend(admin, otto.id);
    expect((await ask(otto.id)).data['standingOf']).toBeNull();
    expect((await ask('usr_nobody')).data['standingOf']).toBeNull();
    expect((await graph.query(text, { id: amina.id }, { as: admin })).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('are shown to services with the role in a store', async () => {
    const founder = await join(graph, 'standing-founder@example.com');
    const stranger = await join(graph, 'standing-stranger@example.com');
    const store = await teamsOf(() => graph).open(founder.viewer);
    const text = 'query ($id: ID!, $storeId: ID) { standingOf(userId: $id, storeId: $storeId) { storeRole } }';
    const ask = async (id: string, storeId: string | null) =>
      (await graph.query(text, { id, storeId }, { identity: serviceIdentity('analytics', 'cor_spec') })).data[
        'standingOf'
      ].storeRole;
    expect(await ask(founder.id, store.id)).toBe('ADMIN');
    expect(await ask(founder.id, null)).toBeNull();
    expect(await ask(stranger.id, store.id)).toBeNull();
    // The keys of a store, in that store alone.
    expect(await ask(store.id, store.id)).toBe('ADMIN');
    expect(await ask(store.id, null)).toBeNull();
    await graph.pool.query(`UPDATE stores SET status = 'INACTIVE', version = version + 1 WHERE id = $1`, [store.id]);
    const { data } = await graph.query(
      text,
      { id: store.id, storeId: store.id },
      { identity: serviceIdentity('analytics', 'cor_spec') },
    );
    expect(data['standingOf']).toBeNull();
  });

  it('that do not change are not published', async () => {
    const amina = await join(graph, 'same@example.com');
    await setRoles(admin, amina.id, 'CUSTOMER');
    await expect(typesAbout(graph, amina.id)).resolves.not.toContain('users.user.roles_changed');
  });

  it('keep one administrator, also when two resign at once', async () => {
    const [one, other] = [await join(graph, 'admin1@example.com'), await join(graph, 'admin2@example.com')];
    await setRoles(admin, one.id, 'ADMIN');
    await setRoles(admin, other.id, 'ADMIN');
    const answers = await Promise.all([setRoles(admin, one.id, 'CUSTOMER'), setRoles(admin, other.id, 'CUSTOMER')]);
    expect(kindsOf(answers)).toEqual(['LastAdministrator', 'User']);
    const { rows } = await graph.pool.query("SELECT id FROM users WHERE 'ADMIN' = ANY(roles)");
    expect(rows).toHaveLength(1);
    const last = rows[0].id;
    await expect(suspend(admin, last)).resolves.toMatchObject({ code: 'LAST_ADMINISTRATOR' });
    const erase = change('eraseAccount', { password }, person(last));
    await expect(erase).resolves.toMatchObject({ code: 'LAST_ADMINISTRATOR' });
  });
});

describe('suspending a user', () => {
  it('ends all sessions and prevents log-in until the user is reinstated', async () => {
    const amina = await join(graph, 'suspended@example.com');
    await expect(suspend(support, amina.id)).resolves.toMatchObject({ status: 'SUSPENDED' });
    await expect(suspend(support, amina.id)).resolves.toMatchObject({
      code: 'WRONG_USER_STATUS',
      userStatus: 'SUSPENDED',
    });
    await expect(refresh(amina)).resolves.toBe('SessionExpired');
    const logIn = async (given: string) =>
      (await graph.query(documents.logIn, { input: { email: amina.email, password: given } })).data.logIn;
    await expect(logIn(password)).resolves.toMatchObject({ code: 'ACCOUNT_SUSPENDED' });
    await expect(logIn('not the password')).resolves.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(change('updateProfile', { firstName: 'Still here' }, amina.viewer)).resolves.toMatchObject({
      code: 'ACCOUNT_SUSPENDED',
    });
    const reinstated = await change('reinstateUser', { userId: amina.id }, support, fields);
    expect(reinstated).toMatchObject({ status: 'ACTIVE' });
    await expect(logIn(password)).resolves.toMatchObject({ __typename: 'Session' });
    expect((await typesAbout(graph, amina.id)).slice(-3)).toEqual([
      'users.user.suspended',
      'users.user.reinstated',
      'users.user.logged_in',
    ]);
    const document = 'query ($id: ID!) { user(id: $id) { history { from to reason } } }';
    const { data } = await graph.query(document, { id: amina.id }, { as: support });
    expect(data.user.history).toEqual([
      { from: 'PENDING_VERIFICATION', to: 'ACTIVE', reason: null },
      { from: 'ACTIVE', to: 'SUSPENDED', reason: 'Chargebacks' },
      { from: 'SUSPENDED', to: 'ACTIVE', reason: null },
    ]);
  });

  it('affects a log-in that has already begun', async () => {
    const amina = await join(graph, 'under-way@example.com');
    const credentials = { input: { email: amina.email, password } };
    const [, ...logIns] = await Promise.all([
      suspend(support, amina.id),
      ...Array.from({ length: 4 }, () => graph.query(documents.logIn, credentials)),
    ]);
    for (const { data } of logIns) {
      if (data.logIn.__typename === 'Session') await expect(refresh(data.logIn)).resolves.toBe('SessionExpired');
      else expect(data.logIn.code).toBe('ACCOUNT_SUSPENDED');
    }
    const { rows } = await graph.pool.query('SELECT 1 FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [
      amina.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('requires support; only an administrator can suspend an administrator', async () => {
    const amina = await join(graph, 'customer@example.com');
    const boss = await join(graph, 'boss@example.com');
    await setRoles(admin, boss.id, 'ADMIN');
    await expect(suspend(amina.viewer, boss.id)).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(suspend(support, boss.id)).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(suspend(support, 'usr_none')).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(change('reinstateUser', { userId: amina.id }, support, fields)).resolves.toMatchObject({
      code: 'WRONG_USER_STATUS',
    });
  });
});

describe('searching for users', () => {
  const list = `query ($filter: UserFilter, $first: Int, $after: String, $last: Int, $before: String) {
    users(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes { id email } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`;
  const find = (variables: object, as: Viewer = support) =>
    graph.query(list, variables as Record<string, unknown>, { as });
  const emailsOf = (data: Awaited<ReturnType<typeof find>>['data']): string[] =>
    data['users'].nodes.map(({ email }: { email: string }) => email);

  it('requires support', async () => {
    const amina = await join(graph, 'curious@example.com');
    expect((await find({}, amina.viewer)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const user = await graph.query('{ user(id: "usr_x") { id } }', {}, { as: amina.viewer });
    expect(user.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('finds users by part of name or address, by role and by status', async () => {
    const amina = await join(graph, 'Needle.In@haystack.example.com', { firstName: 'Zawadi', lastName: 'Kiplagat' });
    for (const search of ['needle.in', 'ZAWADI', 'wadi kip', '@haystack']) {
      const { data } = await find({ filter: { search } });
      expect(emailsOf(data)).toEqual([amina.email.toLowerCase()]);
    }
    expect(emailsOf((await find({ filter: { search: '%' } })).data)).toEqual([]);
    expect(emailsOf((await find({ filter: { search: "' OR 1=1 --" } })).data)).toEqual([]);
    await setRoles(admin, amina.id, 'TRADER');
    expect(emailsOf((await find({ filter: { role: 'TRADER' } })).data)).toEqual([amina.email.toLowerCase()]);
    expect(emailsOf((await find({ filter: { role: 'TRADER', status: 'SUSPENDED' } })).data)).toEqual([]);
  });

  it('returns pages in both directions without gaps or repeats', async () => {
    for (let i = 0; i < 5; i += 1) await join(graph, `page-${i}@pages.example.com`);
    const filter = { search: '@pages.example.com' };
    const expected = [4, 3, 2, 1, 0].map((i) => `page-${i}@pages.example.com`);
    const one = (await find({ filter, first: 2 })).data;
    await join(graph, 'newcomer@pages.example.com');
    const two = (await find({ filter, first: 2, after: one['users'].pageInfo.endCursor })).data;
    const three = (await find({ filter, first: 2, after: two['users'].pageInfo.endCursor })).data;
    expect([...emailsOf(one), ...emailsOf(two), ...emailsOf(three)]).toEqual(expected);
    expect(three['users'].pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = (await find({ filter, last: 2, before: three['users'].pageInfo.startCursor })).data;
    expect(emailsOf(back)).toEqual(emailsOf(two));
  });

  it.each([
    ['first', { first: 1000 }],
    ['first', { first: 0 }],
    ['after', { after: 'nonsense' }],
    ['last', { first: 1, last: 1 }],
  ])('refuses a bad %s', async (field, variables) => {
    expect((await find(variables)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });
});
