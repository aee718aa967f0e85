import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Queryable } from '@soko/postgres';
import type { ProductFilter } from '../domain/product-filter.ts';
import { noRights } from '../domain/rights.ts';
import { findManagedIds } from '../store/managed-products.ts';
import { type Market, openTwoSellers, type Outcome } from './market.ts';

/** Products that a plan read, with those that it left out. */
const productsRead = (node: Outcome): number => {
  const own =
    node['Relation Name'] === 'product'
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0;
  return (node.Plans ?? []).reduce((sum: number, child: Outcome) => sum + productsRead(child), own);
};

/** Products of all sellers together, and of one who came last. */
const many = 10_000;
const late = 600;

describe('a bulk edit', () => {
  let market: Market;
  beforeAll(async () => {
    ({ market } = await openTwoSellers());
  });
  afterAll(() => market.close());

  it('reads products of the seller and their stores alone for a filter', async () => {
    const client = await market.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO product (id, slug, seller_id, store_id, title, description, type, condition, status, tags, newest_at, created_at, updated_at)
          SELECT 'prd_many_' || lpad(n::text, 7, '0'), 'many-' || n,
            CASE WHEN n > ${many - late} THEN 'slr_late' ELSE 'slr_' || n % 400 END, CASE WHEN n % 1000 = 1 THEN 'sto_late' END,
            'Lamp ' || n, '', 'NFT', 'NEW', 'DRAFT', CASE WHEN n % 200 = 1 THEN ARRAY['rare'] ELSE '{}' END, now(), now(), now()
          FROM generate_series(1, ${many}) AS n`,
      );
      await client.query('ANALYZE product');
      const rights = {
        ...noRights,
        ownsSeller: true,
        seller: { id: 'slr_late', status: 'ACTIVE' },
        storeIds: ['sto_late'],
      };
      const reading = async (filter: ProductFilter) => {
        let read = 0;
        const explained = {
          async query(text: string, values: unknown[]) {
            const { rows } = await client.query<Outcome>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
            read = productsRead(rows[0]['QUERY PLAN'][0].Plan);
            return client.query(text, values);
          },
        } as Queryable;
        return { ids: await findManagedIds(explained, { status: ['DRAFT'], ...filter }, rights, 201), read };
      };
      const rare = await reading({ tags: ['rare'] });
      expect(rare.ids).toEqual(rare.ids.toSorted());
      expect(rare.ids).toHaveLength(many / 1000 + late / 200);
      expect(rare.read).toBeLessThanOrEqual(late + many / 1000);
      const search = await reading({ search: `lamp ${many - 5}` });
      expect(search.ids).toHaveLength(1);
      expect(search.read).toBeLessThanOrEqual(late + many / 1000);
      const all = await reading({});
      expect(all.ids).toHaveLength(201);
      expect(all.read).toBeLessThanOrEqual(201);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
