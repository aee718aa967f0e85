import { describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { address, putOnSale, receiveStock } from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { becomeSeller } from '../harness/people.ts';

const refusal = '__typename ... on UserError { code message }';

/** Every door of the graph that takes the id of a product or a variant. */
const doors: readonly (readonly [name: string, query: string])[] = [
  ['product', 'query ($p: ID!) { product(id: $p) { id title stock { available } } }'],
  ['products', 'query ($p: ID!) { products(filter: { ids: [$p] }) { nodes { id } totalCount } }'],
  [
    'deliveryQuote',
    'query ($v: ID!, $a: AddressInput!) { deliveryQuote(lines: [{ variantId: $v, quantity: 1 }], address: $a) { boxes } }',
  ],
  ['stockItem', 'query ($v: ID!) { stockItem(variantId: $v) { onHand } }'],
  ['addToWishlist', `mutation ($p: ID!) { addToWishlist(input: { productId: $p }) { ${refusal} } }`],
  ['recordProductView', 'mutation ($p: ID!) { recordProductView(input: { productId: $p }) { __typename } }'],
  ['addToCart', `mutation ($v: ID!) { addToCart(input: { variantId: $v, quantity: 1 }) { ${refusal} } }`],
  ['updateProduct', `mutation ($p: ID!) { updateProduct(input: { productId: $p, title: "Mine now" }) { ${refusal} } }`],
  ['archiveProduct', `mutation ($p: ID!) { archiveProduct(input: { productId: $p }) { ${refusal} } }`],
  ['updateVariant', `mutation ($v: ID!) { updateVariant(input: { variantId: $v, sku: "MINE" }) { ${refusal} } }`],
  ['removeVariant', `mutation ($v: ID!) { removeVariant(input: { variantId: $v }) { ${refusal} } }`],
  [
    'receiveStock',
    `mutation ($v: ID!) { receiveStock(input: { variantId: $v, quantity: 1, idempotencyKey: "not-mine-1" }) { ${refusal} } }`,
  ],
  [
    'adjustStock',
    `mutation ($v: ID!) { adjustStock(input: { variantId: $v, delta: 1, reason: "Counted", idempotencyKey: "not-mine-2" }) { ${refusal} } }`,
  ],
];

/** The answer of a door, without the ids that were asked for. */
async function open(as: Client, query: string, ids: { p: string; v: string }): Promise<string> {
  const names = ['p', 'v', 'a'].filter((name) => query.includes(`$${name}:`));
  const all: Record<string, unknown> = { ...ids, a: address };
  const { data, errors } = await as.ask(query, Object.fromEntries(names.map((name) => [name, all[name]])));
  const told = errors?.map(({ message, path, extensions }: Record<string, unknown>) => {
    const { requestId: _requestId, ...shown } = extensions as Record<string, unknown>;
    return { message, path, extensions: shown };
  });
  return JSON.stringify({ data, told }).replaceAll(ids.p, 'id').replaceAll(ids.v, 'id');
}

describe('goods that are not on sale', () => {
  it('do not exist for others, at every door that takes their id', async () => {
    const { seller } = await becomeSeller('keeper', client());
    const stranger = (await becomeSeller('curious', client())).seller;
    const support = await signedInAs('support@example.com');
    const { productId: p, small: v } = await putOnSale(seller, 'secrets', 'PHYSICAL');
    await receiveStock(seller, v, 3);
    const act = (as: Client, mutation: string, more = '') =>
      as.data(
        `mutation ($p: ID!) { ${mutation}(input: { productId: $p${more} }) { ... on Product { status } ${refusal} } }`,
        { p },
      );
    const states: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['paused', () => act(seller, 'pauseProduct')],
      ['blocked', () => act(support, 'blockProduct', ', reason: "Counterfeit"')],
      ['archived', () => act(seller, 'archiveProduct')],
    ];
    const quote = doors.find(([name]) => name === 'deliveryQuote')![1];
    await until('it can be quoted', async () => (await open(stranger, quote, { p, v })).includes('boxes'));
    await until('its stock is known', async () => {
      const { product } = await seller.data('query ($p: ID!) { product(id: $p) { status } }', { p });
      return product.status === 'ACTIVE';
    });
    for (const [state, reach] of states) {
      await reach();
      await until('fulfilment knows', async () => !(await open(stranger, quote, { p, v })).includes('boxes'));
      for (const [name, query] of doors) {
        const unknown = await open(stranger, query, { p: newId('prd'), v: newId('var') });
        expect([state, name, await open(stranger, query, { p, v })]).toEqual([state, name, unknown]);
      }
      if (state !== 'archived') expect(await open(seller, doors[0]![1], { p, v })).toContain('Stool');
    }
  });
});
