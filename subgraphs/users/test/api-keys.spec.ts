import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { mistake, typesAbout } from './ask.ts';
import { readEndedAccess } from './ended-access.ts';
import { admin, join, password } from './people.ts';
import { teamsOf } from './teams.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const { change, team } = teamsOf(() => graph);

describe('an API key', () => {
  const create = (as: Viewer, storeId: string, scopes: string[]) =>
    change(
      'createApiKey',
      { storeId, name: 'Importer', scopes },
      as,
      '... on CreatedApiKey { secret apiKey { id prefix scopes } }',
    );
  const ask = (key: string, as: Viewer) =>
    graph.query('query ($key: String!) { apiKeyViewer(key: $key) { id storeId scopes } }', { key }, { as });
  const endedSince = (since: Date) => readEndedAccess(graph, since);
  const viewer = async (key: string) => (await ask(key, { kind: 'service', name: 'gateway' })).data.apiKeyViewer;

  it('authenticates its store with its scopes until it is revoked', async () => {
    const { founder, store } = await team('keyed');
    const { secret, apiKey } = await create(founder.viewer, store.id, ['products:write', 'products:read']);
    expect(secret).toMatch(/^soko_[a-z0-9]{12}_[\w-]{43}$/);
    expect(secret.startsWith(apiKey.prefix)).toBe(true);
    await expect(viewer(secret)).resolves.toEqual({
      id: apiKey.id,
      storeId: store.id,
      scopes: ['products:read', 'products:write'],
    });
    await expect(viewer(`${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`)).resolves.toBeNull();
    await expect(viewer('soko_nonsense')).resolves.toBeNull();

    const listed = 'query ($id: ID) { store(id: $id) { apiKeys { id name prefix lastUsedAt revokedAt } } }';
    const { data } = await graph.query(listed, { id: store.id }, { as: founder.viewer });
    expect(data.store.apiKeys).toMatchObject([{ id: apiKey.id, name: 'Importer', revokedAt: null }]);
    expect(data.store.apiKeys[0].lastUsedAt).not.toBeNull();

    const revoke = (as: Viewer) => change('revokeApiKey', { apiKeyId: apiKey.id }, as, '... on ApiKey { revokedAt }');
    const mallory = await join(graph, 'mallory-key@example.com');
    await expect(revoke(mallory.viewer)).rejects.toEqual(mistake('NOT_FOUND'));
    expect((await revoke(founder.viewer)).revokedAt).not.toBeNull();
    await expect(viewer(secret)).resolves.toBeNull();
    await expect(revoke(founder.viewer)).resolves.toMatchObject({ code: 'API_KEY_REVOKED' });
    expect((await typesAbout(graph, store.id)).slice(-2)).toEqual([
      'users.store.api_key_created',
      'users.store.api_key_revoked',
    ]);
  });

  it('is resolved only for Soko services', async () => {
    const { errors } = await ask('soko_nonsense', admin);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('shows its maker and expiry, and ends when it expires', async () => {
    const { founder, store } = await team('expiring');
    const input = { storeId: store.id, name: 'Importer', scopes: ['products:write'] };
    const make = (expiresAt: string) =>
      change(
        'createApiKey',
        { ...input, expiresAt },
        founder.viewer,
        '... on CreatedApiKey { secret apiKey { expiresAt createdBy { id } } }',
      );
    await expect(make('2020-01-01T00:00:00.000Z')).rejects.toEqual(mistake('BAD_USER_INPUT', 'expiresAt'));
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { secret, apiKey } = await make(expiresAt);
    expect(apiKey).toEqual({ expiresAt, createdBy: { id: founder.id } });
    await expect(viewer(secret)).resolves.not.toBeNull();
    graph.pass({ days: 2 });
    await expect(viewer(secret)).resolves.toBeNull();
  });

  describe('ends with the right of its maker', () => {
    const keyed = async (name: string) => {
      const { founder, colleague, store, member } = await team(name);
      await change('setStoreMemberRole', { storeMemberId: member.id, role: 'ADMIN' }, founder.viewer);
      const { secret, apiKey } = await create(colleague.viewer, store.id, ['stock:write']);
      await expect(viewer(secret)).resolves.not.toBeNull();
      return { founder, colleague, store, member, secret, apiKey };
    };
    type Keyed = Awaited<ReturnType<typeof keyed>>;
    const ways: [string, (made: Keyed) => Promise<unknown>][] = [
      ['removed', ({ member, founder }) => change('removeStoreMember', { storeMemberId: member.id }, founder.viewer)],
      [
        'demoted',
        ({ member, founder }) =>
          change('setStoreMemberRole', { storeMemberId: member.id, role: 'MEMBER' }, founder.viewer),
      ],
      ['suspended', ({ colleague }) => change('suspendUser', { userId: colleague.id, reason: 'Fraud' }, admin)],
      ['erased', ({ colleague }) => change('eraseAccount', { password }, colleague.viewer)],
    ];

    it.each(ways)('who is %s', async (way, end) => {
      const made = await keyed(`maker-${way}`);
      const other = await create(made.founder.viewer, made.store.id, ['stock:write']);
      await end(made);
      await expect(viewer(made.secret)).resolves.toBeNull();
      await expect(viewer(other.secret)).resolves.not.toBeNull();
      const { apiKeyIds } = await endedSince(new Date(Date.now() - 60_000));
      expect(apiKeyIds).toContain(made.apiKey.id);
      expect(await typesAbout(graph, made.store.id)).toContain('users.store.api_key_revoked');
    });
  });

  it('is saved only as a digest, and does not work while its store is inactive', async () => {
    const { founder, store } = await team('sleeping');
    const { secret } = await create(founder.viewer, store.id, ['stock:write']);
    const { rows } = await graph.pool.query('SELECT to_jsonb(k)::text AS row FROM api_keys k WHERE store_id = $1', [
      store.id,
    ]);
    expect(rows[0].row).not.toContain(secret.slice('soko_0123456789ab_'.length));
    await change('updateStore', { storeId: store.id, status: 'INACTIVE' }, founder.viewer);
    await expect(viewer(secret)).resolves.toBeNull();
  });

  it.each([[[]], [['everything']]])('is not created for %j', async (scopes: string[]) => {
    const { founder, store } = await team(`scoped-${scopes.length}`);
    await expect(create(founder.viewer, store.id, scopes)).rejects.toEqual(mistake('BAD_USER_INPUT', 'scopes'));
  });
});
