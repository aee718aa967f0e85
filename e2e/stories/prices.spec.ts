import { beforeAll, describe, expect, it } from '@jest/globals';
import * as buying from '../harness/buying.ts';
import { client } from '../harness/client.ts';
import { newAddress, signUp } from '../harness/people.ts';

describe('what something costs', () => {
  let goods: buying.Goods;

  beforeAll(async () => {
    goods = await buying.goodsOnSale('pricey', 100);
  });

  it('is what was quoted, or nothing is ordered and the lines that changed are named', async () => {
    const changing = await buying.goodsOnSale('moody', 5);
    const buyer = await signUp(newAddress('buyer'));
    await buying.fillCart(buyer, [
      [changing.small, 2],
      [changing.large, 1],
    ]);
    const old = await buying.quote(buyer, null);
    const { updateVariant } = await changing.seller.data(
      `mutation($input: UpdateVariantInput!) { updateVariant(input: $input) { __typename } }`,
      { input: { variantId: changing.small, price: { amount: '24.90', currency: 'EUR' } } },
    );
    expect(updateVariant.__typename).toBe('Variant');

    const refused = await buying.placeOrder(buyer, old.id);
    expect(refused).toEqual({
      __typename: 'PriceChanged',
      code: 'PRICE_CHANGED',
      message: expect.any(String),
      quotedTotal: { amount: old.total.amount },
      total: { amount: (Number(old.total.amount) + 10).toFixed(2) },
      lines: [{ variantId: changing.small, quoted: { amount: '19.90' }, current: { amount: '24.90' } }],
    });
    const { orders, cart } = await buyer.data(`{ orders { nodes { id } } cart { quantity } }`);
    expect({ orders, cart }).toEqual({ orders: { nodes: [] }, cart: { quantity: 3 } });
    expect(await buying.available(buyer, changing.productId)).toEqual([5, 5]);

    const fresh = await buying.quote(buyer, null);
    expect(await buying.placeOrder(buyer, fresh.id)).toMatchObject({ status: 'CONFIRMED', total: refused.total });
  });

  it.each([
    // Thirty of 300 × 200 × 100 mm and 900 g fill 1.44 boxes, and weigh 27 kg: three boxes.
    { country: 'DK', quantity: 30, delivery: '0.00' },
    { country: 'PL', quantity: 1, delivery: '10.00' },
    { country: 'PL', quantity: 30, delivery: '30.00' },
    { country: 'US', quantity: 13, delivery: '15.00' },
    { country: 'US', quantity: 14, delivery: '30.00' },
    { country: 'KE', quantity: 14, delivery: '50.00' },
  ])('$quantity pieces to $country are delivered for $delivery', async ({ country, quantity, delivery }) => {
    const guest = client();
    const { deliveryQuote } = await guest.data(
      `query($lines: [DeliveryQuoteLineInput!]!, $address: AddressInput!) {
         deliveryQuote(lines: $lines, address: $address) { price { amount currency } } }`,
      { lines: [{ variantId: goods.small, quantity }], address: buying.addressIn(country) },
    );
    expect(deliveryQuote.price).toEqual({ amount: delivery, currency: 'EUR' });
    const cart = await buying.fillCart(guest, [[goods.small, quantity]]);
    const { itemsTotal, deliveryTotal } = await buying.quote(guest, cart, { country });
    expect(deliveryTotal.amount).toBe(delivery);
    expect(itemsTotal.amount).toBe((quantity * 19.9).toFixed(2));
  });
});
