import { beforeAll, describe, expect, it } from '@jest/globals';
import { sokoCollection } from '@soko/contracts';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { createPublicClient, http } from 'viem';
import * as buying from '../harness/buying.ts';
import { type Client, client } from '../harness/client.ts';
import { becomeSeller, newAddress, signUp } from '../harness/people.ts';
import { someCategory } from '../harness/selling.ts';

const refused = '... on UserError { __typename code message }';

/** What the contract itself says, asked of the node of the chain. */
const onContract = async (contract: string, owner: string, number: number): Promise<number> => {
  const node = createPublicClient({ transport: http(process.env['SOKO_CHAIN_URL']), cacheTime: 0 });
  const args = [owner as `0x${string}`, BigInt(number)] as const;
  const { abi } = sokoCollection;
  return Number(await node.readContract({ address: contract as `0x${string}`, abi, functionName: 'balanceOf', args }));
};

const act = async (as: Client, name: string, type: string, fields: string, input: object) => {
  const argument = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const { [name]: made } = await as.data(
    `mutation ($input: ${argument}!) { ${name}(input: $input) { ... on ${type} { ${fields} } ${refused} } }`,
    { input },
  );
  return made;
};

describe('a token in the shop', () => {
  let seller: Client;
  let storeId: string;
  let tokenId: string;
  let variantId: string;
  let productId: string;

  const keyed = () => ({ idempotencyKey: v7() });

  beforeAll(async () => {
    ({ seller } = await becomeSeller('minting', client()));
    ({ id: storeId } = await act(seller, 'createStore', 'Store', 'id', { name: `Sunrise ${v7().slice(-8)}` }));
    const collectionId = await until('chain knows the store', async () => {
      const { data } = await seller.ask(
        `mutation ($input: CreateCollectionInput!) { createCollection(input: $input) { ... on Collection { id } } }`,
        { input: { ...keyed(), storeId, name: 'Sunrise' } },
      );
      return data?.createCollection?.id ?? null;
    });
    ({ id: tokenId } = await act(seller, 'createToken', 'Token', 'id', {
      ...keyed(),
      collectionId,
      name: 'First light',
      maxSupply: 3,
    }));
    const product = await act(seller, 'createProduct', 'Product', 'id variants { id }', {
      title: `First light ${v7().slice(-8)}`,
      storeId,
      type: 'NFT',
      categoryId: await someCategory(seller),
      variants: [{ sku: v7().slice(-12), price: { amount: '12.00', currency: 'EUR' } }],
    });
    productId = product.id;
    variantId = product.variants[0].id;
    await act(seller, 'publishProduct', 'Product', 'id', { productId });
  });

  it('is bought by card, minted for its buyer, fulfilled with the confirmation, and sent to somebody else', async () => {
    const buyer = await signUp(newAddress('collector'));
    const early = await act(buyer, 'addToCart', 'Cart', 'token', { variantId, quantity: 1 });
    expect(early).toMatchObject({ code: 'VARIANT_NOT_AVAILABLE' });
    await until('the token is bound', async () => {
      const bound = await act(seller, 'bindProductToToken', 'Token', 'id product { id }', { productId, tokenId });
      return bound.product?.id === productId;
    });
    await until('the shop has all of it', async () => {
      const cart = await act(buyer, 'addToCart', 'Cart', 'id', { variantId, quantity: 2 });
      return cart.id !== undefined;
    });

    const visitor = client();
    const cartToken = await buying.fillCart(visitor, [[variantId, 1]]);
    expect(await buying.quote(visitor, cartToken, { deliveryMethod: 'NONE' })).toMatchObject({
      code: 'SIGN_IN_REQUIRED',
    });

    const quote = await buying.quote(buyer, null, { deliveryMethod: 'NONE' });
    expect(quote).toMatchObject({ deliveryTotal: { amount: '0.00' } });
    const checkout = await buying.placeOrder(buyer, quote.id, 'pm_card_bypassPending');
    expect(checkout).toMatchObject({ status: 'CONFIRMED', orders: [{ status: 'CONFIRMED' }] });
    const [{ id }] = checkout.orders;
    const order = await until('the order is fulfilled', async () => {
      const { order: seen } = await buyer.data(
        `query ($id: ID!) { order(id: $id) { status paymentStatus lines {
          packedQuantity mint { status amount to token { id reserved minted product { id } } } } } }`,
        { id },
      );
      return seen.status === 'FULFILLED' ? seen : null;
    });
    expect(order).toMatchObject({
      paymentStatus: 'CAPTURED',
      lines: [
        {
          mint: {
            status: 'CONFIRMED',
            amount: 2,
            to: expect.stringMatching(/^0x/),
            token: { id: tokenId, reserved: 2, minted: 2, product: { id: productId } },
          },
        },
      ],
    });
    await buying.fillCart(buyer, [[variantId, 2]]);
    const more = await buying.quote(buyer, null, { deliveryMethod: 'NONE' });
    expect(await buying.placeOrder(buyer, more.id)).toMatchObject({
      lines: [{ variantId, requested: 2, available: 1 }],
    });
    const { product, store } = await seller.data(
      `query ($id: ID!, $storeId: ID!) { product(id: $id) { token { id } } store(id: $storeId) { mintUsage { used reserved } } }`,
      { id: productId, storeId },
    );
    expect([product.token.id, store.mintUsage]).toEqual([tokenId, { used: 1, reserved: 0 }]);
    const hidden = await buyer.data(`query ($id: ID!) { store(id: $id) { mintUsage { used } } }`, { id: storeId });
    expect(hidden.store?.mintUsage ?? null).toBeNull();

    const friend = await signUp(newAddress('friend'));
    const { createCustodialWallet: wallet } = await friend.data(
      `mutation { createCustodialWallet { ... on ChainWallet { address } ${refused} } }`,
    );
    const held = async (as: Client) =>
      (await as.data('{ tokensOf { nodes { owner amount token { id number collection { address } } } } }')).tokensOf
        .nodes;
    const [mine] = await until('the buyer is seen to have them', async () => {
      const nodes = await held(buyer);
      return nodes.length > 0 ? nodes : null;
    });
    const { number, collection } = mine.token;
    expect(mine).toMatchObject({ owner: order.lines[0].mint.to, amount: 2, token: { id: tokenId } });
    expect(await onContract(collection.address, mine.owner, number)).toBe(2);
    const { id: transferId } = await act(buyer, 'transferToken', 'TokenTransfer', 'id', {
      ...keyed(),
      tokenId,
      to: wallet.address,
    });
    const [theirs] = await until('the friend is seen to have one', async () => {
      const nodes = await held(friend);
      return nodes.length > 0 ? nodes : null;
    });
    expect(theirs).toMatchObject({ owner: wallet.address, amount: 1, token: { id: tokenId } });
    expect(await held(buyer)).toMatchObject([{ amount: 1, token: { id: tokenId } }]);
    await until('the transfer is confirmed', async () => {
      const { tokenTransfer } = await buyer.data('query ($id: ID!) { tokenTransfer(id: $id) { status } }', {
        id: transferId,
      });
      return tokenTransfer.status === 'CONFIRMED';
    });
    expect(await onContract(collection.address, mine.owner, number)).toBe(1);
    expect(await onContract(collection.address, wallet.address, number)).toBe(1);
    // One more than is left.
    expect(
      await act(buyer, 'transferToken', 'TokenTransfer', 'id', { ...keyed(), tokenId, to: wallet.address, amount: 2 }),
    ).toMatchObject({ code: 'ITEMS_NOT_HELD' });
  });
});
