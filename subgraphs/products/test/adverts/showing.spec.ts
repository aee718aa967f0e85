import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noteSeller } from '../../store/known-sellers.ts';
import type { Outcome, TestSeller } from '../market.ts';
import { browser, eur, openStand, someone, type Stand } from './stand.ts';

describe('showing adverts', () => {
  let stand: Stand;
  let ada: TestSeller;
  let bob: TestSeller;
  beforeAll(async () => {
    stand = await openStand();
    [ada, bob] = [await stand.seller('Ada'), await stand.seller('Bob')];
  });
  afterAll(() => stand.close());

  const list = async (args: string, fields = ''): Promise<Outcome> => {
    const text = `{ products(${args}) { edges { cursor node { id } ${fields} } nodes { id }
      totalCount pageInfo { hasNextPage endCursor startCursor } } }`;
    const answer = await stand.statements(() => stand.query(text, {}, { as: someone(), identity: browser }));
    if (answer.result.errors) throw new Error(JSON.stringify(answer.result.errors));
    return { ...answer.result.data['products'], count: answer.count };
  };
  const marked = 'sponsored { advertId token }';
  const sponsoredIn = (edges: Outcome[]): [number, string][] =>
    edges.flatMap(({ node, sponsored }, index) => (sponsored === null ? [] : [[index, node.id]]));

  it('puts two among the first page of a list, marked, and leaves the list itself as it is', async () => {
    const categoryId = await stand.category('Shelves');
    const own: string[] = [];
    for (let index = 0; index < 12; index += 1) own.push(await stand.product(ada, { categoryId }));
    const [one, two] = [await stand.product(ada), await stand.product(bob)];
    const terms = { placements: ['CATEGORY'], categoryIds: [categoryId] };
    const advertId = await stand.advert(ada, one, terms);
    await stand.advert(bob, two, { ...terms, costPerClick: eur('0.20') });
    await stand.advert(bob, await stand.product(bob), { ...terms, costPerClick: eur('0.50'), priority: 1 });
    const args = `filter: { categoryId: "${categoryId}" }, first: 10`;
    // The first list after a change reads the categories as well.
    await list(args);
    const [plain, page] = [await list(args), await list(args, marked)];
    expect(sponsoredIn(page.edges)).toEqual([
      [2, two],
      [9, one],
    ]);
    expect(page.edges[9]).toMatchObject({ cursor: page.edges[8].cursor, sponsored: { advertId } });
    expect(page.edges.filter(({ sponsored }: Outcome) => sponsored === null).map(({ node }: Outcome) => node)).toEqual(
      plain.nodes,
    );
    const { edges: _, count: statements, ...rest } = page;
    expect({ ...rest, edges: plain.edges, count: plain.count }).toEqual(plain);
    expect(statements).toBe(plain.count + 1);
    const next = await list(`${args}, after: "${page.edges.at(-1).cursor}"`, marked);
    expect(next.nodes.map(({ id }: Outcome) => id)).toEqual(own.toReversed().slice(10));
    expect(sponsoredIn(next.edges)).toEqual([]);
    expect(sponsoredIn((await list(`filter: { categoryId: "${categoryId}" }, last: 5`, marked)).edges)).toEqual([]);
  });

  it('shows those of a search, where the other filters hold for them, and not twice', async () => {
    const organic = await stand.product(ada, { title: 'Cedar box' });
    const [fits, costs] = [
      await stand.product(ada, { title: 'Walnut box' }),
      await stand.product(bob, { title: 'Ash' }),
    ];
    const terms = { placements: ['SEARCH'], keywords: ['Cédar boxes', 'cedar'] };
    await stand.advert(ada, fits, { ...terms, costPerClick: eur('0.20') });
    await stand.advert(bob, costs, terms);
    const found = async (filter: string) =>
      sponsoredIn((await list(`filter: { ${filter} }`, marked)).edges).map(([, id]) => id);
    expect(await found('search: "cedar"')).toEqual([fits, costs]);
    expect(await found('search: "cedar", price: { max: "12.50" }')).toEqual([fits, costs]);
    for (const none of [
      'price: { min: "12.51" }',
      'condition: [FAIR]',
      'type: [NFT]',
      'inStock: false',
      'tags: ["x"]',
    ]) {
      expect(await found(`search: "cedar", ${none}`)).toEqual([]);
    }
    expect(await found(`search: "cedar", sellerId: "${ada.id}"`)).toEqual([]);
    await stand.advert(ada, organic, { ...terms, priority: 9 });
    expect(await found('search: "cedar"')).toEqual([fits, costs]);
    expect(await found('search: "nothing at all"')).toEqual([]);
  });

  it('shows none of products that are not on sale or sold out, of suspended sellers, and of spent days', async () => {
    const seller = await stand.seller('Hidden');
    const productId = await stand.product(seller);
    const terms = { costPerClick: eur('0.90'), dailyBudget: eur('1.00'), placements: ['SEARCH'], keywords: ['hidden'] };
    const id = await stand.advert(seller, productId, terms);
    const isShown = async () => (await stand.promoted('placement: SEARCH, search: "hidden"')).length === 1;
    expect(await isShown()).toBe(true);
    for (const [hide, show] of [
      ['pauseProduct', 'publishProduct'],
      ['pauseAdvert', 'startAdvert'],
    ] as const) {
      const input = hide.endsWith('Advert') ? { advertId: id } : { productId };
      await stand.mutate(seller.as, hide, input);
      expect(await isShown()).toBe(false);
      await stand.mutate(seller.as, show, input);
      expect(await isShown()).toBe(true);
    }
    await stand.pool.query(`UPDATE product SET status = 'SOLD_OUT' WHERE id = $1`, [productId]);
    expect(await isShown()).toBe(false);
    await stand.pool.query(`UPDATE product SET status = 'ACTIVE' WHERE id = $1`, [productId]);
    const userId = seller.as.kind === 'user' ? seller.as.id : '';
    const facts = { id: seller.id, userId, displayName: 'Hidden', handle: 'hidden' };
    await noteSeller(stand.pool, { ...facts, status: 'SUSPENDED', sequence: 2 });
    expect(await isShown()).toBe(false);
    await noteSeller(stand.pool, { ...facts, status: 'ACTIVE', sequence: 3 });
    const [[, token] = []] = await stand.promoted('placement: SEARCH, search: "hidden"');
    await stand.click(token!);
    expect(await isShown()).toBe(false);
    stand.clock.now = new Date(stand.clock.now.getTime() + 86_400_000);
    expect(await isShown()).toBe(true);
  });

  it('counts an impression once for each viewer and hour, and none for robots', async () => {
    const id = await stand.advert(ada, await stand.product(ada), { placements: ['SEARCH'], keywords: ['counted'] });
    const args = 'placement: SEARCH, search: "counted"';
    const [one, two] = [someone(), someone()];
    for (const as of [one, one, two]) await stand.promoted(args, as);
    const text = `{ promotedProducts(${args}) { product { id } } }`;
    await stand.query(text, {}, { as: someone(), identity: { userAgent: 'Googlebot/2.1' } });
    const counted = async () => {
      await stand.subgraph.runJob('products.count-advert-views');
      return (await stand.report(ada, id)).impressions;
    };
    expect(await counted()).toBe(2);
    const replica = await stand.replica();
    await replica.query(text, {}, { as: one, identity: browser });
    await replica.close();
    expect(await counted()).toBe(2);
    stand.clock.now = new Date(stand.clock.now.getTime() + 3_600_000);
    const [[, token] = []] = await stand.promoted(args, one);
    await stand.click(token!, one);
    expect(await counted()).toBe(3);
    const { report } = await stand.report(ada, id);
    const date = stand.clock.now.toISOString().slice(0, 10);
    const spent = { amount: '0.10', currency: 'EUR' };
    expect(report).toEqual([
      { date, impressions: 3, clicks: 1, freeClicks: 0, clickThroughRate: 3_333, spent, ordersWon: 0 },
    ]);
  });

  it('shows none where the variable says so', async () => {
    const none = await openStand({ ADVERTS_PER_PAGE: '0' });
    const seller = await none.seller('None');
    for (let index = 0; index < 2; index += 1) await none.product(seller);
    await none.advert(seller, await none.product(seller, { type: 'DIGITAL' }), {});
    const text = `{ products(filter: { type: [PHYSICAL] }) { edges { sponsored { advertId } } } promotedProducts(placement: HOME) { product { id } } }`;
    const { data } = await none.query(text, {}, { identity: browser });
    expect(data['products'].edges).toEqual([{ sponsored: null }, { sponsored: null }]);
    expect(data['promotedProducts']).toHaveLength(1);
    await none.close();
  });

  it.each([
    ['placement: HOME, first: 21', 'first'],
    ['placement: SEARCH', 'search'],
    ['placement: CATEGORY', 'categoryId'],
    [`placement: SEARCH, search: "${'x'.repeat(201)}"`, 'search'],
  ])('refuses a list of %s', async (args, field) => {
    const { errors } = await stand.query(`{ promotedProducts(${args}) { product { id } } }`);
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
  });
});
