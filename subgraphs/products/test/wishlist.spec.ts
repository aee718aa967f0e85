import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import { customer, type Market, openMarket, type TestSeller } from './market.ts';

describe('a wishlist', () => {
  let market: Market;
  let ada: TestSeller;
  beforeAll(async () => {
    market = await openMarket();
    ada = await market.seller('Ada');
  });
  afterAll(() => market.close());

  const list = async (as = customer, args = 'first: 100') => {
    const text = `{ wishlist(${args}) { edges { cursor addedAt } nodes { id category { name } } pageInfo { hasNextPage endCursor } } }`;
    return market.statements(() => market.query(text, {}, { as }));
  };
  const ids = async (as = customer): Promise<string[]> =>
    (await list(as)).result.data['wishlist'].nodes.map(({ id }: { id: string }) => id);
  const failure = async (as: typeof customer, mutation: string, productId: string) => {
    const text = `mutation ($productId: ID!) { ${mutation}(input: { productId: $productId }) { __typename } }`;
    return (await market.query(text, { productId }, { as })).errors?.[0]?.extensions;
  };

  it('holds each product once, the newest first, for its owner alone', async () => {
    const [one, two] = [await market.product(ada), await market.product(ada)];
    for (const productId of [one, two, one]) {
      expect(await market.mutate(customer, 'addToWishlist', { productId }, '... on Product { id }')).toMatchObject({
        id: productId,
      });
    }
    expect(await ids()).toEqual([two, one]);
    expect(await ids(person('usr_other'))).toEqual([]);
    expect(
      await market.mutate(
        customer,
        'removeFromWishlist',
        { productId: two },
        '... on RemovedFromWishlist { productId }',
      ),
    ).toMatchObject({ productId: two });
    expect(await market.mutate(customer, 'removeFromWishlist', { productId: two })).toMatchObject({
      code: 'NOT_IN_WISHLIST',
    });
    expect(await ids()).toEqual([one]);
  });

  it('neither shows nor accepts products that are not on sale', async () => {
    const as = person('usr_hidden');
    const [sold, draft] = [await market.product(ada), await market.product(ada, {}, { publish: false })];
    await market.mutate(as, 'addToWishlist', { productId: sold });
    await market.mutate(ada.as, 'pauseProduct', { productId: sold });
    expect(await ids(as)).toEqual([]);
    for (const productId of [sold, draft, 'prd_nothing'])
      expect(await failure(as, 'addToWishlist', productId)).toEqual({ code: 'NOT_FOUND' });
    expect(await failure(ada.as, 'addToWishlist', draft)).toEqual({ code: 'NOT_FOUND' });
    await market.mutate(ada.as, 'publishProduct', { productId: sold });
    expect(await ids(as)).toEqual([sold]);
  });

  it('takes as many statements for a small page as for a large one', async () => {
    const as = person('usr_pages');
    for (let index = 0; index < 12; index += 1) {
      await market.mutate(as, 'addToWishlist', { productId: await market.product(ada) });
    }
    const first = await list(as, 'first: 5');
    const { endCursor } = first.result.data['wishlist'].pageInfo;
    const rest = await list(as, `first: 10, after: "${endCursor}"`);
    const together = [...first.result.data['wishlist'].nodes, ...rest.result.data['wishlist'].nodes];
    expect(together.map(({ id }: { id: string }) => id)).toEqual(await ids(as));
    expect([first.count, rest.count]).toEqual([1, 1]);
    const { errors } = await market.query('{ wishlist(after: "x") { nodes { id } } }', {}, { as });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  it('has at most 500 products', async () => {
    const as = person('usr_full');
    const productId = await market.product(ada);
    await market.pool.query(
      `WITH made AS (
         INSERT INTO product (id, slug, seller_id, title, description, type, condition, status, tags, newest_at, created_at, updated_at)
         SELECT 'prd_' || g, 'full-' || g, 's', 'Full', '', 'NFT', 'NEW', 'DRAFT', '{}', now(), now(), now() FROM generate_series(1, 500) g RETURNING id
       ) INSERT INTO wish (user_id, product_id, added_at) SELECT 'usr_full', id, now() FROM made`,
    );
    expect(await market.mutate(as, 'addToWishlist', { productId }, '... on WishlistFull { limit }')).toMatchObject({
      code: 'WISHLIST_FULL',
      limit: 500,
    });
  });

  it('requires a signed-in user', async () => {
    const { errors } = await market.query('{ wishlist { nodes { id } } }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });
});
