import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { seedUsers } from '../seed.ts';
import { join, support } from './people.ts';
import { startUsers, testEnv, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

const people = Array.from({ length: 20 }, (_, i) => ({
  id: `usr_${i}`,
  email: `seller${i}@example.com`,
  firstName: 'Wanjiru',
  lastName: 'Kamau',
  phone: '+254700000102',
  locale: 'en',
  roles: ['CUSTOMER', 'SELLER'] as const,
  joinedAt: new Date('2025-03-11T09:30:00Z'),
}));

const sellers = people.map(({ id: userId, joinedAt }, i) => ({
  id: `slr_${i}`,
  userId,
  displayName: `Shop ${i}`,
  handle: `shop-${i}`,
  joinedAt,
}));

const stores = Array.from({ length: 20 }, (_, i) => ({
  id: `sto_${i}`,
  name: `Store ${i}`,
  domain: `store${i}.example.com`,
  tagline: 'A store',
  color: '#0f766e',
  plan: 'TRIAL' as const,
  mintQuota: 25,
  members: [{ userId: `usr_${i}`, role: 'ADMIN' as const }],
  createdAt: new Date('2025-03-12T09:30:00Z'),
}));

beforeAll(async () => {
  graph = await startUsers();
  await seedUsers(
    graph.pool,
    { people, sellers, stores },
    { password: 'soko-demo-2026', sealKey: testEnv.SOKO_SEAL_KEY },
  );
});

afterAll(() => graph.close());

const entities = (type: string, ids: readonly string[], fields: string, as?: Viewer) =>
  graph.query(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`,
    { of: ids.map((id) => ({ __typename: type, id })) },
    as ? { as } : {},
  );

describe('references from other subgraphs', () => {
  it.each([
    ['Seller', sellers.map(({ id }) => id), 'id handle displayName status createdAt'],
    ['User', people.map(({ id }) => id), 'id displayName email'],
    ['Store', stores.map(({ id }) => id), 'id name domain brand { color }'],
  ])('to twenty of %s cost one statement', async (type, ids, fields) => {
    const { result, count } = await graph.statements(() => entities(type, ids, fields));
    expect(result.errors).toBeUndefined();
    expect(result.data['_entities']).toHaveLength(20);
    expect(result.data['_entities'].map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(count).toBe(1);
  });

  it('cost the same for one and for twenty, including nested fields', async () => {
    const fields =
      'displayName payoutMethod { masked } owner { email addresses { city } } history { to by { displayName } }';
    const one = await graph.statements(() => entities('Seller', ['slr_1'], fields, support));
    const twenty = await graph.statements(() =>
      entities(
        'Seller',
        sellers.map(({ id }) => id),
        fields,
        support,
      ),
    );
    expect(one.result.errors).toBeUndefined();
    expect(twenty.count).toBe(one.count);
    const storeFields = 'name myRole members { role email user { displayName } } apiKeys { name }';
    const oneStore = await graph.statements(() => entities('Store', ['sto_1'], storeFields, support));
    const twentyStores = await graph.statements(() =>
      entities(
        'Store',
        stores.map(({ id }) => id),
        storeFields,
        support,
      ),
    );
    expect(oneStore.result.errors).toBeUndefined();
    expect(twentyStores.count).toBe(oneStore.count);
  });

  it('to unknown ids are null', async () => {
    const { data } = await entities('Seller', ['slr_none', 'slr_1'], 'id');
    expect(data['_entities']).toEqual([null, { id: 'slr_1' }]);
  });
});

describe('private data of a user', () => {
  const fields =
    'displayName email phone phoneVerified firstName lastName locale roles status twoStepLogIn createdAt lastLoggedInAt addresses { id } history { to }';

  it('is visible to this user and to support', async () => {
    const owner = await join(graph, 'private@example.com', { phone: '+254712345678' });
    const other = await join(graph, 'nosy@example.com');
    const read = async (as?: Viewer) => (await entities('User', [owner.id], fields, as)).data['_entities'][0];
    const { displayName, history, ...rest } = await read(owner.viewer);
    expect(displayName).toBe('Amina O.');
    expect(history).toBeNull();
    expect(Object.entries(rest).filter(([, value]) => value === null)).toEqual([]);
    expect((await read(support)).history).toHaveLength(1);
    const key: Viewer = { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: ['products:read'] };
    for (const stranger of [undefined, other.viewer, key]) {
      const { displayName: shown, ...hidden } = await read(stranger);
      expect(shown).toBe('Amina O.');
      expect(Object.values(hidden).every((value) => value === null)).toBe(true);
    }
  });

  it('is not visible through a team', async () => {
    const fieldsOfStore = 'members { email user { displayName email phone } }';
    const { data } = await entities('Store', ['sto_1'], fieldsOfStore, {
      kind: 'user',
      id: 'usr_1',
      roles: ['CUSTOMER'],
      sessionId: 'ses_1',
    });
    expect(data['_entities'][0].members).toEqual([
      { email: null, user: { displayName: 'Wanjiru K.', email: 'seller1@example.com', phone: '+254700000102' } },
    ]);
    await graph.pool.query("UPDATE store_members SET role = 'MEMBER' WHERE store_id = 'sto_2'");
    await graph.pool.query(
      `INSERT INTO store_members (id, store_id, user_id, email, role, status)
       VALUES ('mem_x', 'sto_2', 'usr_3', 'invited-as@example.com', 'MEMBER', 'ACTIVE')`,
    );
    const asMember = await entities('Store', ['sto_2'], fieldsOfStore, {
      kind: 'user',
      id: 'usr_2',
      roles: ['CUSTOMER'],
      sessionId: 'ses_2',
    });
    const colleague = asMember.data['_entities'][0].members.at(-1);
    expect(colleague).toEqual({ email: null, user: { displayName: 'Wanjiru K.', email: null, phone: null } });
  });
});
