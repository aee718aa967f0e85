import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Market, openMarket, type TestSeller, variant } from './market.ts';

const page = `query ($filter: ProductFilter, $sort: ProductSort, $first: Int, $after: String, $last: Int, $before: String) {
  products(filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { id title priceRange { min { amount } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const card = `id slug title seller { id } category { id name } media { url width height alt }
  priceRange { min { amount currency } max { amount currency } }`;

interface Args {
  filter?: object;
  sort?: string;
  first?: number;
  after?: string;
  last?: number;
  before?: string;
}

describe('browsing', () => {
  let market: Market;
  let ada: TestSeller;
  let bob: TestSeller;
  const category: Record<string, string> = {};
  beforeAll(async () => {
    market = await openMarket();
    [ada, bob] = [await market.seller('Ada'), await market.seller('Bob')];
    category['home'] = await market.category('Home');
    category['lamps'] = await market.category('Lamps', category['home']);
    category['books'] = await market.category('Books');
    for (let index = 1; index <= 60; index += 1) {
      await market.product(index % 3 === 0 ? bob : ada, {
        title: `Product ${index}`,
        categoryId: [category['home'], category['lamps'], category['books']][index % 3],
        condition: index % 2 === 0 ? 'NEW' : 'GOOD',
        tags: index % 5 === 0 ? ['fifth', 'all'] : ['all'],
        // Several products share a price, so that only their ids order them.
        variants: [variant(`B-${index}`, `${(index % 7) + 1}.00`, index === 60 ? 'USD' : 'EUR')],
      });
    }
  });
  afterAll(() => market.close());

  const list = async (args: Args = {}) => (await market.query(page, { ...args })).data['products'];
  const titles = async (args: Args = {}): Promise<string[]> =>
    (await list({ first: 100, ...args })).nodes.map(({ title }: { title: string }) => title);
  const refusal = async (args: Args) => (await market.query(page, { ...args })).errors?.[0]?.extensions;
  const numbers = (wanted: (index: number) => boolean): string[] =>
    Array.from({ length: 60 }, (_, index) => 60 - index)
      .filter(wanted)
      .map((index) => `Product ${index}`);

  it('lists from the newest to the oldest, page by page, each product once', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const { nodes, pageInfo } = await list({ first: 7, ...(after === undefined ? {} : { after }) });
      seen.push(...nodes.map(({ title }: { title: string }) => title));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(numbers(() => true));
  });

  it.each(['NEWEST', 'PRICE_ASC', 'PRICE_DESC'])('pages backwards through the same list by %s', async (sort) => {
    const forwards = await titles({ sort });
    const seen: string[] = [];
    let before: string | undefined;
    for (;;) {
      const { nodes, pageInfo } = await list({ sort, last: 7, ...(before === undefined ? {} : { before }) });
      seen.unshift(...nodes.map(({ title }: { title: string }) => title));
      if (!pageInfo.hasPreviousPage) break;
      before = pageInfo.startCursor;
    }
    expect(seen).toEqual(forwards);
  });

  it('sorts by the lowest price', async () => {
    const { nodes } = await list({ sort: 'PRICE_ASC', first: 100 });
    const prices = nodes.map((node: { priceRange: { min: { amount: string } } }) => Number(node.priceRange.min.amount));
    expect(prices).toEqual(prices.toSorted((one: number, other: number) => one - other));
    expect(await titles({ sort: 'PRICE_DESC' })).toEqual((await titles({ sort: 'PRICE_ASC' })).toReversed());
  });

  it('keeps pages stable while products are published', async () => {
    const first = await list({ first: 5, filter: { categoryId: category['books'] } });
    await market.product(ada, { title: 'Newcomer', categoryId: category['books'], type: 'DIGITAL' });
    const second = await list({ first: 5, after: first.pageInfo.endCursor, filter: { categoryId: category['books'] } });
    const together = [...first.nodes, ...second.nodes].map(({ title }: { title: string }) => title);
    expect(together).toEqual(numbers((index) => index % 3 === 2).slice(0, 10));
  });

  it('filters by category with descendants, seller, condition, type, tag and price', async () => {
    const physical = { type: ['PHYSICAL'] };
    expect(await titles({ filter: { ...physical, categoryId: category['home'] } })).toEqual(
      numbers((index) => index % 3 !== 2),
    );
    expect(await titles({ filter: { ...physical, categoryId: category['lamps'] } })).toEqual(
      numbers((index) => index % 3 === 1),
    );
    expect(await titles({ filter: { ...physical, sellerId: bob.id } })).toEqual(numbers((index) => index % 3 === 0));
    expect(await titles({ filter: { ...physical, condition: ['GOOD'] } })).toEqual(numbers((index) => index % 2 === 1));
    expect(await titles({ filter: { tags: ['Fifth', 'all'] } })).toEqual(numbers((index) => index % 5 === 0));
    expect(await titles({ filter: { type: ['NFT'] } })).toEqual([]);
    expect(await titles({ filter: { ...physical, price: { min: '2.50', max: '4.00' } } })).toEqual(
      numbers((index) => [3, 4].includes((index % 7) + 1)),
    );
    expect(await titles({ filter: { price: { currency: 'USD' } } })).toEqual(['Product 60']);
    expect(
      await titles({ filter: { ...physical, categoryId: category['lamps'], condition: ['NEW'], tags: ['fifth'] } }),
    ).toEqual(numbers((index) => index % 30 === 10));
    expect(await titles({ filter: { categoryId: 'cat_unknown' } })).toEqual([]);
    expect(await titles({ filter: { storeId: 'sto_unknown' } })).toEqual([]);
  });

  it('filters by ids and leaves out unknown ones', async () => {
    const { nodes } = await list({ first: 2 });
    const ids = nodes.map(({ id }: { id: string }) => id);
    expect(await titles({ filter: { ids: [...ids, 'prd_nothing', 'x\u0001'] } })).toHaveLength(2);
  });

  it.each<[string, Args, string]>([
    ['first: 1000', { first: 1000 }, 'first'],
    ['first: 0', { first: 0 }, 'first'],
    ['last: 101', { last: 101 }, 'last'],
    ['first and last', { first: 1, last: 1 }, 'last'],
    ['a cursor that is none', { after: 'nonsense' }, 'after'],
    ['a cursor with another position', { after: Buffer.from('["NEWEST","x","y"]').toString('base64url') }, 'after'],
    [
      'a cursor with SQL',
      { before: Buffer.from('["NEWEST","\'; DROP TABLE product","prd_1"]').toString('base64url') },
      'before',
    ],
    ['a search of 201 characters', { filter: { search: 'x'.repeat(201) } }, 'filter.search'],
    ['101 ids', { filter: { ids: Array.from({ length: 101 }, String) } }, 'filter.ids'],
    ['21 tags', { filter: { tags: Array.from({ length: 21 }, String) } }, 'filter.tags'],
    ['a price range upside down', { filter: { price: { min: '2.00', max: '1.00' } } }, 'filter.price.min'],
  ])('refuses %s with BAD_USER_INPUT', async (_, args, field) => {
    expect(await refusal(args)).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  it('refuses a cursor of another sort order', async () => {
    const { pageInfo } = await list({ first: 1, sort: 'PRICE_ASC' });
    expect(await refusal({ after: pageInfo.endCursor })).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  it('takes one statement for a page of 5 or 50, with category, price and pictures', async () => {
    const text = (first: number) =>
      `{ products(first: ${first}) { nodes { ${card} } pageInfo { hasNextPage endCursor } } }`;
    // The tree of categories is read once, and again after a change.
    await market.query(text(1));
    const few = await market.statements(() => market.query(text(5)));
    const many = await market.statements(() => market.query(text(50)));
    expect(few.result.data['products'].nodes).toHaveLength(5);
    expect(many.result.data['products'].nodes).toHaveLength(50);
    expect([few.count, many.count]).toEqual([1, 1]);
  });

  it('shows a product in three statements', async () => {
    const { nodes } = await list({ first: 1 });
    const text = `query ($id: ID!) { product(id: $id) { ${card} description tags variants { sku price { amount } } } }`;
    const { result, count } = await market.statements(() => market.query(text, { id: nodes[0].id }));
    expect(result.data['product'].variants).toHaveLength(1);
    expect(count).toBe(3);
  });

  it('takes one statement for the products of several sellers or categories', async () => {
    const representations = [
      { __typename: 'Seller', id: ada.id },
      { __typename: 'Seller', id: bob.id },
    ];
    const text = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Seller { id products(first: 3) { nodes { title } pageInfo { hasNextPage } } } } }`;
    const { result, count } = await market.statements(() => market.query(text, { representations }));
    expect(result.data['_entities'][1]).toMatchObject({
      id: bob.id,
      products: {
        nodes: [{ title: 'Product 60' }, { title: 'Product 57' }, { title: 'Product 54' }],
        pageInfo: { hasNextPage: true },
      },
    });
    expect(count).toBe(1);
    const tree =
      '{ categories { name products(first: 2) { nodes { title } } children { name products(first: 2) { nodes { title } } } } }';
    const { result: shelves, count: shelfCount } = await market.statements(() => market.query(tree));
    expect(shelves.data['categories'][0].products.nodes).toEqual([{ title: 'Product 60' }, { title: 'Product 58' }]);
    expect(shelves.data['categories'][0].children[0].products.nodes).toEqual([
      { title: 'Product 58' },
      { title: 'Product 55' },
    ]);
    expect(shelfCount).toBe(4);
  });

  it('takes as many statements for three references as for thirty, also hidden and unknown ones', async () => {
    const draft = await market.product(ada, { title: 'Hidden' }, { publish: false });
    const { nodes } = await list({ first: 28 });
    const ids: string[] = [...nodes.map(({ id }: { id: string }) => id), draft, 'prd_unknown'];
    const text = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { ${card} variants { sku } } } }`;
    const ask = (wanted: string[]) =>
      market.statements(() => market.query(text, { r: wanted.map((id) => ({ __typename: 'Product', id })) }));
    const [few, many] = [await ask(ids.slice(0, 3)), await ask(ids)];
    expect(many.result.data['_entities'].filter(Boolean)).toHaveLength(28);
    expect([few.count, many.count]).toEqual([2, 2]);
  });

  it('returns a product by id or by slug, and requires exactly one of them', async () => {
    const text = 'query ($id: ID, $slug: String) { product(id: $id, slug: $slug) { title } }';
    expect(await market.query(text, { slug: 'product-7' })).toEqual({ data: { product: { title: 'Product 7' } } });
    expect(await market.query(text, { slug: 'no-such-thing' })).toEqual({ data: { product: null } });
    expect(await market.query(text, { id: "'; --\u0001" })).toEqual({ data: { product: null } });
    const { errors } = await market.query(text, {});
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'id' });
  });
});
