import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awakeMs, until } from '@soko/testing';
import { buyer, card, openShop, type Shop } from './shop.ts';

describe('a purchase whose payment takes longer than its buyer waits', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ env: { ORDERS_PLACE_TIMEOUT_MS: '300' } });
  });
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

  it('keeps repeats at another process waiting no longer, all of them with one wait and few statements', async () => {
    let respond = (): void => {};
    const response = new Promise<void>((resolve) => (respond = resolve));
    shop.payments.watch.before = async (question) => {
      if (question === 'authorizePayments') await response;
    };
    const lamp = shop.stocked(5);
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quote = await shop.quote(buyer);
    const idempotencyKey = 'a slow payment elsewhere';
    const { id } = await shop.place(buyer, quote.id, { idempotencyKey });

    const other = await shop.replica({ ORDERS_PLACE_TIMEOUT_MS: '1500' });
    const repeat = () =>
      other.query(
        'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on Checkout { id status } } }',
        { input: { quoteId: quote.id, paymentMethod: card, idempotencyKey } },
        { as: buyer },
      );
    let repeated: Awaited<ReturnType<typeof repeat>>[] = [];
    let count = Infinity;
    const tookMs = await awakeMs(async () => {
      ({ result: repeated, count } = await shop.statements(() => Promise.all(Array.from({ length: 20 }, repeat))));
    });
    expect(repeated).toHaveLength(20);
    for (const { data } of repeated) expect(data).toEqual({ placeOrder: { id, status: 'PENDING' } });
    // One to find the checkout, and looks after pauses of 50, 100, 200 … ms.
    expect(count).toBeLessThanOrEqual(8);
    expect(tookMs).toBeLessThan(4_000);

    const waiting = repeat();
    respond();
    expect((await waiting).data).toEqual({ placeOrder: { id, status: 'CONFIRMED' } });
    expect(shop.payments.asked.get('authorizePayments')).toBe(2);
    await other.close();
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
