import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { admin, customer, type Market, openTwoSellers, support, type TestSeller } from './market.ts';

const selection = `... on ProductsEdited { products { productId changed product { title status tags condition version category { name }
    variants { price { amount currency } compareAt { amount } furtherPrices { amount currency } } }
  refusal { __typename code message ... on WrongProductStatus { status } ... on ProductIncomplete { missing }
    ... on ProductChangeInvalid { field variantId } ... on ProductNotFound { productId } } } }
  ... on TooManyProducts { limit }`;
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const size = { lengthMm: 100, widthMm: 80, heightMm: 60, weightG: 500 };
const key = () => newId('req');

describe('editing many products', () => {
  let market: Market;
  let ada: TestSeller;
  let bob: TestSeller;
  beforeAll(async () => {
    ({ market, ada, bob } = await openTwoSellers());
  });
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
