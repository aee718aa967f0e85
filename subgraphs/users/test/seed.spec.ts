import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NoSeedInProduction, seedUsers } from '../seed.ts';
import { typesAbout } from './ask.ts';
import { documents } from './people.ts';
import { startUsers, testEnv, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const joinedAt = new Date('2025-03-11T09:30:00Z');
const amina = { id: 'usr_a', email: 'seller@example.com', firstName: 'Amina', lastName: 'O', locale: 'en', joinedAt };
const admin = { ...amina, id: 'usr_b', email: 'admin@example.com', roles: ['CUSTOMER', 'ADMIN'] as const };
const people = [{ ...amina, roles: ['CUSTOMER', 'SELLER'] as const }, admin];
const shop = { id: 'slr_a', userId: 'usr_a', displayName: 'Amina’s', handle: 'aminas', joinedAt };
const store = {
  id: 'sto_a',
  name: 'Amina’s store',
  domain: 'amina.example.com',
  tagline: 'Baskets',
  color: '#0f766e',
  plan: 'GROWTH' as const,
  mintQuota: 250,
  members: [{ userId: 'usr_a', role: 'ADMIN' as const }],
  createdAt: joinedAt,
};
const seed = { people, sellers: [shop], stores: [store] };
const options = { password: 'soko-demo-2026', sealKey: testEnv.SOKO_SEAL_KEY, env: testEnv };

describe('seeding', () => {
  it('creates users who can log in, sellers and stores, and publishes their events', async () => {
    await seedUsers(graph.pool, seed, options);
    for (const { email, roles } of people) {
      const { data } = await graph.query(documents.logIn, { input: { email, password: 'soko-demo-2026' } });
      expect(data.logIn).toMatchObject({ __typename: 'Session', user: { email, roles } });
    }
    const { data } = await graph.query(
      '{ seller(handle: "aminas") { id status } store(domain: "amina.example.com") { id } }',
    );
    expect(data).toEqual({ seller: { id: 'slr_a', status: 'ACTIVE' }, store: { id: 'sto_a' } });
    await expect(typesAbout(graph, 'usr_b')).resolves.toEqual([
      'users.user.registered',
      'users.user.verified',
      'users.user.logged_in',
    ]);
    await expect(typesAbout(graph, 'slr_a')).resolves.toEqual(['users.seller.applied', 'users.seller.approved']);
    await expect(typesAbout(graph, 'sto_a')).resolves.toEqual(['users.store.created', 'users.store.member_added']);
    const told = (await graph.told('users.user.registered'))[0];
    expect(told).toMatchObject({
      time: joinedAt.toISOString(),
      correlationId: 'seed',
      actor: { kind: 'service', id: 'seed' },
    });
  });

  it('has no effect a second time', async () => {
    const before = await graph.told();
    await seedUsers(graph.pool, seed, options);
    await expect(graph.told()).resolves.toHaveLength(before.length);
    const { rows } = await graph.pool.query('SELECT count(*)::int AS n FROM store_members');
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('needs a few statements for any number of users', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({
      ...admin,
      id: `usr_m${i}`,
      email: `many${i}@example.com`,
    }));
    const { count } = await graph.statements(() =>
      seedUsers(graph.pool, { people: many, sellers: [], stores: [] }, options),
    );
    expect(count).toBeLessThan(10);
    const { rows } = await graph.pool.query(
      "SELECT count(DISTINCT password_hash)::int AS n FROM users WHERE id LIKE 'usr_m%'",
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('is refused in production', async () => {
    const production = { ...options, env: { NODE_ENV: 'production' } };
    await expect(seedUsers(graph.pool, seed, production)).rejects.toThrow(NoSeedInProduction);
  });
});
