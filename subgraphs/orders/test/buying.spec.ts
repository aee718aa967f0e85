import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { address, buyer, openShop, type Shop } from './shop.ts';

describe('buying', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('goes from the cart to a confirmed order per seller', async () => {
    const [lamp, vase] = [shop.stocked(5), shop.stocked(5, { price: { amount: '3.33', currency: 'EUR' } })];
    const checkout = await shop.buy([
      [lamp, 2],
      [vase, 1],
    ]);
    expect(checkout).toMatchObject({
      __typename: 'Checkout',
      status: 'CONFIRMED',
      token: null,
      number: expect.stringMatching(/^SO-\d{4}-\d{6}$/),
      total: { amount: '48.33', currency: 'EUR' },
      payment: { method: 'STRIPE_CARD', actions: [], actionDueAt: null },
      orders: [
        {
          status: 'CONFIRMED',
          paymentStatus: 'AUTHORIZED',
          seller: { id: lamp.sellerId },
          buyer: { id: 'usr_buyer' },
          email: 'ada@example.com',
          itemsTotal: { amount: '25.00' },
          deliveryTotal: { amount: '10.00' },
          total: { amount: '35.00' },
          feeTotal: null,
          history: [
            { from: null, to: 'PENDING', by: 'user' },
            { from: 'PENDING', to: 'RESERVED' },
            { from: 'RESERVED', to: 'CONFIRMED' },
          ],
        },
        { seller: { id: vase.sellerId }, itemsTotal: { amount: '3.33' }, total: { amount: '13.33' } },
      ],
    });
    expect(shop.fulfilment.available(lamp.variantId)).toBe(3);
    const { cart } = await shop.ask(buyer, '{ cart { quantity lines { quantity } } }');
    expect(cart).toEqual({ quantity: 0, lines: [] });
    expect((await shop.told()).map(({ type }) => type)).toEqual([
      'orders.checkout.started',
      'orders.order.placed',
      'orders.order.placed',
      'orders.order.confirmed',
      'orders.order.confirmed',
      'orders.checkout.confirmed',
    ]);
    expect(address.country).toBe('DE');
  });

  it('takes licence keys before stock: without enough of them nothing is reserved, and nothing is paid', async () => {
    const [lamp, program] = [shop.stocked(5), shop.stocked(0, { type: 'DIGITAL', package: null })];
    shop.products.keys.set(program.variantId, 1);
    const authorized = shop.payments.asked.get('authorizePayments');
    const refused = await shop.buy([
      [lamp, 1],
      [program, 2],
    ]);
    expect(refused).toMatchObject({
      code: 'OUT_OF_STOCK',
      lines: [{ variantId: program.variantId, requested: 2, available: 1 }],
    });
    expect(shop.fulfilment.available(lamp.variantId)).toBe(5);
    expect(shop.payments.asked.get('authorizePayments')).toBe(authorized);
    // The event gives the keys back.
    expect((await shop.told('orders.order.failed')).length).toBeGreaterThan(0);
  });
});
