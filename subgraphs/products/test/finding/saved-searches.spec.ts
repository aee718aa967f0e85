import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { type Market, openMarket, type Outcome, type TestSeller, variant } from '../market.ts';
import { trail } from '../reviews/scene.ts';

type Person = Extract<Viewer, { kind: 'user' }>;

const fields = `id name filter { search categoryId sellerId storeId price { currency min max } condition type tags ids minRating inStock }`;

describe('saved searches', () => {
  let market: Market;
  let ada: TestSeller;
  beforeAll(async () => {
    market = await openMarket();
    ada = await market.seller('Ada');
  });
  afterAll(() => market.close());

  const someone = () => person(newId('usr')) as Person;
  const save = (as: Viewer, name: string, filter: object): Promise<Outcome> =>
    market.mutate(
      as,
      'saveSearch',
      { name, filter },
      `... on SavedSearch { ${fields} } ... on SavedSearchNameTaken { savedSearchId }`,
    );
  const update = (as: Viewer, input: object): Promise<Outcome> =>
    market.mutate(
      as,
      'updateSavedSearch',
      input,
      `... on SavedSearch { ${fields} } ... on SavedSearchNameTaken { savedSearchId }`,
    );
  const remove = async (as: Viewer, savedSearchId: string): Promise<Outcome> => {
    const text =
      'mutation ($input: RemoveSavedSearchInput!) { removeSavedSearch(input: $input) { ... on SavedSearchRemoved { savedSearchId } } }';
    return market.query(text, { input: { savedSearchId } }, { as });
  };
  const list = async (as: Viewer, selection = fields): Promise<Outcome[]> => {
    const { data, errors } = await market.query(`{ savedSearches { ${selection} } }`, {}, { as });
    expect(errors).toBeUndefined();
    return data['savedSearches'];
  };

  it('keep every condition of a filter', async () => {
    const as = someone();
    const filter = {
      search: 'oak "desk lamp"',
      categoryId: newId('cat'),
      sellerId: newId('slr'),
      storeId: newId('sto'),
      price: { currency: 'EUR', min: '10.00', max: '50' },
      condition: ['NEW', 'GOOD'],
      type: ['PHYSICAL'],
      tags: ['reading'],
      ids: [newId('prd')],
      minRating: '4.5',
      inStock: true,
    };
    const saved = await save(as, 'Desk', filter);
    expect(saved).toMatchObject({ name: 'Desk', filter });
    expect(await list(as)).toEqual([{ id: saved.id, name: 'Desk', filter: saved.filter }]);
    const { id: own } = await save(as, 'Cheap', { price: { max: '5' }, search: null });
    expect((await list(as)).map(({ id }) => id)).toEqual([own, saved.id]);
  });

  it('find what the catalogue finds, now', async () => {
    const as = someone();
    const lamp = (amount: string) =>
      market.product(ada, { title: 'Zebra lamp', variants: [variant(`SAVED-${amount}`, amount)] });
    const cheap = await lamp('20.00');
    await lamp('90.00');
    await save(as, 'Zebras', { search: 'zebra', price: { currency: 'EUR', max: '30.00' } });
    const found = async () =>
      (await list(as, 'results(first: 5) { totalCount nodes { id } pageInfo { hasNextPage } }'))[0].results;
    expect(await found()).toMatchObject({ totalCount: 1, nodes: [{ id: cheap }] });
    const later = await lamp('29.00');
    expect((await found()).nodes).toHaveLength(2);
    await market.mutate(ada.as, 'pauseProduct', { productId: later });
    expect((await found()).nodes).toEqual([{ id: cheap }]);
    const [{ results }] = (await list(as, 'results(sort: PRICE_ASC) { nodes { id } }')) as [Outcome];
    expect(results.nodes).toEqual([{ id: cheap }]);
  });

  it('have names that are unique for their owner; a repeat returns the first', async () => {
    const [as, other] = [someone(), someone()];
    const saves = await Promise.all([1, 2, 3].map(() => save(as, ' Lamps ', { search: 'lamp', type: null })));
    const first = saves[0];
    expect(new Set(saves.map(({ id }) => id))).toEqual(new Set([first.id]));
    expect(await save(as, 'Lamps', { search: 'chair' })).toMatchObject({
      code: 'SAVED_SEARCH_NAME_TAKEN',
      savedSearchId: first.id,
    });
    expect((await save(other, 'Lamps', { search: 'chair' })).id).toMatch(/^ssr_/);
    const chairs = await save(as, 'Chairs', { search: 'chair' });
    expect(await update(as, { savedSearchId: chairs.id, name: 'Lamps' })).toMatchObject({
      code: 'SAVED_SEARCH_NAME_TAKEN',
      savedSearchId: first.id,
    });
    expect(await update(as, { savedSearchId: chairs.id, name: 'Seats' })).toMatchObject({
      name: 'Seats',
      filter: { search: 'chair' },
    });
    expect(await update(as, { savedSearchId: chairs.id, filter: { tags: ['oak'] } })).toMatchObject({
      name: 'Seats',
      filter: { search: null, tags: ['oak'] },
    });
  });

  it('belong to their owner alone', async () => {
    const [as, other] = [someone(), someone()];
    const { id } = await save(as, 'Mine', { search: 'lamp' });
    expect(await list(other)).toEqual([]);
    for (const savedSearchId of [id, newId('ssr'), 'nothing']) {
      expect((await remove(other, savedSearchId)).errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
      expect(await market.failure(other, 'updateSavedSearch', { savedSearchId, name: 'Yours' })).toEqual({
        code: 'NOT_FOUND',
      });
    }
    expect((await list(as)).map(({ name }) => name)).toEqual(['Mine']);
    expect((await remove(as, id)).data).toEqual({ removeSavedSearch: { savedSearchId: id } });
    expect((await remove(as, id)).errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
    expect(await list(as)).toEqual([]);
    const { errors } = await market.query('{ savedSearches { id } }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });

  it('need a name and a condition, and list only what is on sale', async () => {
    const as = someone();
    const mistakes: [object, string][] = [
      [{ name: ' ', filter: { search: 'lamp' } }, 'name'],
      [{ name: 'x'.repeat(81), filter: { search: 'lamp' } }, 'name'],
      [{ name: 'Empty', filter: {} }, 'filter'],
      [{ name: 'Empty', filter: { search: '  ', price: { min: null } } }, 'filter'],
      [{ name: 'Drafts', filter: { search: 'lamp', status: ['DRAFT'] } }, 'filter.status'],
      [{ name: 'Wrong', filter: { price: { min: '9', max: '1' } } }, 'filter.price.min'],
    ];
    for (const [input, field] of mistakes) {
      expect([field, await market.failure(as, 'saveSearch', input)]).toEqual([
        field,
        { code: 'BAD_USER_INPUT', field },
      ]);
    }
    const { id } = await save(as, 'Lamps', { search: 'lamp\u0007' });
    for (const change of [{ name: null }, { filter: null }]) {
      expect(await market.failure(as, 'updateSavedSearch', { savedSearchId: id, ...change })).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    }
    expect((await list(as))[0]).toMatchObject({ id, filter: { search: 'lamp' } });
  });

  it('are at most 50', async () => {
    const as = someone();
    await market.pool.query(
      `INSERT INTO saved_search (id, user_id, name, filter, created_at, updated_at)
       SELECT 'ssr_' || g, $1, 'Search ' || g, '{"search":"lamp"}', now(), now() FROM generate_series(1, 49) g`,
      [as.id],
    );
    expect((await save(as, 'The last', { search: 'lamp' })).id).toMatch(/^ssr_/);
    const { code } = await save(as, 'One more', { search: 'lamp' });
    expect(code).toBe('TOO_MANY_SAVED_SEARCHES');
    expect((await save(as, 'The last', { search: 'lamp' })).id).toMatch(/^ssr_/);
    expect(await list(as, 'id')).toHaveLength(50);
  });

  it('cost one statement to save and to list', async () => {
    const as = someone();
    expect((await market.statements(() => save(as, 'Lamps', { search: 'lamp' }))).count).toBe(1);
    expect((await market.statements(() => list(as))).count).toBe(1);
  });

  it('are deleted with the account', async () => {
    const as = someone();
    await save(as, 'Lamps', { search: 'lamp' });
    const fact = { data: { userId: as.id }, subject: as.id, sequence: 9 };
    await market.bus.publish('users.user', [newEvent(usersUser, 'erased', fact as never, trail)]);
    await until('the searches are gone', async () => (await list(as)).length === 0);
  });
});
