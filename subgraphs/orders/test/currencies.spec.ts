import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import { openShop, type Shop, stranger } from './shop.ts';

describe('a cart', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('has a currency that its owner chooses among those its lines are sold in', async () => {
    const ada = person('usr_currencies');
    const in2 = (amount: string) => ({ furtherPrices: [{ amount, currency: 'USD' }], sellerId: 'slr_2' });
    const [lamp, vase] = [shop.stocked(9, in2('14.00')), shop.stocked(9, in2('20.00'))];
    const euros = shop.stocked(9);
    const money =
      '... on Cart { currency currencies itemsTotal { amount currency } lines { onSale unitPrice { amount currency } } }';
    const add = (variantId: string) =>
      shop.mutate(ada, 'addToCart', { variantId, quantity: 1 }, `${money} ... on MixedCurrencies { currencies }`);
    expect(await add(lamp.variantId)).toMatchObject({ currency: 'EUR', currencies: ['EUR', 'USD'] });
    const change = (currency: string) =>
      shop.mutate(ada, 'setCartCurrency', { currency }, `${money} ... on CurrencyNotOffered { currencies variantIds }`);
    expect(await change('USD')).toMatchObject({ currency: 'USD', itemsTotal: { amount: '14.00', currency: 'USD' } });
    expect(await add(vase.variantId)).toMatchObject({
      currency: 'USD',
      itemsTotal: { amount: '34.00', currency: 'USD' },
    });
    expect(await add(euros.variantId)).toMatchObject({ code: 'MIXED_CURRENCIES', currencies: ['USD', 'EUR'] });
    expect(await change('KES')).toMatchObject({
      code: 'CURRENCY_NOT_OFFERED',
      currencies: ['EUR', 'USD'],
      variantIds: [lamp.variantId, vase.variantId],
    });
    const refused = await shop.failure(stranger, 'setCartCurrency', { currency: 'USD' });
    expect(refused).toMatchObject({ code: 'NOT_FOUND' });

    const quote = await shop.quote(ada);
    expect(quote).toMatchObject({ total: { amount: '44.00', currency: 'USD' }, itemsTotal: { amount: '34.00' } });
    const bought = await shop.place(ada, quote.id);
    expect(bought).toMatchObject({ status: 'CONFIRMED', total: { amount: '44.00', currency: 'USD' } });
    expect(shop.payments.of(bought.orders[0].id)).toMatchObject({ authorizedMinor: 4_400n });

    // A price that is no longer offered in the currency of the cart is not replaced by another.
    await add(lamp.variantId);
    expect(await change('USD')).toMatchObject({ currency: 'USD' });
    const again = await shop.quote(ada);
    lamp.furtherPrices = [{ amount: '15.00', currency: 'USD' }];
    expect(await shop.place(ada, again.id)).toMatchObject({ __typename: 'PriceChanged', total: { amount: '25.00' } });
    lamp.furtherPrices = [];
    expect(await shop.place(ada, again.id)).toMatchObject({ __typename: 'OutOfStock' });
    expect(await shop.quote(ada)).toMatchObject({ __typename: 'MixedCurrencies' });
    expect((await shop.ask(ada, '{ cart { lines { onSale unitPrice { amount } } } }')).cart.lines).toEqual([
      { onSale: false, unitPrice: null },
    ]);
    expect(await change('EUR')).toMatchObject({ currency: 'EUR', itemsTotal: { amount: '12.50', currency: 'EUR' } });
  });

  it('keeps the goods of an order that was cancelled while the others were paid', async () => {
    const ada = person('usr_half');
    const [lamp, vase] = [shop.stocked(9), shop.stocked(9)];
    await shop.fillCart(ada, [
      [lamp, 1],
      [vase, 2],
    ]);
    const paymentMethod = { method: 'STRIPE_CARD', token: 'pm_action' };
    const { orders } = await shop.place(ada, (await shop.quote(ada)).id, { paymentMethod });
    await shop.mutate(ada, 'cancelOrder', { orderId: orders[0].id }, '... on Order { status }');
    shop.payments.of(orders[1].id)!.status = 'AUTHORIZED';
    await shop.payment('authorized', orders[1].id);
    await shop.orderIn(orders[1].id, 'CONFIRMED');
    const { cart } = await shop.ask(ada, '{ cart { lines { variantId quantity } } }');
    expect(cart.lines).toEqual([{ variantId: lamp.variantId, quantity: 1 }]);
  });
});
