import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { type Market, openMarket, type TestSeller } from '../market.ts';
import { trail } from '../reviews/scene.ts';

type Person = Extract<Viewer, { kind: 'user' }>;

const dayMs = 86_400_000;

describe('recently viewed products', () => {
  let market: Market;
  let ada: TestSeller;
  let aheadMs = 0;
  beforeAll(async () => {
    market = await openMarket({}, () => new Date(Date.now() + aheadMs));
    ada = await market.seller('Ada');
  });
  afterAll(() => market.close());

  const someone = () => person(newId('usr')) as Person;
  const record = (as: Viewer, productId: string) =>
    market.query(
      'mutation ($input: RecordProductViewInput!) { recordProductView(input: $input) { ... on ProductViewRecorded { productId } } }',
      { input: { productId } },
      { as },
    );
  const refusalOf = async (as: Viewer, productId: string) => (await record(as, productId)).errors?.[0]?.extensions;
  /** Looks at a product, a second after the last look. */
  const look = async (as: Viewer, productId: string) => {
    aheadMs += 1_000;
    const { data, errors } = await record(as, productId);
    expect(errors).toBeUndefined();
    return data['recordProductView'];
  };
  const clear = async (as: Viewer, input = {}) => {
    const text =
      'mutation ($input: ClearRecentlyViewedInput!) { clearRecentlyViewed(input: $input) { ... on RecentlyViewedCleared { count } } }';
    return (await market.query(text, { input }, { as })).data['clearRecentlyViewed'];
  };
  const list = async (as: Viewer, args = 'first: 100') => {
    const text = `{ recentlyViewed(${args}) { edges { cursor viewedAt node { id category { name } } } nodes { id } pageInfo { hasNextPage endCursor } } }`;
    return market.statements(() => market.query(text, {}, { as }));
  };
  const idsOf = (data: { recentlyViewed: { nodes: { id: string }[] } }) =>
    data.recentlyViewed.nodes.map(({ id }) => id);
  const ids = async (as: Viewer): Promise<string[]> => idsOf((await list(as)).result.data as never);

  it('are each listed once, the last look first, for their owner alone', async () => {
    const [as, other] = [someone(), someone()];
    const [one, two] = [await market.product(ada), await market.product(ada)];
    for (const productId of [one, two, one]) expect(await look(as, productId)).toMatchObject({ productId });
    await look(other, two);
    expect(await ids(as)).toEqual([one, two]);
    expect(await ids(other)).toEqual([two]);
    expect(await clear(as, { productId: one })).toMatchObject({ count: 1 });
    expect(await clear(as, { productId: one })).toMatchObject({ count: 0 });
    expect(await clear(as, { productId: 'prd_none' })).toMatchObject({ count: 0 });
    expect(await ids(as)).toEqual([two]);
    await look(as, one);
    expect(await clear(as)).toMatchObject({ count: 2 });
    expect([await ids(as), await ids(other)]).toEqual([[], [two]]);
  });

  it('are on sale: others are neither recorded nor listed, also for their seller', async () => {
    const as = someone();
    const [sold, draft] = [await market.product(ada), await market.product(ada, {}, { publish: false })];
    await look(as, sold);
    await market.mutate(ada.as, 'pauseProduct', { productId: sold });
    expect(await ids(as)).toEqual([]);
    for (const productId of [sold, draft, newId('prd'), 'prd_nothing']) {
      expect(await refusalOf(as, productId)).toEqual({ code: 'NOT_FOUND' });
    }
    expect(await refusalOf(ada.as, draft)).toEqual({ code: 'NOT_FOUND' });
    await market.mutate(ada.as, 'publishProduct', { productId: sold });
    expect(await ids(as)).toEqual([sold]);
  });

  it('are the last 50, also when they are recorded at the same time', async () => {
    const as = someone();
    const products: string[] = [];
    for (let index = 0; index < 54; index += 1) products.push(await market.product(ada));
    for (const productId of products.slice(0, 52)) await look(as, productId);
    expect(await ids(as)).toEqual(products.slice(2, 52).toReversed());
    await Promise.all(products.slice(40).map((productId) => look(as, productId)));
    await look(as, products[0]!);
    const kept = await ids(as);
    expect(kept).toHaveLength(50);
    expect(kept[0]).toBe(products[0]);
    expect(kept.slice(1, 15).toSorted()).toEqual(products.slice(40).toSorted());
  });

  it('cost one statement to record, and as many for a small page as for a large one', async () => {
    const as = someone();
    for (let index = 0; index < 9; index += 1) await look(as, await market.product(ada));
    const productId = await market.product(ada);
    expect((await market.statements(() => look(as, productId))).count).toBe(1);
    const first = await list(as, 'first: 4');
    const { endCursor } = first.result.data['recentlyViewed'].pageInfo;
    const rest = await list(as, `first: 10, after: "${endCursor}"`);
    expect([...idsOf(first.result.data as never), ...idsOf(rest.result.data as never)]).toEqual(await ids(as));
    expect([first.count, rest.count]).toEqual([1, 1]);
    const { errors } = await market.query('{ recentlyViewed(after: "x") { nodes { id } } }', {}, { as });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  it('require a signed-in person', async () => {
    const { errors } = await market.query('{ recentlyViewed { nodes { id } } }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });

  it('are forgotten after months without another look', async () => {
    const as = someone();
    const [old, fresh] = [await market.product(ada), await market.product(ada)];
    await look(as, old);
    await look(as, fresh);
    aheadMs += 60 * dayMs;
    await look(as, fresh);
    aheadMs += 31 * dayMs;
    await market.subgraph.runJob('products.prune');
    expect(await ids(as)).toEqual([fresh]);
  });

  it('are in the data of their owner, and are deleted with the account', async () => {
    const as = someone();
    const productId = await market.product(ada);
    await look(as, productId);
    const text = `query ($userId: ID!, $after: String) { productsDataOf(userId: $userId, after: $after) }`;
    const sections: Record<string, unknown[]> = {};
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const service: Viewer = { kind: 'service', name: 'users' };
      const { data } = await market.query(text, { userId: as.id, after }, { as: service });
      const { section, items, next } = data['productsDataOf'] as {
        section: string;
        items: unknown[];
        next: string | null;
      };
      sections[section] = items;
      after = next;
    }
    expect(sections['recentlyViewed']).toEqual([{ productId, viewedAt: expect.any(String) }]);
    const fact = { data: { userId: as.id }, subject: as.id, sequence: 9 };
    const erased = newEvent(usersUser, 'erased', fact as never, trail);
    await market.bus.publish('users.user', [erased]);
    await until('the views are gone', async () => (await ids(as)).length === 0);
  });
});
