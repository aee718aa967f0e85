import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@soko/auth';
import { admin, customer as buyer, type Market, openMarket, type TestSeller } from './market.ts';

const selection = '... on Product { acceptsOffers minimumOfferBasisPoints }';

describe('the offer terms of a product', () => {
  let market: Market;
  let ada: TestSeller;
  beforeAll(async () => {
    market = await openMarket();
    ada = await market.seller('Ada');
  });
  afterAll(() => market.close());

  const set = (as: Parameters<Market['mutate']>[0], input: object) =>
    market.mutate(as, 'setOfferTerms', input, selection);

  it('are closed until the seller opens them, and buyers do not see the minimum', async () => {
    const productId = await market.product(ada);
    const read = async (as: TestSeller['as']) => {
      const text = `query ($id: ID!) { product(id: $id) { acceptsOffers minimumOfferBasisPoints } }`;
      return (await market.query(text, { id: productId }, { as })).data['product'];
    };
    const closed = { acceptsOffers: false, minimumOfferBasisPoints: null };
    expect(await read(buyer)).toEqual(closed);
    const terms = { acceptsOffers: true, minimumOfferBasisPoints: 8_000 };
    expect(await set(ada.as, { productId, ...terms })).toMatchObject(terms);
    expect(await read(ada.as)).toEqual(terms);
    expect(await read(buyer)).toEqual({ acceptsOffers: true, minimumOfferBasisPoints: null });
    const { rows } = await market.pool.query<{ id: string }>('SELECT id FROM variant WHERE product_id = $1', [
      productId,
    ]);
    const facts = await market.query(
      'query ($ids: [ID!]!) { variantFacts(ids: $ids) { acceptsOffers minimumOfferBasisPoints } }',
      { ids: [rows[0]!.id] },
      { identity: serviceIdentity('orders', 'cor_spec') },
    );
    expect(facts.data['variantFacts']).toEqual([terms]);
    expect(await set(ada.as, { productId, acceptsOffers: false })).toMatchObject(closed);
  });

  it('are set by those who manage the product alone, within bounds', async () => {
    const productId = await market.product(ada);
    const bob = await market.seller('Bob');
    const input = { productId, acceptsOffers: true };
    for (const as of [bob.as, buyer]) {
      const { errors } = await market.query(
        'mutation ($input: SetOfferTermsInput!) { setOfferTerms(input: $input) { __typename } }',
        { input },
        { as },
      );
      expect(errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
    }
    for (const minimumOfferBasisPoints of [0, 10_000]) {
      const { errors } = await market.query(
        'mutation ($input: SetOfferTermsInput!) { setOfferTerms(input: $input) { __typename } }',
        { input: { ...input, minimumOfferBasisPoints } },
        { as: ada.as },
      );
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'minimumOfferBasisPoints' });
    }
    expect(await set(admin, input)).toMatchObject({ acceptsOffers: true });
  });

  it('of a whole page of products cost one statement more', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => market.product(ada)));
    for (const productId of ids) await set(ada.as, { productId, acceptsOffers: true });
    const list = (fields: string) =>
      market.statements(() => market.query(`{ products(first: 4) { nodes { id ${fields} } } }`, {}, { as: buyer }));
    const [plain, more] = [await list('title'), await list('title acceptsOffers')];
    expect(more.count).toBe(plain.count + 1);
    const found = more.result.data['products'].nodes as { acceptsOffers: boolean }[];
    expect(found.every(({ acceptsOffers }) => acceptsOffers)).toBe(true);
  });
});
