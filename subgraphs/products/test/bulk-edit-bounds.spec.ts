import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { fulfilmentStock, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import { until } from '@soko/testing';
import { followStock } from '../commands/follow-stock.ts';
import type { ProductFilter } from '../domain/product-filter.ts';
import { noRights } from '../domain/rights.ts';
import { findManagedIds } from '../store/managed-products.ts';
import { type Market, openTwoSellers, type Outcome, type TestSeller } from './market.ts';

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
  let ada: TestSeller;
  beforeAll(async () => {
    ({ market, ada } = await openTwoSellers());
  });
  afterAll(() => market.close());

  const edit = (as: Viewer, input: object) =>
    market.mutate(
      as,
      'bulkEditProducts',
      { idempotencyKey: newId('req'), ...input },
      '... on ProductsEdited { products { product { status } } }',
    );

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

  const variantsOf = async (productId: string): Promise<{ id: string; sequence: number }[]> => {
    const text = 'SELECT id, stock_sequence AS sequence FROM variant WHERE product_id = $1 ORDER BY position';
    return (await market.pool.query(text, [productId])).rows;
  };

  /** Follows events that say that nothing of the variants is left. */
  function sellOut(variants: readonly { id: string; sequence: number }[]): Promise<void> {
    const actor = { kind: 'service', id: 'fulfilment' } as const;
    const trail = { correlationId: newId('req'), causationId: null, actor, now: () => new Date() };
    const levels = variants.map(({ id: variantId, sequence }) => {
      const told = { subject: variantId, sequence: sequence + 1, data: { variantId, available: 0 } };
      return { ...told.data, sequence: told.sequence, event: newEvent(fulfilmentStock, 'level_changed', told, trail) };
    });
    return followStock({ pool: market.pool, now: () => new Date() }, levels);
  }

  /** Result of a change whose saving was held up until the last pieces of the variants were sold. */
  async function whileSoldOut<Result>(
    variants: readonly { id: string; sequence: number }[],
    change: () => Promise<Result>,
  ): Promise<Result> {
    const client = await market.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE product_history IN SHARE MODE');
      const changed = change();
      await until('the change waits', async () => {
        const text = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        return (await market.pool.query(text)).rows.length === 1;
      });
      await sellOut(variants);
      await client.query('COMMIT');
      return await changed;
    } finally {
      client.release();
    }
  }

  it('puts nothing on sale that was sold while it was published', async () => {
    const [one, two] = [await market.product(ada, {}, { publish: false }), await market.product(ada)];
    await market.mutate(ada.as, 'pauseProduct', { productId: two });
    const both = { productIds: [one, two], status: 'PUBLISH' };
    const { products } = await whileSoldOut(await variantsOf(two), () => edit(ada.as, both));
    expect(products).toMatchObject([{ product: { status: 'ACTIVE' } }, { product: { status: 'SOLD_OUT' } }]);
  });

  it('completes with a repeat what a process left that died after saving', async () => {
    const [sold, stocked] = [await market.product(ada), await market.product(ada, {}, { stocked: false })];
    const input = { productIds: [sold, stocked], status: 'PUBLISH', idempotencyKey: newId('req') };
    for (const productId of input.productIds) await market.mutate(ada.as, 'pauseProduct', { productId });
    const { products: first } = await edit(ada.as, input);
    expect(first).toMatchObject([{ product: { status: 'ACTIVE' } }, { product: { status: 'SOLD_OUT' } }]);
    // As if the levels had come before the products were saved.
    const text = 'UPDATE variant SET available = CASE product_id WHEN $1 THEN 0 ELSE 3 END WHERE product_id = ANY($2)';
    await market.pool.query(text, [sold, input.productIds]);
    const { products } = await edit(ada.as, input);
    expect(products).toMatchObject([{ product: { status: 'SOLD_OUT' } }, { product: { status: 'ACTIVE' } }]);
  });
});
