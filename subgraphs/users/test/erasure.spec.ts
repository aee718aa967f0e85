import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { mistake, mutationsOf, typesAbout } from './ask.ts';
import { canLogIn, join, password, refreshed } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);

describe('erasing the account', () => {
  const erase = (as: Viewer, given = password) =>
    change(
      'eraseAccount',
      { password: given },
      as,
      '... on AccountErased { id erasedAt } ... on LastStoreAdministrator { stores { name } }',
    );

  it('requires the password, and deletes all personal data', async () => {
    const amina = await join(graph, 'vanishing@example.com', { phone: '+254712000111', lastName: 'Vanisher' });
    await change(
      'addAddress',
      { address: { name: 'Amina Vanisher', line1: 'Moi Avenue 1', city: 'Nairobi', country: 'KE' } },
      amina.viewer,
    );
    expect(JSON.stringify(await graph.told())).toMatch(/vanishing@example.com/);
    expect((await erase(amina.viewer, 'not it at all')).code).toBe('INVALID_CREDENTIALS');
    await expect(erase(amina.viewer)).resolves.toMatchObject({ __typename: 'AccountErased', id: amina.id });

    // What is sealed in events can no longer be opened.
    expect(JSON.stringify(await graph.told())).not.toMatch(/vanishing@|vanisher/i);
    const tables = [
      'outbox',
      'personal_key',
      'users',
      'addresses',
      'otp_challenges',
      'sessions',
      'sellers',
      'store_members',
      'data_exports',
      'status_changes',
    ];
    for (const table of tables) {
      const { rows } = await graph.pool.query(`SELECT to_jsonb(t)::text AS row FROM ${table} t`);
      const text = rows.map(({ row }) => row).join('\n');
      expect(text).not.toMatch(/vanishing@|vanisher|254712000111/i);
    }
    const { rows } = await graph.pool.query('SELECT status, email, password_hash FROM users WHERE id = $1', [amina.id]);
    expect(rows).toEqual([{ status: 'ERASED', email: null, password_hash: null }]);
    await expect(typesAbout(graph, amina.id)).resolves.toContain('users.user.erased');
    await expect(canLogIn(graph, 'vanishing@example.com', password)).resolves.toBe(false);
    await expect(refreshed(graph, amina)).resolves.toBe('SessionExpired');
    await expect(change('updateProfile', { firstName: 'Back' }, amina.viewer)).rejects.toEqual(
      mistake('UNAUTHENTICATED'),
    );
  });

  it('makes the address available again', async () => {
    const first = await join(graph, 'recycled@example.com');
    await erase(first.viewer);
    graph.pass({ minutes: 2 });
    const second = await join(graph, 'recycled@example.com');
    expect(second.id).not.toBe(first.id);
  });

  it('closes the seller and ends memberships', async () => {
    const amina = await join(graph, 'shopkeeper@example.com');
    const payoutMethod = { kind: 'MPESA', phone: '+254712345678' };
    const shop = await change(
      'applyAsSeller',
      { displayName: 'Shopkeeper’s', handle: 'shopkeepers', payoutMethod },
      amina.viewer,
      '... on Seller { id }',
    );
    await graph.pool.query("UPDATE sellers SET status = 'ACTIVE' WHERE id = $1", [shop.id]);
    await erase(amina.viewer);
    const { rows } = await graph.pool.query('SELECT status, display_name, payout_sealed FROM sellers WHERE id = $1', [
      shop.id,
    ]);
    expect(rows).toEqual([{ status: 'CLOSED', display_name: 'Closed seller', payout_sealed: null }]);
    await expect(typesAbout(graph, shop.id)).resolves.toEqual(['users.seller.applied', 'users.seller.closed']);
  });

  it('is refused while an active store would have no administrator', async () => {
    const amina = await join(graph, 'captain@example.com');
    const store = await change('createStore', { name: 'The ship' }, amina.viewer, '... on Store { id }');
    await expect(erase(amina.viewer)).resolves.toMatchObject({
      code: 'LAST_STORE_ADMINISTRATOR',
      stores: [{ name: 'The ship' }],
    });
    await change('updateStore', { storeId: store.id, status: 'INACTIVE' }, amina.viewer);
    await expect(erase(amina.viewer)).resolves.toMatchObject({ __typename: 'AccountErased' });
    expect((await graph.told('users.store.member_removed')).at(-1)).toMatchObject({ subject: store.id });
  });
});
