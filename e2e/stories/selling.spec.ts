import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { becomeSeller } from '../harness/people.ts';
import { sellSomething, someCategory } from '../harness/selling.ts';

/** The types of all events under the story's correlation id, once `type` is among them. */
const eventsOf = async (admin: Client, correlationId: string, type: string): Promise<string[]> =>
  until(`${type} among the events of ${correlationId}`, async () => {
    const { events } = await admin.data(
      `query($correlationId: String!) { events(first: 100, filter: { correlationId: $correlationId }) { nodes { type } } }`,
      { correlationId },
    );
    const types = events.nodes.map((event: { type: string }) => event.type);
    return types.includes(type) ? types : null;
  });

describe('a stranger becomes a seller', () => {
  it('signs up, is approved, sells a product that is found by search, and every event is on record', async () => {
    const visitor = client();
    const { seller, sellerId } = await becomeSeller('mara', visitor);
    const word = `zuri${v7().slice(-10)}`;
    const id = await sellSomething(seller, {
      title: `Basket ${word}`,
      tags: ['handmade', 'basket'],
      categoryId: await someCategory(visitor),
    });

    const { products } = await visitor.data(
      `query($search: String!) { products(filter: { search: $search }) {
         nodes { id title seller { id displayName } priceRange { min { amount currency } max { amount } } media { url width height alt } variants { sku } }
         facets { name values { value count } } } }`,
      { search: word },
    );
    expect(products.nodes).toEqual([
      expect.objectContaining({
        id,
        seller: { id: sellerId, displayName: 'mara & Co' },
        priceRange: { min: { amount: '19.90', currency: 'EUR' }, max: { amount: '29.90' } },
        media: [expect.objectContaining({ width: 64, height: 48, alt: 'From the front' })],
      }),
    ]);
    const facet = (name: string) => products.facets.find((each: { name: string }) => each.name === name).values;
    expect(facet('seller')).toEqual([expect.objectContaining({ value: sellerId, count: 1 })]);
    expect(facet('condition')).toEqual([expect.objectContaining({ value: 'NEW', count: 1 })]);
    expect(facet('tags')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ value: 'basket', count: 1 }),
        expect.objectContaining({ value: 'handmade', count: 1 }),
      ]),
    );

    const picture = await fetch(products.nodes[0].media[0].url);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);

    const admin = await signedInAs('admin@example.com');
    const types = await eventsOf(admin, visitor.correlationId, 'products.product.published');
    expect(types).toEqual(
      expect.arrayContaining([
        'users.user.registered',
        'users.otp.requested',
        'users.user.verified',
        'users.seller.applied',
        'products.product.created',
        'products.product.published',
      ]),
    );
  });
});
