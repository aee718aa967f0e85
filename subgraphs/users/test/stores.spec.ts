import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { mistake, typesAbout } from './ask.ts';
import { admin, join } from './people.ts';
import { storeFields, teamsOf } from './teams.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const { change, open, invite, team } = teamsOf(() => graph);

describe('a store', () => {
  it('starts on trial, with its creator as administrator', async () => {
    const founder = await join(graph, 'founder@example.com');
    const brand = { color: '#0F766E', tagline: 'Baskets', logoUrl: 'https://example.com/logo.svg' };
    const store = await open(founder.viewer, { domain: 'Baskets.Example.com', brand });
    expect(store).toMatchObject({
      __typename: 'Store',
      domain: 'baskets.example.com',
      status: 'ACTIVE',
      plan: 'TRIAL',
      mintQuota: 25,
      myRole: 'ADMIN',
      brand: { ...brand, color: '#0f766e' },
    });
    await expect(typesAbout(graph, store.id)).resolves.toEqual(['users.store.created', 'users.store.member_added']);
    const { data } = await graph.query('{ myStores { id myRole } }', {}, { as: founder.viewer });
    expect(data.myStores).toEqual([{ id: store.id, myRole: 'ADMIN' }]);
  });

  it('has a unique domain', async () => {
    const founder = await join(graph, 'domains@example.com');
    await open(founder.viewer, { domain: 'mine.example.com' });
    await expect(open(founder.viewer, { domain: 'MINE.example.com' })).resolves.toMatchObject({ code: 'DOMAIN_TAKEN' });
    const other = await open(founder.viewer);
    const taking = { storeId: other.id, domain: 'mine.example.com' };
    await expect(change('updateStore', taking, founder.viewer)).resolves.toMatchObject({ code: 'DOMAIN_TAKEN' });
  });

  it('shows other users only its public fields', async () => {
    const { store } = await team('fronted');
    const stranger = await join(graph, 'stranger@example.com');
    const document = 'query ($id: ID) { store(id: $id) { name plan mintQuota myRole members { id } apiKeys { id } } }';
    const { data } = await graph.query(document, { id: store.id }, { as: stranger.viewer });
    expect(data.store).toEqual({
      name: 'fronted',
      plan: null,
      mintQuota: null,
      myRole: null,
      members: null,
      apiKeys: null,
    });
  });

  it('is deactivated and activated by its administrators, and hidden in between', async () => {
    const { founder, colleague, store } = await team('shutting');
    const set = (status: string) => change('updateStore', { storeId: store.id, status }, founder.viewer, storeFields);
    const look = async (as?: Viewer) =>
      (await graph.query('query ($id: ID) { store(id: $id) { status } }', { id: store.id }, as ? { as } : {})).data
        .store;
    await expect(set('INACTIVE')).resolves.toMatchObject({ status: 'INACTIVE' });
    await expect(look()).resolves.toBeNull();
    await expect(look(colleague.viewer)).resolves.toEqual({ status: 'INACTIVE' });
    await expect(invite(founder.viewer, store.id, 'late@example.com')).resolves.toMatchObject({
      code: 'STORE_INACTIVE',
    });
    await expect(set('ACTIVE')).resolves.toMatchObject({ status: 'ACTIVE' });
    await expect(look()).resolves.toEqual({ status: 'ACTIVE' });
  });

  it('gets its plan only from administrators of Soko', async () => {
    const { founder, store } = await team('planned');
    const plan = (as: Viewer) =>
      change('setStorePlan', { storeId: store.id, plan: 'GROWTH', mintQuota: 500 }, as, storeFields);
    await expect(plan(founder.viewer)).rejects.toEqual(mistake('FORBIDDEN'));
    await expect(plan(admin)).resolves.toMatchObject({ plan: 'GROWTH', mintQuota: 500 });
    expect((await graph.told('users.store.plan_changed')).at(-1)).toMatchObject({ subject: store.id });
  });

  it.each([
    ['updateStore', { name: 'Mine now' }],
    ['inviteStoreMember', { email: 'mallory@example.com', role: 'ADMIN' }],
    ['createApiKey', { name: 'Back door', scopes: ['products:write'] }],
  ])('lets neither members nor strangers %s', async (name, input) => {
    const { colleague, store } = await team(`guarded-${name}`.toLowerCase());
    const stranger = await join(graph, `stranger-${name}@example.com`.toLowerCase());
    for (const { viewer } of [colleague, stranger]) {
      await expect(change(name, { storeId: store.id, ...input }, viewer)).rejects.toEqual(mistake('FORBIDDEN'));
    }
    await expect(change(name, { storeId: 'sto_none', ...input }, stranger.viewer)).rejects.toEqual(
      mistake('NOT_FOUND'),
    );
  });

  it('is refused beyond twenty stores', async () => {
    const founder = await join(graph, 'tycoon@example.com');
    for (let i = 0; i < 20; i += 1) await open(founder.viewer, { name: `Store ${i}` });
    await expect(open(founder.viewer)).resolves.toMatchObject({ code: 'ACCOUNT_LIMIT_REACHED' });
  });
});
