import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { admin, customer, type Market, openMarket, support, type TestSeller, variant } from './market.ts';

const whole = `... on Product { id slug title status version category { id } seller { id } tags
  priceRange { min { amount currency } max { amount } } variants { id sku price { amount currency } compareAt { amount } } publishedAt
  history { from to by reason } }`;

describe('selling', () => {
  let market: Market;
  let ada: TestSeller;
  let bob: TestSeller;
  beforeAll(async () => {
    market = await openMarket();
    [ada, bob] = [await market.seller('Ada'), await market.seller('Bob')];
  }, 60_000);
  afterAll(() => market.close());

  const change = (seller: TestSeller, mutation: string, productId: string, more: object = {}) =>
    market.mutate(seller.as, mutation, { productId, ...more }, whole);
  const failure = async (as: TestSeller['as'], mutation: string, input: object) => {
    const name = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const text = `mutation Test($input: ${name}!) { ${mutation}(input: $input) { __typename } }`;
    const { errors } = await market.query(text, { input }, { as });
    return errors?.[0]?.extensions;
  };
  const told = async (productId: string): Promise<string[]> =>
    (await market.told()).filter(({ subject }) => subject === productId).map(({ type }) => type);

  describe('writing a product', () => {
    it('makes a draft of the viewer with a readable slug, and tells it', async () => {
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
        whole,
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

    it('gives a second product of the same title another slug', async () => {
      const [one, other] = [await market.product(ada, { title: 'Twin' }), await market.product(bob, { title: 'Twin' })];
      const { data } = await market.query(
        'query ($one: ID!, $other: ID!) { a: product(id: $one) { slug } b: product(id: $other) { slug } }',
        { one, other },
      );
      expect(data['a'].slug).toBe('twin');
      expect(data['b'].slug).toBe(`twin-${other.slice(-8)}`);
    });

    it('is refused to whoever is not an active seller', async () => {
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
      expect(await failure({ kind: 'anonymous' }, 'createProduct', input)).toMatchObject({ code: 'UNAUTHENTICATED' });
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
    ])('is not done with %s', async (_, wrong, field) => {
      const input = { title: 'Oak lamp', type: 'PHYSICAL', ...wrong };
      expect(await failure(ada.as, 'createProduct', input)).toEqual({ code: 'BAD_USER_INPUT', field });
    });

    it('is refused with a SKU the seller uses already, and allowed with another seller’s', async () => {
      await market.product(ada, { variants: [variant('MINE')] });
      const input = { title: 'Oak lamp', type: 'PHYSICAL', variants: [variant('MINE'), variant('NEW')] };
      expect(await market.mutate(ada.as, 'createProduct', input, '... on SkuTaken { skus }')).toMatchObject({
        code: 'SKU_TAKEN',
        skus: ['MINE'],
      });
      expect(await market.mutate(bob.as, 'createProduct', input)).toMatchObject({ __typename: 'Product' });
    });

    it('in a store is for its administrators and members', async () => {
      const input = { title: 'Store lamp', type: 'DIGITAL', storeId: 'sto_1' };
      expect(await market.mutate(ada.as, 'createProduct', input)).toMatchObject({ code: 'NOT_STORE_MEMBER' });
      await market.member('sto_1', ada.as.kind === 'user' ? ada.as.id : '', 'MEMBER');
      expect(await market.mutate(ada.as, 'createProduct', input, '... on Product { store { id } }')).toMatchObject({
        store: { id: 'sto_1' },
      });
    });
  });

  describe('going on sale', () => {
    it('is refused to what is incomplete, and says what is missing', async () => {
      const bare = await market.mutate(ada.as, 'createProduct', { title: 'Bare', type: 'PHYSICAL' }, whole);
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

    it('goes DRAFT → ACTIVE → PAUSED → ACTIVE → ARCHIVED, each told once and written down', async () => {
      const id = await market.product(ada, {}, { publish: false });
      expect(await change(ada, 'publishProduct', id)).toMatchObject({ status: 'ACTIVE', version: 2 });
      expect(await change(ada, 'pauseProduct', id)).toMatchObject({ status: 'PAUSED' });
      expect(await change(ada, 'publishProduct', id)).toMatchObject({ status: 'ACTIVE' });
      const last = await change(ada, 'archiveProduct', id);
      expect(last).toMatchObject({ status: 'ARCHIVED', version: 5 });
      expect(last.history.map(({ from, to }: { from: string; to: string }) => `${from}-${to}`)).toEqual([
        'null-DRAFT',
        'DRAFT-ACTIVE',
        'ACTIVE-PAUSED',
        'PAUSED-ACTIVE',
        'ACTIVE-ARCHIVED',
      ]);
      expect(await told(id)).toEqual([
        'products.product.created',
        'products.product.published',
        'products.product.paused',
        'products.product.published',
        'products.product.archived',
      ]);
    });

    it('is blocked and unblocked by support alone, with a reason for the seller', async () => {
      const id = await market.product(ada);
      expect(await failure(ada.as, 'blockProduct', { productId: id, reason: 'Mine' })).toEqual({ code: 'FORBIDDEN' });
      const blocked = await market.mutate(
        support,
        'blockProduct',
        { productId: id, reason: 'Counterfeit' },
        '... on Product { status }',
      );
      expect(blocked).toMatchObject({ status: 'BLOCKED' });
      expect(await change(ada, 'publishProduct', id)).toMatchObject({ code: 'WRONG_PRODUCT_STATUS' });
      const { data } = await market.query(
        'query ($id: ID!) { product(id: $id) { status history { to reason } } }',
        { id },
        { as: ada.as },
      );
      expect(data['product'].history.at(-1)).toEqual({ to: 'BLOCKED', reason: 'Counterfeit' });
      expect(
        await market.mutate(support, 'unblockProduct', { productId: id }, '... on Product { status }'),
      ).toMatchObject({ status: 'ACTIVE' });
      expect((await told(id)).slice(-2)).toEqual(['products.product.blocked', 'products.product.unblocked']);
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
    ])('refuses %s to what is %s', async (mutation, status) => {
      const id = await market.product(ada, {}, { publish: status !== 'DRAFT' });
      if (status === 'PAUSED') await change(ada, 'pauseProduct', id);
      if (status === 'ARCHIVED') await change(ada, 'archiveProduct', id);
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

    it('refuses to unblock what is not blocked, and to block what is archived', async () => {
      const id = await market.product(ada);
      expect(await market.mutate(support, 'unblockProduct', { productId: id })).toMatchObject({
        code: 'WRONG_PRODUCT_STATUS',
      });
      await change(ada, 'archiveProduct', id);
      expect(await market.mutate(support, 'blockProduct', { productId: id, reason: 'Late' })).toMatchObject({
        code: 'WRONG_PRODUCT_STATUS',
      });
    });
  });

  describe('changing a product', () => {
    it('tells old, new and what changed, and once more for each price', async () => {
      const id = await market.product(ada, { title: 'Old name' });
      await change(ada, 'updateProduct', id, { title: 'New name', description: 'Longer' });
      const { variants } = await change(ada, 'updateProduct', id, { condition: 'FAIR' });
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

    it('that changes nothing saves and tells nothing', async () => {
      const id = await market.product(ada, { title: 'Same' });
      expect(await change(ada, 'updateProduct', id, { title: 'Same' })).toMatchObject({ version: 2 });
      expect(await told(id)).toHaveLength(2);
    });

    it('somebody else’s answers as if it did not exist, whether it is on sale or not', async () => {
      const [draft, onSale] = [await market.product(ada, {}, { publish: false }), await market.product(ada)];
      const missing = 'prd_01a1fd2f-2d56-76b1-ad7a-a28e0422cc32';
      for (const productId of [draft, onSale, missing, 'nonsense']) {
        for (const mutation of ['publishProduct', 'pauseProduct', 'archiveProduct']) {
          expect(await failure(bob.as, mutation, { productId })).toEqual({ code: 'NOT_FOUND' });
        }
        expect(await failure(bob.as, 'updateProduct', { productId, title: 'Mine now' })).toEqual({ code: 'NOT_FOUND' });
        expect(await failure(support, 'updateProduct', { productId, title: 'Mine now' })).toEqual({
          code: 'NOT_FOUND',
        });
      }
    });

    it('is open to administrators and to members of the store', async () => {
      const id = await market.product(ada);
      expect(await market.mutate(admin, 'updateProduct', { productId: id, title: 'By admin' }, whole)).toMatchObject({
        title: 'By admin',
      });
      await market.member('sto_2', ada.as.kind === 'user' ? ada.as.id : '', 'ADMIN');
      await market.member('sto_2', bob.as.kind === 'user' ? bob.as.id : '', 'MEMBER');
      const shared = await market.product(ada, { storeId: 'sto_2' });
      expect(await change(bob, 'updateProduct', shared, { title: 'By member' })).toMatchObject({
        title: 'By member',
        seller: { id: ada.id },
      });
    });

    it('with an outdated version is a CONFLICT, and of two at once only one gets through', async () => {
      const id = await market.product(ada);
      await change(ada, 'updateProduct', id, { title: 'Second', expectedVersion: 2 });
      expect(await failure(ada.as, 'updateProduct', { productId: id, title: 'Third', expectedVersion: 2 })).toEqual({
        code: 'CONFLICT',
        field: 'expectedVersion',
      });
      const racing = Array.from({ length: 8 }, (_, index) =>
        failure(ada.as, 'updateProduct', { productId: id, title: `Racer ${index}`, expectedVersion: 3 }),
      );
      const outcomes = await Promise.all(racing);
      expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
      expect(new Set(outcomes.map((outcome) => outcome?.['code']))).toEqual(new Set([undefined, 'CONFLICT']));
      expect((await told(id)).filter((type) => type.endsWith('updated'))).toHaveLength(2);
    });

    it('refuses null where there has to be something', async () => {
      const id = await market.product(ada);
      expect(await failure(ada.as, 'updateProduct', { productId: id, title: null })).toEqual({
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
      const removed = await market.mutate(ada.as, 'removeVariant', { variantId: added.id }, whole);
      expect(removed).toMatchObject({ variants: [{ sku: 'V1' }], priceRange: { max: { amount: '10.00' } } });
    });

    it('keep one on sale, their currency, their SKUs apart, and are at most 100', async () => {
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
      expect(await failure(ada.as, 'updateVariant', dollars)).toEqual({
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

    it('of somebody else are not found', async () => {
      const id = await market.product(ada);
      const { data } = await market.query('query ($id: ID!) { product(id: $id) { variants { id } } }', { id });
      const variantId = data['product'].variants[0].id;
      expect(await failure(bob.as, 'updateVariant', { variantId, sku: 'STOLEN' })).toEqual({ code: 'NOT_FOUND' });
      expect(await failure(bob.as, 'removeVariant', { variantId })).toEqual({ code: 'NOT_FOUND' });
      expect(await failure(bob.as, 'addVariant', { productId: id, variant: variant('STOLEN') })).toEqual({
        code: 'NOT_FOUND',
      });
    });
  });
});
