import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { buyer, openShop, type Shop } from './shop.ts';

describe('a purchase whose payment takes longer than its buyer waits', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ env: { ORDERS_PLACE_TIMEOUT_MS: '300' } });
  }, 60_000);
  afterAll(() => shop.close());

  it('is returned as pending, continues by itself, and a repeat returns its result', async () => {
    let respond = (): void => {};
    const response = new Promise<void>((resolve) => (respond = resolve));
    shop.payments.watch.before = async (question) => {
      if (question === 'authorizePayments') await response;
    };
    const lamp = shop.stocked(5);
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quote = await shop.quote(buyer);
    const checkout = await shop.place(buyer, quote.id, { idempotencyKey: 'a slow payment' });
    expect(checkout).toMatchObject({ __typename: 'Checkout', status: 'PENDING' });
    respond();
    await until('it is confirmed', async () => {
      const again = await shop.place(buyer, quote.id, { idempotencyKey: 'a slow payment' });
      return again.id === checkout.id && again.status === 'CONFIRMED';
    });
    expect(shop.payments.asked.get('authorizePayments')).toBe(1);
  });

  it('answers a cancellation in time while its payment is not voided yet, and voids it afterwards', async () => {
    shop.payments.watch.before = async () => {};
    const [{ id: orderId }] = (await shop.buy([[shop.stocked(5), 1]])).orders;
    let respond = (): void => {};
    const response = new Promise<void>((resolve) => (respond = resolve));
    shop.payments.watch.before = async (question) => {
      if (question === 'voidPayment') await response;
    };
    const cancelled = await shop.mutate(buyer, 'cancelOrder', { orderId }, '... on Order { status }');
    expect(cancelled).toMatchObject({ status: 'CANCELLED' });
    expect(shop.payments.of(orderId)?.status).toBe('AUTHORIZED');
    respond();
    await until('it is voided', () => shop.payments.of(orderId)?.status === 'VOIDED');
  });
});
