import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedProducts, type SeedProduct } from '../seed.ts';
import { type Market, openMarket, type TestSeller } from './market.ts';

const text = `query ($filter: ProductFilter, $sort: ProductSort, $first: Int, $after: String, $last: Int, $before: String) {
  products(filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { id title condition type tags category { id } seller { id } priceRange { min { amount currency } } }
    facets { name values { value label count } } totalCount countsAreExact correctedSearch
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const nodesOnly = `query ($filter: ProductFilter, $sort: ProductSort, $first: Int, $after: String, $last: Int, $before: String) {
  products(filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { id title } correctedSearch pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const materials = ['oak', 'steel', 'brass', 'glass', 'linen'];
const things = ['lamp', 'chair', 'vase', 'mirror'];

interface Shown {
  id: string;
  title: string;
  condition: string;
  type: string;
  tags: string[];
  category: { id: string };
  seller: { id: string };
  priceRange: { min: { amount: string; currency: string } };
}

describe('searching', () => {
  let market: Market;
  let sellers: TestSeller[];
  beforeAll(async () => {
    market = await openMarket();
    sellers = [await market.seller('Ada'), await market.seller('Bob'), await market.seller('Eve')];
    const seed = (index: number): SeedProduct => {
      const [material, thing] = [materials[index % 5]!, things[index % 4]!];
      return {
        slug: `thing-${index}`,
        title: `${material[0]!.toUpperCase()}${material.slice(1)} ${thing} ${index}`,
        description: index % 10 === 0 ? 'Goes well with a lamp.' : 'Made to last.',
        type: index % 9 === 0 ? 'DIGITAL' : 'PHYSICAL',
        condition: (['NEW', 'LIKE_NEW', 'GOOD', 'FAIR'] as const)[index % 4]!,
        categorySlug: index % 2 === 0 ? 'light' : 'living',
        sellerId: sellers[index % 3]!.id,
        tags: [material, `lot-${index % 60}`],
        media: [],
        ...(index % 9 === 0
          ? { digitalFiles: [{ file: 'goods/a.txt', fileName: 'a.txt', mimeType: 'text/plain', size: 1 }] }
          : {}),
        variants: [
          {
            sku: `SKU${index}`,
            options: [],
            price: { amount: `${(index % 120) + 1}.50`, currency: index % 7 === 0 ? 'USD' : 'EUR' },
            package: { lengthMm: 1, widthMm: 1, heightMm: 1, weightG: 1 },
          },
        ],
        createdAt: new Date(Date.UTC(2026, 0, 1, 0, index)),
      };
    };
    await seedProducts(market.pool, {
      categories: [
        { slug: 'light', name: 'Lighting', parentSlug: null },
        { slug: 'living', name: 'Living room', parentSlug: null },
      ],
      sellers: [],
      products: Array.from({ length: 400 }, (_, index) => seed(index)),
      stockOf: () => 5,
    });
  });
  afterAll(() => market.close());

  const search = async (filter: object, more: object = {}) =>
    (await market.query(text, { filter, first: 100, ...more })).data['products'];
  const everything = async (filter: object): Promise<Shown[]> => {
    const nodes: Shown[] = [];
    let after: string | null = null;
    do {
      const page: { nodes: Shown[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = await search(filter, {
        after,
      });
      nodes.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    return nodes;
  };

  it('finds words in any form, of title, tags, category, SKU and description, whatever their case and accents', async () => {
    for (const words of ['brass lamp', 'BRASS LAMPS', 'Brâss lámp', 'lamp brass']) {
      const { totalCount, nodes } = await search({ search: words });
      // Every 20th is a brass lamp, every 10th mentions a lamp and every 5th is brass: 2 and 12 of 20.
      expect(totalCount).toBe(20);
      expect(nodes.every(({ title }: Shown) => title.startsWith('Brass lamp'))).toBe(true);
    }
    expect((await search({ search: 'SKU123' })).nodes.map(({ title }: Shown) => title)).toEqual(['Glass mirror 123']);
    expect((await search({ search: 'lighting' })).totalCount).toBe(200);
    expect((await search({ search: '"oak lamp"' })).totalCount).toBe(20);
    expect((await search({ search: 'lamp -oak' })).nodes.some(({ title }: Shown) => title.startsWith('Oak'))).toBe(
      false,
    );
  });

  it('ranks a match in the title before one in the description', async () => {
    const titles = (await everything({ search: 'lamp' })).map(({ title }) => title);
    const lastNamed = titles.findLastIndex((title) => title.includes('lamp'));
    const firstMentioned = titles.findIndex((title) => !title.includes('lamp'));
    expect(titles).toHaveLength(120);
    expect(firstMentioned).toBe(lastNamed + 1);
  });

  it.each(['', '   ', '"', "'", 'a & b | !c', '((', '\\', '<->', '%', 'the of', '😀', 'x\u0001y'])(
    'takes %j without a fault',
    async (words) => {
      const { errors } = await market.query(text, { filter: { search: words } });
      expect(errors).toBeUndefined();
    },
  );

  it('corrects a search without matches, and returns the correction', async () => {
    expect(await search({ search: 'mirorr' })).toMatchObject({ correctedSearch: 'mirror', totalCount: 100 });
    expect(await search({ search: 'glas mirorr' })).toMatchObject({ correctedSearch: 'glass mirror', totalCount: 20 });
    expect(await search({ search: 'xylophone' })).toMatchObject({ correctedSearch: null, totalCount: 0, nodes: [] });
    const first = await search({ search: 'mirorr' }, { first: 60 });
    const second = await search({ search: 'mirorr' }, { first: 60, after: first.pageInfo.endCursor });
    expect(new Set([...first.nodes, ...second.nodes].map(({ id }: Shown) => id)).size).toBe(100);
  });

  it.each<[string, object]>([
    ['everything', {}],
    ['a search', { search: 'lamp' }],
    ['a search within a category', { search: 'oak', categoryId: undefined }],
    ['conditions and prices', { condition: ['NEW', 'GOOD'], price: { currency: 'EUR', min: '10.00', max: '60.00' } }],
    ['a type and a tag', { type: ['DIGITAL'], tags: ['steel'] }],
    ['nothing', { tags: ['no such tag'] }],
  ])('counts the facets of %s exactly', async (_, filter) => {
    const nodes = await everything(filter);
    const { facets, totalCount, countsAreExact } = await search(filter);
    const count = (values: string[]): Map<string, number> => {
      const counts = new Map<string, number>();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      return counts;
    };
    const facet = (name: string) => facets.find((each: { name: string }) => each.name === name).values;
    const counted = (name: string) =>
      new Map(facet(name).map(({ value, count: number }: { value: string; count: number }) => [value, number]));
    expect(totalCount).toBe(nodes.length);
    expect(countsAreExact).toBe(true);
    expect(counted('category')).toEqual(count(nodes.map(({ category }) => category.id)));
    expect(counted('condition')).toEqual(count(nodes.map(({ condition }) => condition)));
    expect(counted('type')).toEqual(count(nodes.map(({ type }) => type)));
    expect(counted('seller')).toEqual(count(nodes.map(({ seller }) => seller.id)));
    expect(counted('inStock')).toEqual(count(nodes.map(() => 'true')));
    const tags = [...count(nodes.flatMap(({ tags: each }) => each))].toSorted(
      ([one, many], [other, more]) => more - many || (one < other ? -1 : 1),
    );
    expect(facet('tags').map(({ value, count: number }: { value: string; count: number }) => [value, number])).toEqual(
      tags.slice(0, 20),
    );
    for (const { value, count: number } of facet('price')) {
      const [currency, min, max] = value.split(':');
      const inBand = nodes.filter(({ priceRange: { min: price } }) => {
        const amount = Number(price.amount);
        return price.currency === currency && amount >= Number(min) && (max === '' || amount <= Number(max));
      });
      expect([value, number]).toEqual([value, inBand.length]);
      const filtered = await search({ ...filter, price: { currency, min, ...(max === '' ? {} : { max }) } });
      if (!('price' in filter)) expect(filtered.totalCount).toBe(number);
    }
    const inBands = facet('price').reduce((sum: number, { count: number }: { count: number }) => sum + number, 0);
    expect(inBands).toBe(nodes.length);
  });

  it('ranks once for equal searches at the same time', async () => {
    const ask = () => market.query(text, { filter: { search: 'brass mirror' }, first: 5 });
    const { result, texts } = await market.statements(() => Promise.all(Array.from({ length: 12 }, ask)));
    expect(new Set(result.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(texts.filter((sql) => sql.includes('hits AS MATERIALIZED'))).toHaveLength(1);
  });

  it('takes two statements with facets, and one if it is cached', async () => {
    const card = text.replace(' tags ', ' ');
    const ask = (first = 20) =>
      market.statements(() => market.query(card, { filter: { search: 'linen vase' }, first }));
    // The tree of categories is read once, and again after a change.
    await search({});
    const [fresh, again] = [await ask(), await ask()];
    expect([fresh.count, again.count]).toEqual([2, 1]);
    expect(again.result).toEqual(fresh.result);
    expect((await ask(50)).count).toBe(1);
  });

  it('finds published, changed, paused and renamed products at once', async () => {
    const found = async (): Promise<[string, number | null][]> => {
      const { nodes, totalCount, facets } = await search({ search: 'gramophone' });
      const named = facets.find(({ name }: { name: string }) => name === 'condition').values;
      expect(named.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(totalCount);
      return nodes.map(({ title }: Shown) => [title, totalCount]);
    };
    const [ada] = sellers;
    expect(await found()).toEqual([]);
    const id = await market.product(ada!, {
      title: 'Gramophone',
      variants: [
        {
          sku: 'G',
          price: { amount: '1.00', currency: 'EUR' },
          package: { lengthMm: 1, widthMm: 1, heightMm: 1, weightG: 1 },
        },
      ],
    });
    expect(await found()).toEqual([['Gramophone', 1]]);
    await market.mutate(ada!.as, 'updateProduct', { productId: id, title: 'Gramophone, mended' });
    expect(await found()).toEqual([['Gramophone, mended', 1]]);
    await market.mutate(ada!.as, 'pauseProduct', { productId: id });
    expect(await found()).toEqual([]);
    await market.mutate(ada!.as, 'publishProduct', { productId: id });
    expect(await found()).toEqual([['Gramophone, mended', 1]]);
  });

  it.each(['RELEVANCE', 'NEWEST', 'PRICE_ASC', 'PRICE_DESC'])(
    'pages through a search by %s, forwards and backwards',
    async (sort) => {
      const filter = { search: 'oak or steel or brass' };
      const ids = (page: { nodes: Shown[] }): string[] => page.nodes.map(({ id }) => id);
      const ask = async (args: object) => (await market.query(nodesOnly, { filter, sort, ...args })).data['products'];
      const forwards: string[] = [];
      let cursor: string | null = null;
      do {
        const page: { nodes: Shown[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = await ask({
          first: 17,
          after: cursor,
        });
        forwards.push(...ids(page));
        cursor = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (cursor !== null);
      // More than the cached front of a ranking, so that both ways of reading a page are tested.
      expect(forwards).toHaveLength(240);
      expect(new Set(forwards).size).toBe(240);
      const backwards: string[] = [];
      cursor = null;
      do {
        const page: { nodes: Shown[]; pageInfo: { hasPreviousPage: boolean; startCursor: string } } = await ask({
          last: 17,
          before: cursor,
        });
        backwards.unshift(...ids(page));
        cursor = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
      } while (cursor !== null);
      expect(backwards).toEqual(forwards);
    },
  );

  it('keeps pages stable while products are published', async () => {
    const first = await search({ search: 'vase' }, { first: 10 });
    await market.product(sellers[0]!, { title: 'A vase for vases, vase' });
    const second = await search({ search: 'vase' }, { first: 10, after: first.pageInfo.endCursor });
    const titles = [...first.nodes, ...second.nodes].map(({ title }: Shown) => title);
    expect(titles).not.toContain('A vase for vases, vase');
    expect(new Set(titles).size).toBe(20);
    expect((await search({ search: 'vase' }, { first: 1 })).nodes[0].title).toBe('A vase for vases, vase');
  });

  it('finds and counts drafts for their managers', async () => {
    const [ada, bob] = sellers;
    await market.product(ada!, { title: 'Secret zither' }, { publish: false });
    const ask = (as: TestSeller['as']) =>
      market.query(text, { filter: { search: 'zither', status: ['DRAFT'] }, first: 10 }, { as });
    expect((await ask(ada!.as)).data['products']).toMatchObject({ nodes: [{ title: 'Secret zither' }], totalCount: 1 });
    expect((await ask(bob!.as)).data['products']).toMatchObject({ nodes: [], totalCount: 0 });
  });
});
