import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customer, type Market, openTwoSellers, support, type TestSeller, variant, wholeProduct } from './market.ts';

describe('selling', () => {
  let market: Market;
  let ada: TestSeller;
  let bob: TestSeller;
  beforeAll(async () => {
    ({ market, ada, bob } = await openTwoSellers());
  });
  afterAll(() => market.close());

  describe('creating a product', () => {
    it('creates a draft of the viewer with a readable slug, and publishes an event', async () => {
      const categoryId = await market.category('Lamps');
      const made = await market.mutate(
        ada.as,
        'createProduct',
        {
          title: '  Crème lámp, 2× ',
          description: 'It glows.',
          type: 'PHYSICAL',
          condition: 'GOOD',
          categoryId,
          tags: ['Oak', 'oak', 'Light'],
          variants: [
            { ...variant('L-1', '49.90'), compareAt: { amount: '59.90', currency: 'EUR' } },
            { ...variant('L-2', '39.90'), options: [{ name: 'Size', value: 'S' }] },
          ],
        },
        wholeProduct,
      );
      expect(made).toMatchObject({
        __typename: 'Product',
        slug: 'creme-lamp-2',
        title: 'Crème lámp, 2×',
        status: 'DRAFT',
        version: 1,
        category: { id: categoryId },
        seller: { id: ada.id },
        tags: ['oak', 'light'],
        priceRange: { min: { amount: '39.90', currency: 'EUR' }, max: { amount: '49.90' } },
        variants: [
          { sku: 'L-1', price: { amount: '49.90', currency: 'EUR' }, compareAt: { amount: '59.90' } },
          { sku: 'L-2', compareAt: null },
        ],
        history: [{ from: null, to: 'DRAFT', reason: null }],
      });
      const [event] = (await market.told('products.product.created')).filter(({ subject }) => subject === made.id);
      expect(event).toMatchObject({
        sequence: 1,
        actor: { kind: 'user', id: ada.as.kind === 'user' ? ada.as.id : '' },
        data: {
          product: {
            slug: 'creme-lamp-2',
            sellerId: ada.id,
            variants: [{ price: { amountMinor: '4990', currency: 'EUR' } }, {}],
          },
        },
      });
    });

    it('gives a second product with the same title another slug', async () => {
      const [one, other] = [await market.product(ada, { title: 'Twin' }), await market.product(bob, { title: 'Twin' })];
      const { data } = await market.query(
        'query ($one: ID!, $other: ID!) { a: product(id: $one) { slug } b: product(id: $other) { slug } }',
        { one, other },
      );
      expect(data['a'].slug).toBe('twin');
      expect(data['b'].slug).toBe(`twin-${other.slice(-8)}`);
    });

    it('is refused to viewers who are not active sellers', async () => {
      const input = { title: 'Lamp', type: 'DIGITAL' };
      expect(
        await market.mutate(customer, 'createProduct', input, '... on SellerNotActive { sellerStatus }'),
      ).toMatchObject({
        code: 'SELLER_NOT_ACTIVE',
        sellerStatus: null,
      });
      const applicant = await market.seller('Eve', 'APPLIED');
      expect(
        await market.mutate(applicant.as, 'createProduct', input, '... on SellerNotActive { sellerStatus }'),
      ).toMatchObject({
        sellerStatus: 'APPLIED',
      });
      expect(await market.failure({ kind: 'anonymous' }, 'createProduct', input)).toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    });

    it.each([
      ['a title of two characters', { title: 'ab' }, 'title'],
      ['a title of 129 characters', { title: 'x'.repeat(129) }, 'title'],
      ['a control character', { title: 'Lamp\u0000' }, 'title'],
      ['an unknown category', { categoryId: 'cat_nothing' }, 'categoryId'],
      ['a price of nothing', { variants: [variant('x', '0.00')] }, 'variants.0.price.amount'],
      ['a price with a third digit', { variants: [variant('x', '1.005')] }, 'variants.0.price.amount'],
      ['two currencies', { variants: [variant('x'), variant('y', '1.00', 'USD')] }, 'variants.1.price.currency'],
      ['one SKU twice', { variants: [variant('x'), variant('x')] }, 'variants.1.sku'],
      [
        'a package without width',
        { variants: [{ ...variant('x'), package: { lengthMm: 1, widthMm: 0, heightMm: 1, weightG: 1 } }] },
        'variants.0.package.widthMm',
      ],
      [
        'a reduction upwards',
        { variants: [{ ...variant('x'), compareAt: { amount: '12.50', currency: 'EUR' } }] },
        'variants.0.compareAt.amount',
      ],
      ['101 variants', { variants: Array.from({ length: 101 }, (_, index) => variant(`x${index}`)) }, 'variants'],
    ])('is refused with %s', async (_, wrong, field) => {
      const input = { title: 'Oak lamp', type: 'PHYSICAL', ...wrong };
      expect(await market.failure(ada.as, 'createProduct', input)).toEqual({ code: 'BAD_USER_INPUT', field });
    });

    it('is refused with a SKU of the same seller, and allowed with one of another seller', async () => {
      await market.product(ada, { variants: [variant('MINE')] });
      const input = { title: 'Oak lamp', type: 'PHYSICAL', variants: [variant('MINE'), variant('NEW')] };
      expect(await market.mutate(ada.as, 'createProduct', input, '... on SkuTaken { skus }')).toMatchObject({
        code: 'SKU_TAKEN',
        skus: ['MINE'],
      });
      expect(await market.mutate(bob.as, 'createProduct', input)).toMatchObject({ __typename: 'Product' });
    });

    it('in a store is allowed to its administrators and members', async () => {
      const input = { title: 'Store lamp', type: 'DIGITAL', storeId: 'sto_1' };
      expect(await market.mutate(ada.as, 'createProduct', input)).toMatchObject({ code: 'NOT_STORE_MEMBER' });
      await market.member('sto_1', ada.as.kind === 'user' ? ada.as.id : '', 'MEMBER');
      expect(await market.mutate(ada.as, 'createProduct', input, '... on Product { store { id } }')).toMatchObject({
        store: { id: 'sto_1' },
      });
    });
  });

  describe('going on sale', () => {
    it('is refused to an incomplete product, with the missing requirements', async () => {
      const bare = await market.mutate(ada.as, 'createProduct', { title: 'Bare', type: 'PHYSICAL' }, wholeProduct);
      expect(
        await market.mutate(ada.as, 'publishProduct', { productId: bare.id }, '... on ProductIncomplete { missing }'),
      ).toMatchObject({
        code: 'PRODUCT_INCOMPLETE',
        missing: ['CATEGORY', 'VARIANT'],
      });
      const categoryId = await market.category('Parcels');
      const unpacked = await market.product(
        ada,
        { categoryId, variants: [{ ...variant('U'), package: null }] },
        { publish: false },
      );
      expect(
        await market.mutate(ada.as, 'publishProduct', { productId: unpacked }, '... on ProductIncomplete { missing }'),
      ).toMatchObject({
        missing: ['PACKAGE'],
      });
    });

    it('goes DRAFT → ACTIVE → PAUSED → ACTIVE → ARCHIVED, with one event and one history entry each', async () => {
      const id = await market.product(ada, {}, { publish: false });
      expect(await market.change(ada, 'publishProduct', id)).toMatchObject({ status: 'ACTIVE', version: 2 });
      expect(await market.change(ada, 'pauseProduct', id)).toMatchObject({ status: 'PAUSED' });
      expect(await market.change(ada, 'publishProduct', id)).toMatchObject({ status: 'ACTIVE' });
      const last = await market.change(ada, 'archiveProduct', id);
      expect(last).toMatchObject({ status: 'ARCHIVED', version: 5 });
      expect(last.history.map(({ from, to }: { from: string; to: string }) => `${from}-${to}`)).toEqual([
        'null-DRAFT',
        'DRAFT-ACTIVE',
        'ACTIVE-PAUSED',
        'PAUSED-ACTIVE',
        'ACTIVE-ARCHIVED',
      ]);
      expect(await market.eventTypesOf(id)).toEqual([
        'products.product.created',
        'products.product.published',
        'products.product.paused',
        'products.product.published',
        'products.product.archived',
      ]);
    });

    it('is blocked and unblocked only by support, with a reason for the seller', async () => {
      const id = await market.product(ada);
      expect(await market.failure(ada.as, 'blockProduct', { productId: id, reason: 'Mine' })).toEqual({
        code: 'FORBIDDEN',
      });
      const blocked = await market.mutate(
        support,
        'blockProduct',
        { productId: id, reason: 'Counterfeit' },
        '... on Product { status }',
      );
      expect(blocked).toMatchObject({ status: 'BLOCKED' });
      expect(await market.change(ada, 'publishProduct', id)).toMatchObject({ code: 'WRONG_PRODUCT_STATUS' });
      const { data } = await market.query(
        'query ($id: ID!) { product(id: $id) { status history { to reason } } }',
        { id },
        { as: ada.as },
      );
      expect(data['product'].history.at(-1)).toEqual({ to: 'BLOCKED', reason: 'Counterfeit' });
      expect(
        await market.mutate(support, 'unblockProduct', { productId: id }, '... on Product { status }'),
      ).toMatchObject({ status: 'ACTIVE' });
      expect((await market.eventTypesOf(id)).slice(-2)).toEqual([
        'products.product.blocked',
        'products.product.unblocked',
      ]);
    });

    it('returns from a block to the status before it', async () => {
      const draft = await market.product(ada, {}, { publish: false });
      const paused = await market.product(ada);
      await market.change(ada, 'pauseProduct', paused);
      for (const [id, status] of [
        [draft, 'DRAFT'],
        [paused, 'PAUSED'],
      ] as const) {
        await market.mutate(support, 'blockProduct', { productId: id, reason: 'Looked wrong' });
        expect(
          await market.mutate(support, 'unblockProduct', { productId: id }, '... on Product { status publishedAt }'),
        ).toMatchObject({ status });
        const { data } = await market.query('query ($id: ID!) { product(id: $id) { id } }', { id });
        expect(data['product']).toBeNull();
        expect((await market.eventsOf(id)).at(-1)?.data).toMatchObject({ from: 'BLOCKED', to: status });
      }
    });

    it.each([
      ['publishProduct', 'ACTIVE'],
      ['publishProduct', 'BLOCKED'],
      ['publishProduct', 'ARCHIVED'],
      ['pauseProduct', 'DRAFT'],
      ['pauseProduct', 'PAUSED'],
      ['pauseProduct', 'BLOCKED'],
      ['pauseProduct', 'ARCHIVED'],
      ['archiveProduct', 'ARCHIVED'],
      ['updateProduct', 'ARCHIVED'],
    ])('refuses %s for status %s', async (mutation, status) => {
      const id = await market.product(ada, {}, { publish: status !== 'DRAFT' });
      if (status === 'PAUSED') await market.change(ada, 'pauseProduct', id);
      if (status === 'ARCHIVED') await market.change(ada, 'archiveProduct', id);
      if (status === 'BLOCKED') await market.mutate(support, 'blockProduct', { productId: id, reason: 'Because' });
      const more = mutation === 'updateProduct' ? { title: 'Another' } : {};
      const refused = await market.mutate(
        ada.as,
        mutation,
        { productId: id, ...more },
        '... on WrongProductStatus { status allowed }',
      );
      expect(refused).toMatchObject({ __typename: 'WrongProductStatus', status });
      expect(refused.allowed).not.toContain(status);
    });

    it('refuses to unblock a product that is not blocked, and to block an archived one', async () => {
      const id = await market.product(ada);
      expect(await market.mutate(support, 'unblockProduct', { productId: id })).toMatchObject({
        code: 'WRONG_PRODUCT_STATUS',
      });
      await market.change(ada, 'archiveProduct', id);
      expect(await market.mutate(support, 'blockProduct', { productId: id, reason: 'Late' })).toMatchObject({
        code: 'WRONG_PRODUCT_STATUS',
      });
    });
  });
});
