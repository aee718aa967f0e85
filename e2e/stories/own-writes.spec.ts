import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { deliver, deliveryOf, pack } from '../harness/fulfilling.ts';
import { becomeSeller } from '../harness/people.ts';
import { sellSomething, someCategory } from '../harness/selling.ts';

const refused = '... on UserError { __typename code message }';

/** Nothing here waits or tries again: each step relies on the one before it. */
describe('a client reads its own writes', () => {
  const visitor = client();
  let seller: Client;
  let sellerId: string;
  let categoryId: string;

  beforeAll(async () => {
    ({ seller, sellerId } = await becomeSeller('noor', visitor));
    categoryId = await someCategory(visitor);
  });

  const find = async (word: string): Promise<{ id: string }[]> => {
    const { products } = await visitor.data(
      `query($filter: ProductFilter!) { products(filter: $filter) { nodes { id } } }`,
      { filter: { search: word, inStock: true } },
    );
    return products.nodes;
  };

  it.each([1, 2, 3, 4, 5])('an approved seller sells, and what was received is in stock (%s)', async () => {
    const word = `jua${v7().slice(-10)}`;
    const productId = await sellSomething(seller, { title: `Lamp ${word}`, tags: ['lamp'], categoryId });
    expect(await find(word)).toEqual([]);
    const { product } = await visitor.data(`query($id: ID!) { product(id: $id) { variants { id } } }`, {
      id: productId,
    });
    const [{ id: variantId }] = product.variants;
    await buying.receiveStock(seller, variantId, 3);
    expect(await find(word)).toEqual([{ id: productId }]);
    expect(await buying.available(visitor, productId)).toEqual([3, 0]);
    expect(await buying.fillCart(visitor, [[variantId, 2]])).not.toBeNull();
  });

  it('an order shows what was packed, dispatched and delivered', async () => {
    const goods = await buying.putOnSale(seller, 'noor', 'PHYSICAL');
    await buying.receiveStock(seller, goods.small, 2);
    const bought = await buying.buy([[goods.small, 1]]);
    const [id] = bought.orders as [string];
    const status = async (): Promise<string> => {
      const { order } = await bought.buyer.data(`query($id: ID!) { order(id: $id) { status } }`, { id });
      return order.status;
    };
    const [warehouse, courier] = [await signedInAs('warehouse@example.com'), await signedInAs('courier@example.com')];
    await pack(warehouse, id);
    expect(await status()).toBe('PACKAGED');
    const deliveryId = await deliveryOf(courier, id);
    await deliver(courier, 'startDelivery', { deliveryId });
    expect(await status()).toBe('IN_DELIVERY');
    await deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed: A. Otieno' });
    expect(await status()).toBe('FULFILLED');
  });

  it('a suspended seller sells nothing, at once', async () => {
    const support = await signedInAs('admin@example.com');
    const { suspendSeller } = await support.data(
      `mutation($input: SuspendSellerInput!) { suspendSeller(input: $input) { ... on Seller { status } ${refused} } }`,
      { input: { sellerId, reason: 'Reported twice.' } },
    );
    expect(suspendSeller.status).toBe('SUSPENDED');
    const { data, errors } = await seller.ask(
      `mutation($input: CreateProductInput!) { createProduct(input: $input) { __typename } }`,
      {
        input: {
          title: 'Lamp',
          description: 'A lamp.',
          type: 'DIGITAL',
          condition: 'NEW',
          categoryId,
          tags: [],
          variants: [],
        },
      },
    );
    expect(data?.createProduct?.__typename ?? errors?.[0]?.extensions.code).toMatch(
      /SellerNotActive|FORBIDDEN|UNAUTHENTICATED/,
    );
  });
});
