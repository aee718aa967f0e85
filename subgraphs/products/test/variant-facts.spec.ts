import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import { type Market, openMarket, support, type TestSeller, variant } from './market.ts';

const text = `query ($ids: [ID!]!) { variantFacts(ids: $ids) { variantId productId sellerId storeId title sku options { name value } type
  categoryId price { amount currency } package { lengthMm weightG } imageUrl onSale version } }`;

describe('facts of variants for other services', () => {
  let market: Market;
  let ada: TestSeller;
  beforeAll(async () => {
    market = await openMarket();
    ada = await market.seller('Ada');
  });
  afterAll(() => market.close());

  const facts = (ids: string[]) =>
    market
      .query(text, { ids }, { identity: serviceIdentity('orders', 'cor_spec') })
      .then(({ data }) => data['variantFacts']);
  const variantsOf = async (id: string): Promise<string[]> => {
    const { rows } = await market.pool.query<{ id: string }>(
      'SELECT id FROM variant WHERE product_id = $1 ORDER BY position',
      [id],
    );
    return rows.map((row) => row.id);
  };

  it('are in the order of the ids, with null for hidden variants, in one statement', async () => {
    const product = await market.product(ada, { variants: [variant('A', '12.50'), variant('B', '3.00')] });
    const draft = await market.product(ada, { title: 'Draft' }, { publish: false });
    const [a, b] = await variantsOf(product);
    const [hidden] = await variantsOf(draft);
    const ids = [b!, newId('var'), hidden!, 'nonsense', a!];
    const { result, count } = await market.statements(() => facts(ids));
    expect(count).toBe(1);
    expect(result).toMatchObject([
      {
        variantId: b,
        productId: product,
        sellerId: ada.id,
        title: 'Oak lamp',
        sku: 'B',
        type: 'PHYSICAL',
        price: { amount: '3.00', currency: 'EUR' },
        package: { lengthMm: 100, weightG: 500 },
        imageUrl: null,
        onSale: true,
      },
      null,
      null,
      null,
      { variantId: a, sku: 'A', price: { amount: '12.50' } },
    ]);
    await market.mutate(ada.as, 'pauseProduct', { productId: product });
    expect(await facts([a!])).toEqual([null]);
  });

  it('come with the stores of products, also of those that are not on sale', async () => {
    const [listed, draft, plain] = [
      await market.product(ada),
      await market.product(ada, { title: 'Draft' }, { publish: false }),
      await market.product(ada),
    ];
    await market.pool.query(`UPDATE product SET store_id = 'sto_1' WHERE id = ANY ($1)`, [[listed, draft]]);
    const stores = 'query ($ids: [ID!]!) { storesOfProducts(ids: $ids) }';
    const ids = [plain, draft, newId('prd'), listed];
    const ask = (of: string[]) => market.query(stores, { ids: of }, { identity: serviceIdentity('chat', 'cor_spec') });
    const { result, count } = await market.statements(() => ask(ids));
    expect([result.data['storesOfProducts'], count]).toEqual([[null, 'sto_1', null, 'sto_1'], 1]);
    const tooMany = await ask(Array.from({ length: 101 }, () => listed));
    expect(tooMany.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    const { errors } = await market.query(stores, { ids }, { as: support });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('come with the owners of products that are on sale', async () => {
    const [listed, draft] = [
      await market.product(ada),
      await market.product(ada, { title: 'Draft' }, { publish: false }),
    ];
    await market.pool.query(`UPDATE product SET store_id = 'sto_1' WHERE id = $1`, [listed]);
    const owners = 'query ($ids: [ID!]!) { ownersOfProducts(ids: $ids) { sellerId storeId } }';
    const ask = (ids: string[]) =>
      market.query(owners, { ids }, { identity: serviceIdentity('analytics', 'cor_spec') });
    const { result, count } = await market.statements(() => ask([draft, newId('prd'), listed]));
    expect([result.data['ownersOfProducts'], count]).toEqual([[null, null, { sellerId: ada.id, storeId: 'sto_1' }], 1]);
    const tooMany = await ask(Array.from({ length: 101 }, () => listed));
    expect(tooMany.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    const { errors } = await market.query(owners, { ids: [listed] }, { as: support });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are for services only', async () => {
    const { errors } = await market.query(text, { ids: [] }, { as: support });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
