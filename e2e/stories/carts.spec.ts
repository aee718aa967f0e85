import { beforeAll, describe, expect, it } from '@jest/globals';
import * as buying from '../harness/buying.ts';
import { type Client, client } from '../harness/client.ts';
import { newAddress, signUp } from '../harness/people.ts';

describe('a guest who signs in', () => {
  let goods: buying.Goods;
  let guest: Client;
  let cartToken: string;

  beforeAll(async () => {
    goods = await buying.goodsOnSale('claimed', 20);
    guest = client();
    cartToken = (await buying.fillCart(guest, [
      [goods.small, 2],
      [goods.large, 1],
    ]))!;
  });

  const claim = (person: Client) =>
    person.ask(
      `mutation($input: ClaimCartInput!) { claimCart(input: $input) {
         ... on Cart { token quantity lines { variantId quantity } } ... on UserError { code message } } }`,
      { input: { cartToken } },
    );

  it('finds the guest’s cart added to their own', async () => {
    const buyer = await signUp(newAddress('buyer'));
    await buying.fillCart(buyer, [[goods.small, 1]]);
    const { data } = await claim(buyer);
    expect(data.claimCart).toEqual({
      token: null,
      quantity: 4,
      lines: [
        { variantId: goods.small, quantity: 3 },
        { variantId: goods.large, quantity: 1 },
      ],
    });
    const bought = await buying.placeOrder(buyer, (await buying.quote(buyer, null)).id);
    expect(bought.status).toBe('CONFIRMED');
    expect(await buying.available(buyer, goods.productId)).toEqual([17, 19]);
    const { cart } = await buyer.data('{ cart { quantity } }');
    expect(cart?.quantity ?? 0).toBe(0);
  });

  it('leaves a token that opens nothing any more', async () => {
    const { cart } = await guest.data('query($token: String!) { cart(token: $token) { id } }', { token: cartToken });
    expect(cart).toBeNull();
    const added = await guest.ask(`mutation($input: AddToCartInput!) { addToCart(input: $input) { __typename } }`, {
      input: { cartToken, variantId: goods.small, quantity: 1 },
    });
    expect(added.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const { errors } = await claim(await signUp(newAddress('late')));
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});
