import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { admin, type Market, openTwoSellers, support, type TestSeller, variant, wholeProduct } from './market.ts';

describe('editing', () => {
  let market: Market;
  let ada: TestSeller;
  let bob: TestSeller;
  beforeAll(async () => {
    ({ market, ada, bob } = await openTwoSellers());
  });
  afterAll(() => market.close());

  describe('changing a product', () => {
    it('publishes old and new values, and one more event for each price', async () => {
      const id = await market.product(ada, { title: 'Old name' });
      await market.change(ada, 'updateProduct', id, { title: 'New name', description: 'Longer' });
      const { variants } = await market.change(ada, 'updateProduct', id, { condition: 'FAIR' });
      await market.mutate(ada.as, 'updateVariant', {
        variantId: variants[0].id,
        price: { amount: '9.00', currency: 'EUR' },
      });
      const events = (await market.told()).filter(({ subject }) => subject === id).slice(2);
      expect(events).toMatchObject([
        {
          type: 'products.product.updated',
          sequence: 3,
          data: { old: { title: 'Old name' }, new: { title: 'New name' }, changed: ['title', 'description'] },
        },
        {
          type: 'products.product.updated',
          sequence: 4,
          data: { old: { condition: 'NEW' }, new: { condition: 'FAIR' }, changed: ['condition'] },
        },
        { type: 'products.product.updated', sequence: 5, data: { changed: ['variants'] } },
        {
          type: 'products.price.changed',
          sequence: 5,
          data: { variantId: variants[0].id, old: { amountMinor: '1250' }, new: { amountMinor: '900' } },
        },
      ]);
    });

    it('without a difference saves and publishes nothing', async () => {
      const id = await market.product(ada, { title: 'Same' });
      expect(await market.change(ada, 'updateProduct', id, { title: 'Same' })).toMatchObject({ version: 2 });
      expect(await market.eventTypesOf(id)).toHaveLength(2);
    });

    it('of another seller fails like a missing product, on sale or not', async () => {
      const [draft, onSale] = [await market.product(ada, {}, { publish: false }), await market.product(ada)];
      const missing = 'prd_01a1fd2f-2d56-76b1-ad7a-a28e0422cc32';
      for (const productId of [draft, onSale, missing, 'nonsense']) {
        for (const mutation of ['publishProduct', 'pauseProduct', 'archiveProduct']) {
          expect(await market.failure(bob.as, mutation, { productId })).toEqual({ code: 'NOT_FOUND' });
        }
        expect(await market.failure(bob.as, 'updateProduct', { productId, title: 'Mine now' })).toEqual({
          code: 'NOT_FOUND',
        });
        expect(await market.failure(support, 'updateProduct', { productId, title: 'Mine now' })).toEqual({
          code: 'NOT_FOUND',
        });
      }
    });

    it('is allowed to administrators and members of the store', async () => {
      const id = await market.product(ada);
      expect(
        await market.mutate(admin, 'updateProduct', { productId: id, title: 'By admin' }, wholeProduct),
      ).toMatchObject({
        title: 'By admin',
      });
      await market.member('sto_2', ada.as.kind === 'user' ? ada.as.id : '', 'ADMIN');
      await market.member('sto_2', bob.as.kind === 'user' ? bob.as.id : '', 'MEMBER');
      const shared = await market.product(ada, { storeId: 'sto_2' });
      expect(await market.change(bob, 'updateProduct', shared, { title: 'By member' })).toMatchObject({
        title: 'By member',
        seller: { id: ada.id },
      });
    });

    it('with an outdated version is a CONFLICT, and of several at the same time only one succeeds', async () => {
      const id = await market.product(ada);
      await market.change(ada, 'updateProduct', id, { title: 'Second', expectedVersion: 2 });
      expect(
        await market.failure(ada.as, 'updateProduct', { productId: id, title: 'Third', expectedVersion: 2 }),
      ).toEqual({
        code: 'CONFLICT',
        field: 'expectedVersion',
      });
      const racing = Array.from({ length: 8 }, (_, index) =>
        market.failure(ada.as, 'updateProduct', { productId: id, title: `Racer ${index}`, expectedVersion: 3 }),
      );
      const outcomes = await Promise.all(racing);
      expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
      expect(new Set(outcomes.map((outcome) => outcome?.['code']))).toEqual(new Set([undefined, 'CONFLICT']));
      expect((await market.eventTypesOf(id)).filter((type) => type.endsWith('updated'))).toHaveLength(2);
    });

    it('without an expected version goes on when the product changes at the same moment', async () => {
      const id = await market.product(ada);
      const racing = Array.from({ length: 6 }, (_, index) =>
        market.failure(ada.as, 'updateProduct', { productId: id, title: `Racer ${index}` }),
      );
      expect(new Set(await Promise.all(racing))).toEqual(new Set([undefined]));
      expect((await market.eventTypesOf(id)).filter((type) => type.endsWith('updated'))).toHaveLength(6);
    });

    it('refuses null for a required value', async () => {
      const id = await market.product(ada);
      expect(await market.failure(ada.as, 'updateProduct', { productId: id, title: null })).toEqual({
        code: 'BAD_USER_INPUT',
        field: 'title',
      });
    });
  });

  describe('its variants', () => {
    it('are added, changed and removed, and the price range follows', async () => {
      const id = await market.product(ada, { variants: [variant('V1', '10.00')] });
      const added = await market.mutate(
        ada.as,
        'addVariant',
        { productId: id, variant: variant('V2', '30.00') },
        '... on Variant { id sku product { id priceRange { max { amount } } } }',
      );
      expect(added).toMatchObject({ sku: 'V2', product: { id, priceRange: { max: { amount: '30.00' } } } });
      const changed = await market.mutate(
        ada.as,
        'updateVariant',
        {
          variantId: added.id,
          price: { amount: '20.00', currency: 'EUR' },
          compareAt: { amount: '25.00', currency: 'EUR' },
        },
        '... on Variant { price { amount } compareAt { amount } package { weightG } }',
      );
      expect(changed).toMatchObject({
        price: { amount: '20.00' },
        compareAt: { amount: '25.00' },
        package: { weightG: 500 },
      });
      const cleared = await market.mutate(
        ada.as,
        'updateVariant',
        { variantId: added.id, compareAt: null },
        '... on Variant { compareAt { amount } }',
      );
      expect(cleared).toMatchObject({ compareAt: null });
      const removed = await market.mutate(ada.as, 'removeVariant', { variantId: added.id }, wholeProduct);
      expect(removed).toMatchObject({ variants: [{ sku: 'V1' }], priceRange: { max: { amount: '10.00' } } });
    });

    it('keep one on sale, one currency and different SKUs, and are at most 100', async () => {
      const id = await market.product(ada, { variants: [variant('W1'), variant('W2')] });
      const { data } = await market.query('query ($id: ID!) { product(id: $id) { variants { id } } }', { id });
      const [one, two] = data['product'].variants;
      expect(
        await market.mutate(ada.as, 'updateVariant', { variantId: one.id, sku: 'W2' }, '... on SkuTaken { skus }'),
      ).toMatchObject({ skus: ['W2'] });
      expect(await market.mutate(ada.as, 'addVariant', { productId: id, variant: variant('W1') })).toMatchObject({
        code: 'SKU_TAKEN',
      });
      const dollars = { variantId: one.id, price: { amount: '1.00', currency: 'USD' } };
      expect(await market.failure(ada.as, 'updateVariant', dollars)).toEqual({
        code: 'BAD_USER_INPUT',
        field: 'price.currency',
      });
      await market.mutate(ada.as, 'removeVariant', { variantId: two.id });
      expect(await market.mutate(ada.as, 'removeVariant', { variantId: one.id })).toMatchObject({
        code: 'LAST_VARIANT',
      });
      expect(
        await market.mutate(ada.as, 'updateVariant', dollars, '... on Variant { price { currency } }'),
      ).toMatchObject({ price: { currency: 'USD' } });
      const full = await market.product(ada, {
        variants: Array.from({ length: 100 }, (_, index) => variant(`F${index}`)),
      });
      expect(
        await market.mutate(
          ada.as,
          'addVariant',
          { productId: full, variant: variant('F100') },
          '... on TooManyVariants { limit }',
        ),
      ).toMatchObject({ limit: 100 });
    });

    it('of another seller are not found', async () => {
      const id = await market.product(ada);
      const { data } = await market.query('query ($id: ID!) { product(id: $id) { variants { id } } }', { id });
      const variantId = data['product'].variants[0].id;
      expect(await market.failure(bob.as, 'updateVariant', { variantId, sku: 'STOLEN' })).toEqual({
        code: 'NOT_FOUND',
      });
      expect(await market.failure(bob.as, 'removeVariant', { variantId })).toEqual({ code: 'NOT_FOUND' });
      expect(await market.failure(bob.as, 'addVariant', { productId: id, variant: variant('STOLEN') })).toEqual({
        code: 'NOT_FOUND',
      });
    });
  });
});
