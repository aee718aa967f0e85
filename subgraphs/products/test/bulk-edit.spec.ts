import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { fulfilmentStock, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import { person, until } from '@soko/testing';
import { followStock } from '../commands/follow-stock.ts';
import type { ProductFilter } from '../domain/product-filter.ts';
import { noRights } from '../domain/rights.ts';
import { findManagedIds } from '../store/managed-products.ts';
import { admin, customer, type Market, openTwoSellers, type Outcome, support, type TestSeller } from './market.ts';

const selection = `... on ProductsEdited { products { productId changed product { title status tags condition version category { name }
    variants { price { amount currency } compareAt { amount } furtherPrices { amount currency } } }
  refusal { __typename code message ... on WrongProductStatus { status } ... on ProductIncomplete { missing }
    ... on ProductChangeInvalid { field variantId } ... on ProductNotFound { productId } } } }
  ... on TooManyProducts { limit }`;
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const size = { lengthMm: 100, widthMm: 80, heightMm: 60, weightG: 500 };
const key = () => newId('req');

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

describe('editing many products', () => {
  let market: Market;
  let ada: TestSeller;
  let bob: TestSeller;
  beforeAll(async () => {
    ({ market, ada, bob } = await openTwoSellers());
  }, 60_000);
  afterAll(() => market.close());

  const edit = (as: Viewer, input: object) =>
    market.mutate(as, 'bulkEditProducts', { idempotencyKey: key(), ...input }, selection);
  const priced = (amount: string, more: object = {}) => ({
    sku: newId('req'),
    price: eur(amount),
    package: size,
    ...more,
  });

  it('changes prices by a percentage, in every currency, rounded half up to what can be charged', async () => {
    const further = [
      { amount: '1.250', currency: 'KWD' },
      { amount: '105', currency: 'JPY' },
    ];
    const variants = [priced('10.05', { furtherPrices: further }), priced('0.01', { compareAt: eur('9.00') })];
    const id = await market.product(ada, { variants });
    const { products } = await edit(ada.as, { productIds: [id], price: { changeBasisPoints: 1_000 } });
    expect(products).toMatchObject([
      {
        productId: id,
        changed: true,
        refusal: null,
        product: {
          variants: [
            {
              price: eur('11.06'),
              furtherPrices: [
                { amount: '1.380', currency: 'KWD' },
                { amount: '116', currency: 'JPY' },
              ],
            },
            { price: eur('0.01'), compareAt: { amount: '9.00' } },
          ],
        },
      },
    ]);
    const told = (await market.eventsOf(id)).slice(2);
    expect(told).toMatchObject([
      { type: 'products.product.updated', sequence: 3, data: { changed: ['variants'] } },
      { type: 'products.price.changed', data: { old: { amountMinor: '1005' }, new: { amountMinor: '1106' } } },
    ]);
  });

  it('sets one price, and changes category, condition, tags and status', async () => {
    const lamps = await market.category('Bulk lamps');
    const [one, two] = [
      await market.product(ada, { title: 'First', tags: ['old', 'kept'], variants: [priced('3.00'), priced('4.00')] }),
      await market.product(ada, { title: 'Second', tags: [] }, { publish: false }),
    ];
    const changes = {
      price: { set: eur('5.00') },
      categoryId: lamps,
      condition: 'GOOD',
      addTags: ['Sale'],
      removeTags: ['old'],
    };
    const all = { productIds: [two, one], ...changes, status: 'PUBLISH' };
    const { products } = await edit(ada.as, all);
    const common = { status: 'ACTIVE', condition: 'GOOD', category: { name: 'Bulk lamps' } };
    expect(products).toMatchObject([
      { productId: two, changed: true, product: { title: 'Second', ...common, tags: ['sale'] } },
      {
        productId: one,
        changed: true,
        product: { ...common, tags: ['kept', 'sale'], variants: [{ price: eur('5.00') }, { price: eur('5.00') }] },
      },
    ]);
    expect((await market.eventTypesOf(two)).slice(1)).toEqual([
      'products.product.updated',
      'products.price.changed',
      'products.product.published',
    ]);
    const again = await edit(ada.as, all);
    expect(again.products).toMatchObject([
      { changed: false, refusal: null, product: { version: 2 } },
      { changed: false, refusal: null, product: { version: 3 } },
    ]);
    const paused = await edit(ada.as, { productIds: [one, two], status: 'PAUSE' });
    expect(paused.products).toMatchObject([{ product: { status: 'PAUSED' } }, { product: { status: 'PAUSED' } }]);
    const { rows } = await market.pool.query(
      'SELECT from_status, to_status, actor_id FROM product_history WHERE product_id = $1 ORDER BY id DESC LIMIT 1',
      [one],
    );
    expect(rows).toEqual([{ from_status: 'ACTIVE', to_status: 'PAUSED', actor_id: (ada.as as { id: string }).id }]);
  });

  it('refuses each product by the rules of single edits, and changes the others', async () => {
    const good = await market.product(ada, { variants: [priced('3.00')] });
    const reduced = await market.product(ada, {
      variants: [priced('3.00'), priced('3.00', { compareAt: eur('3.10') })],
    });
    const archived = await market.product(ada);
    await market.mutate(ada.as, 'archiveProduct', { productId: archived });
    const blocked = await market.product(ada);
    await market.mutate(support, 'blockProduct', { productId: blocked, reason: 'Counterfeit' });
    const bare = await market.product(ada, { variants: [] }, { publish: false });
    const yen = await market.product(ada, { variants: [priced('1', { price: { amount: '300', currency: 'JPY' } })] });
    const full = await market.product(ada, { tags: Array.from({ length: 20 }, (_, index) => `t${index}`) });
    const before = await market.eventTypesOf(reduced);
    const { products } = await edit(ada.as, {
      productIds: [good, reduced, archived, blocked, bare, yen, full],
      price: { set: eur('3.20') },
      addTags: ['new'],
      status: 'PUBLISH',
    });
    expect(products.map((each: { changed: boolean }) => each.changed)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    const { variants } = (
      await market.query('query ($id: ID!) { product(id: $id) { variants { id } } }', { id: reduced }, { as: ada.as })
    ).data['product'];
    expect(products).toMatchObject([
      { refusal: null },
      {
        refusal: { code: 'PRODUCT_CHANGE_INVALID', field: 'compareAt.amount', variantId: variants[1].id },
        product: { variants: [{ price: eur('3.00') }, { price: eur('3.00') }], tags: [] },
      },
      { refusal: { code: 'WRONG_PRODUCT_STATUS', status: 'ARCHIVED' } },
      { refusal: { code: 'WRONG_PRODUCT_STATUS', status: 'BLOCKED' } },
      { refusal: { code: 'PRODUCT_INCOMPLETE', missing: ['VARIANT'] } },
      { refusal: { code: 'PRODUCT_CHANGE_INVALID', field: 'price.currency' } },
      { refusal: { code: 'PRODUCT_CHANGE_INVALID', field: 'tags', variantId: null } },
    ]);
    expect(await market.eventTypesOf(reduced)).toEqual(before);
    const cheap = await edit(ada.as, { productIds: [good], price: { changeBasisPoints: -9_999 } });
    expect(cheap.products).toMatchObject([{ changed: false, refusal: { field: 'price.amount' } }]);
    const removed = await edit(ada.as, { productIds: [reduced], price: { set: eur('3.20') }, removeCompareAt: true });
    expect(removed.products).toMatchObject([{ changed: true, product: { variants: [{}, { compareAt: null }] } }]);
  });

  it('does not find products of others, and tells nothing of them', async () => {
    const storeId = newId('sto');
    await market.member(storeId, (ada.as as { id: string }).id, 'ADMIN');
    await market.member(storeId, 'usr_bulk_member', 'MEMBER');
    const [foreign, secret] = [await market.product(bob), await market.product(bob, {}, { publish: false })];
    const [own, inStore] = [await market.product(ada), await market.product(ada, { storeId })];
    const missing = newId('prd');
    const productIds = [foreign, secret, missing, 'nonsense', own, inStore];
    const notFound = (productId: string) => ({
      productId,
      changed: false,
      product: null,
      refusal: { __typename: 'ProductNotFound', code: 'PRODUCT_NOT_FOUND', productId, message: expect.any(String) },
    });
    const lost = [foreign, secret, missing, 'nonsense'].map(notFound);
    const ofAda = await edit(ada.as, { productIds, addTags: ['a'] });
    expect(ofAda.products.slice(0, 4)).toEqual(lost);
    expect(ofAda.products.slice(4)).toMatchObject([{ changed: true }, { changed: true }]);
    const apiKey: Viewer = { kind: 'apiKey', id: newId('key'), storeId, scopes: ['products:write'] };
    for (const as of [apiKey, person('usr_bulk_member')]) {
      const { products } = await edit(as, { productIds, addTags: [`b ${as.kind}`] });
      expect(products.slice(0, 5)).toEqual([...lost, notFound(own)]);
      expect(products[5]).toMatchObject({ productId: inStore, changed: true });
    }
    for (const as of [customer, support]) {
      const input = { productIds, addTags: ['c'], idempotencyKey: key() };
      expect(await market.failure(as, 'bulkEditProducts', input)).toEqual({ code: 'NOT_FOUND' });
    }
    expect((await edit(admin, { productIds: [foreign], addTags: ['d'] })).products).toMatchObject([{ changed: true }]);
    const readOnly: Viewer = { kind: 'apiKey', id: newId('key'), storeId, scopes: ['products:read'] };
    expect(
      await market.failure(readOnly, 'bulkEditProducts', { productIds, addTags: ['x'], idempotencyKey: key() }),
    ).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is refused for products of a seller who is suspended, but not to administrators', async () => {
    const cara = await market.seller('Cara');
    const id = await market.product(cara);
    await market.pool.query("UPDATE seller SET status = 'SUSPENDED' WHERE id = $1", [cara.id]);
    const change = { productIds: [id], addTags: ['a'] };
    expect((await edit(cara.as, change)).products).toMatchObject([
      { changed: false, refusal: { code: 'SELLER_NOT_ACTIVE' } },
    ]);
    expect((await edit(admin, change)).products).toMatchObject([{ changed: true }]);
  });

  it('finds products by a filter among those that the viewer manages', async () => {
    const dora = await market.seller('Dora');
    const [draft, other] = [
      await market.product(dora, { tags: ['winter'] }, { publish: false }),
      await market.product(dora, { tags: ['summer'] }),
    ];
    const archived = await market.product(dora, { tags: ['winter'] });
    await market.mutate(dora.as, 'archiveProduct', { productId: archived });
    const foreign = await market.product(bob, { tags: ['winter'] });
    for (const as of [dora.as, admin]) {
      const { products } = await edit(as, { filter: { tags: ['winter'] }, addTags: ['cold'] });
      const ids = products.map(({ productId }: { productId: string }) => productId);
      expect(ids).toEqual(as === admin ? [] : [draft]);
    }
    const paused = await edit(dora.as, { filter: { status: ['ACTIVE'] }, status: 'PAUSE' });
    expect(paused.products).toMatchObject([{ productId: other, product: { status: 'PAUSED' } }]);
    expect(await market.eventTypesOf(foreign)).toHaveLength(2);
  });

  it('refuses a filter that finds more than 200 products, and changes none', async () => {
    const { as, id: sellerId } = await market.seller('Many');
    await market.pool.query(
      `INSERT INTO product (id, slug, seller_id, title, description, type, condition, status, tags, newest_at, created_at, updated_at)
        SELECT 'prd_' || gen_random_uuid(), 'bulk-' || n, $1, 'Lamp ' || n, '', 'NFT', 'NEW', 'DRAFT', '{}', now(), now(), now()
        FROM generate_series(1, 201) AS n`,
      [sellerId],
    );
    const all = { filter: { sellerId }, addTags: ['a'] };
    expect(await edit(as, all)).toMatchObject({ __typename: 'TooManyProducts', limit: 200 });
    await market.pool.query(`DELETE FROM product WHERE slug = 'bulk-201'`);
    const { result, count } = await market.statements(() => edit(as, all));
    expect(result.products).toHaveLength(200);
    expect(result.products.every(({ changed }: { changed: boolean }) => changed)).toBe(true);
    const two = { productIds: result.products.slice(0, 2).map((each: { productId: string }) => each.productId) };
    const fewer = await market.statements(() => edit(as, { ...two, addTags: ['b'] }));
    // The filter is one statement more.
    expect(count).toBe(fewer.count + 1);
  });

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
  }, 60_000);

  it('is done once for a key, also at the same time, and refuses the key with another input', async () => {
    const id = await market.product(ada, { variants: [priced('10.00')] });
    const input = { productIds: [id], price: { changeBasisPoints: 1_000 }, idempotencyKey: key() };
    const results = await Promise.all([edit(ada.as, input), edit(ada.as, input), edit(ada.as, input)]);
    for (const { products } of [...results, await edit(ada.as, input)]) {
      expect(products).toMatchObject([{ changed: true, product: { variants: [{ price: eur('11.00') }] } }]);
    }
    expect(
      await market.failure(ada.as, 'bulkEditProducts', { ...input, price: { changeBasisPoints: 2_000 } }),
    ).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    // The key of another caller is another key.
    expect(await market.failure(bob.as, 'bulkEditProducts', input)).toEqual({ code: 'NOT_FOUND' });
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
    await market.mutate(ada.as, 'pauseProduct', { productId: one });
    const published = await whileSoldOut(await variantsOf(one), () => market.change(ada, 'publishProduct', one));
    expect(published.status).toBe('SOLD_OUT');
    expect((await market.eventTypesOf(one)).slice(-2)).toEqual([
      'products.product.published',
      'products.product.updated',
    ]);
  });

  it('leaves nothing on sale whose last variant in stock was sold while another was removed', async () => {
    const id = await market.product(ada, { variants: [priced('1.00'), priced('2.00')] });
    const [kept, removed] = await variantsOf(id);
    const remove = () =>
      market.mutate(ada.as, 'removeVariant', { variantId: removed!.id }, '... on Product { status }');
    expect(await whileSoldOut([kept!], remove)).toMatchObject({ status: 'SOLD_OUT' });
  });

  it('completes with a repeat what a process left that died after saving', async () => {
    const [sold, stocked] = [await market.product(ada), await market.product(ada, {}, { stocked: false })];
    const input = { productIds: [sold, stocked], status: 'PUBLISH', idempotencyKey: key() };
    for (const productId of input.productIds) await market.mutate(ada.as, 'pauseProduct', { productId });
    const { products: first } = await edit(ada.as, input);
    expect(first).toMatchObject([{ product: { status: 'ACTIVE' } }, { product: { status: 'SOLD_OUT' } }]);
    // As if the levels had come before the products were saved.
    const text = 'UPDATE variant SET available = CASE product_id WHEN $1 THEN 0 ELSE 3 END WHERE product_id = ANY($2)';
    await market.pool.query(text, [sold, input.productIds]);
    const { products } = await edit(ada.as, input);
    expect(products).toMatchObject([{ product: { status: 'SOLD_OUT' } }, { product: { status: 'ACTIVE' } }]);
  });

  it('loses no change of another edit at the same time', async () => {
    const ids = [
      await market.product(ada, { variants: [priced('1.00')] }),
      await market.product(ada, { variants: [priced('1.00')] }),
    ];
    const tags = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all([
      ...tags.map((tag, index) => edit(ada.as, { productIds: index % 2 ? ids : ids.toReversed(), addTags: [tag] })),
      market.change(ada, 'updateProduct', ids[0]!, { title: 'New title' }),
    ]);
    const { products } = await edit(ada.as, { productIds: ids, removeTags: ['none'] });
    expect(products[0].product.title).toBe('New title');
    for (const { product } of products) expect(product.tags.toSorted()).toEqual(tags);
  });

  it('throws BAD_USER_INPUT for an input that fits no product', async () => {
    const productIds = [await market.product(ada)];
    const wrong: [object, string][] = [
      [{ addTags: ['a'] }, 'filter'],
      [{ productIds, filter: {}, addTags: ['a'] }, 'filter'],
      [{ productIds }, 'productIds'],
      [{ productIds: [], addTags: ['a'] }, 'productIds'],
      [{ productIds: Array.from({ length: 201 }, () => newId('prd')), addTags: ['a'] }, 'productIds'],
      [{ productIds, price: {} }, 'price'],
      [{ productIds, price: { set: eur('1.00'), changeBasisPoints: 1 } }, 'price'],
      [{ productIds, price: { set: eur('0.00') } }, 'price.set.amount'],
      [{ productIds, price: { changeBasisPoints: 0 } }, 'price.changeBasisPoints'],
      [{ productIds, price: { changeBasisPoints: -10_000 } }, 'price.changeBasisPoints'],
      [{ productIds, categoryId: newId('cat') }, 'categoryId'],
      [{ productIds, addTags: ['A'], removeTags: ['a'] }, 'removeTags'],
    ];
    for (const [input, field] of wrong) {
      expect(await market.failure(ada.as, 'bulkEditProducts', { idempotencyKey: key(), ...input })).toMatchObject({
        code: 'BAD_USER_INPUT',
        field,
      });
    }
  });
});
