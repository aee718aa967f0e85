import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedProducts } from '../seed.ts';
import { type Market, openMarket } from './market.ts';

const text = `query ($filter: ProductFilter, $first: Int, $after: String, $last: Int, $before: String) {
  products(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes { title } totalCount countsAreExact facets { name values { count } } pageInfo { hasNextPage startCursor endCursor }
  }
}`;

describe('a search with more matches than are counted', () => {
  let market: Market;
  const many = 10_050;
  beforeAll(async () => {
    market = await openMarket();
    const { id } = await market.seller('Ada');
    await seedProducts(market.pool, {
      categories: [{ slug: 'home', name: 'Home', parentSlug: null }],
      sellers: [],
      products: Array.from({ length: many }, (_, index) => ({
        slug: `lamp-${index}`,
        title: `Lamp ${index}`,
        description: index === 0 ? 'A lamp among lamps, a lamp!' : '',
        type: 'DIGITAL' as const,
        condition: 'NEW' as const,
        categorySlug: 'home',
        sellerId: id,
        tags: [],
        media: [],
        digitalFiles: [{ file: 'goods/a.txt', fileName: 'a.txt', mimeType: 'text/plain', size: 1 }],
        variants: [{ sku: `L${index}`, options: [], price: { amount: '1.00', currency: 'EUR' } }],
        createdAt: new Date(Date.UTC(2026, 0, 1) + index * 1_000),
      })),
    });
  });
  afterAll(() => market.close());

  const search = async (more: object) =>
    (await market.query(text, { filter: { search: 'lamp' }, ...more })).data['products'];
  const titles = ({ nodes }: { nodes: { title: string }[] }): string[] => nodes.map(({ title }) => title);

  it('is sorted newest first, shows that it is not counted, and takes one statement for a page', async () => {
    const first = await search({ first: 3 });
    expect(first).toMatchObject({ totalCount: null, countsAreExact: false });
    expect(titles(first)).toEqual([many - 1, many - 2, many - 3].map((index) => `Lamp ${index}`));
    const { result, count } = await market.statements(() => search({ first: 3, after: first.pageInfo.endCursor }));
    expect(titles(result)).toEqual([many - 4, many - 5, many - 6].map((index) => `Lamp ${index}`));
    expect(count).toBe(1);
    const back = await search({ last: 3, before: result.pageInfo.startCursor });
    expect(titles(back)).toEqual(titles(first));
  });

  it('keeps its order when fewer products match than are counted', async () => {
    const first = await search({ first: 2 });
    await market.pool.query("UPDATE product SET status = 'PAUSED' WHERE newest_at < '2026-01-01T00:10:00Z'");
    const second = await search({ first: 2, after: first.pageInfo.endCursor });
    expect(titles(second)).toEqual([many - 3, many - 4].map((index) => `Lamp ${index}`));
    expect(await search({ first: 1 })).toMatchObject({ totalCount: many - 600, countsAreExact: true });
  });

  it('counts the facets of the whole catalogue over the newest 10 000', async () => {
    await market.pool.query("UPDATE product SET status = 'ACTIVE' WHERE status = 'PAUSED'");
    const { totalCount, facets } = (await market.query(text, { first: 1 })).data['products'];
    expect(totalCount).toBeNull();
    expect(facets[0].values[0].count).toBe(10_001);
  });
});
