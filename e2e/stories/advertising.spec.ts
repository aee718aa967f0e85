import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { fillCart, goodsOnSale, placeOrder, putOnSale, quote, receiveStock } from '../harness/buying.ts';
import { type Client, client } from '../harness/client.ts';
import { becomeSeller, mailed, newAddress, signUp } from '../harness/people.ts';

const refused = '... on UserError { __typename code message }';

const eur = (amount: string) => ({ amount, currency: 'EUR' });

const advertOf = async (seller: Client, id: string) => {
  const { advert } = await seller.data(
    `query ($id: ID!) { advert(id: $id) {
       status spent { amount } impressions clicks freeClicks ordersWon report { clicks spent { amount } } } }`,
    { id },
  );
  return advert;
};

async function startAdvert(seller: Client, input: object): Promise<string> {
  const { createAdvert } = await seller.data(
    `mutation ($input: CreateAdvertInput!) { createAdvert(input: $input) { ... on Advert { id } ${refused} } }`,
    { input: { ...input, idempotencyKey: `advert-${v7()}` } },
  );
  const { startAdvert: started } = await seller.data(
    `mutation ($input: StartAdvertInput!) { startAdvert(input: $input) { ... on Advert { id status } ${refused} } }`,
    { input: { advertId: createAdvert.id } },
  );
  expect(started).toEqual({ id: createAdvert.id, status: 'RUNNING' });
  return createAdvert.id;
}

/** The sponsored products among the results of a search. */
const sponsoredIn = async (visitor: Client, search: string) => {
  const { products } = await visitor.data(
    `query ($search: String!) { products(first: 5, filter: { search: $search }) {
       edges { sponsored { advertId token } node { id title } } nodes { id } } }`,
    { search },
  );
  return products.edges.filter(({ sponsored }: { sponsored: object | null }) => sponsored !== null);
};

const click = async (visitor: Client, token: string) => {
  const { recordAdvertClick } = await visitor.data(
    `mutation ($input: RecordAdvertClickInput!) { recordAdvertClick(input: $input) { ... on AdvertClickRecorded { advertId } ${refused} } }`,
    { input: { token } },
  );
  return recordAdvertClick;
};

describe('advertising', () => {
  it('shows a product in a search, is paid by the click from the balance, and counts the order it won', async () => {
    const { seller, sellerId, email } = await becomeSeller('advertiser', client());
    const { productId, small } = await putOnSale(seller, 'advertiser', 'PHYSICAL');
    await receiveStock(seller, small, 5);
    const rival = await goodsOnSale('rival', 5);
    const { product } = await seller.data('query ($id: ID!) { product(id: $id) { title } }', { id: rival.productId });
    // The search finds the other seller's stool alone.
    const search = String(product.title).split(' ').at(-1)!;
    const advertId = await startAdvert(seller, {
      productId,
      placements: ['SEARCH'],
      keywords: [search],
      costPerClick: eur('0.40'),
      totalBudget: eur('0.90'),
    });
    const buyer = await signUp(newAddress('clicker'));
    const seen = (visitor: Client) =>
      until('the advert is shown', async () => {
        const [edge] = await sponsoredIn(visitor, search);
        return edge ?? null;
      });
    expect(await seen(buyer)).toMatchObject({ node: { id: productId }, sponsored: { advertId } });
    const token = async (visitor: Client): Promise<string> => (await seen(visitor)).sponsored.token;
    const first = await token(buyer);
    for (const visitor of [buyer, buyer, seller]) expect(await click(visitor, first)).toEqual({ advertId });
    await fillCart(buyer, [[small, 1]]);
    await placeOrder(buyer, (await quote(buyer, null)).id);
    await until('the order is won', async () => (await advertOf(seller, advertId)).ordersWon === 1);
    const second = await signUp(newAddress('clicker'));
    await click(second, await token(second));
    expect(await advertOf(seller, advertId)).toMatchObject({
      status: 'EXHAUSTED',
      spent: { amount: '0.80' },
      clicks: 2,
      freeClicks: 2,
      report: [{ clicks: 2, spent: { amount: '0.80' } }],
    });
    await until('it is not shown any more', async () => (await sponsoredIn(buyer, search)).length === 0);
    await until('the clicks leave the balance', async () => {
      const { seller: own } = await seller.data(
        'query ($id: ID!) { seller(id: $id) { balance { currency available { amount } } } }',
        { id: sellerId },
      );
      return own.balance.some(({ available }: { available: { amount: string } }) => available.amount === '-0.80');
    });
    await mailed(client(), email, /(has spent its budget)/, 'advert-exhausted');
    await until('the impressions are counted', async () => (await advertOf(seller, advertId)).impressions >= 2);
    const { advert } = await buyer.data('query ($id: ID!) { advert(id: $id) { id } }', { id: advertId });
    expect(advert).toBeNull();
  });
});
