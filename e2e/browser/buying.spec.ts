import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { hasBrowser, newPlayground, type Playground, type Ran, startBrowser } from '../harness/playground.ts';
import { startTour } from '../harness/tour.ts';

const url = process.env['SOKO_URL'] ?? 'http://127.0.0.1:4000';

let browser: Browser | null;
let playground: Playground;

beforeAll(async () => {
  browser = await startBrowser();
  if (browser) playground = await newPlayground(browser, url);
});
afterAll(async () => browser?.close());

const story = hasBrowser ? it : it.skip;

describe('the playground leads through a purchase', () => {
  story('from the cart to the refund, as customer, warehouse, courier and support', async () => {
    await playground.open();
    const { show, signedInAs, photograph } = startTour(playground);
    await show('LogInAsCustomer');
    await signedInAs('customer');
    await show('FindInStock');
    await show('AddToCart');
    await show('QuoteCheckout');
    const { placeOrder } = await show('PlaceOrder');
    expect(placeOrder).toMatchObject({ status: 'CONFIRMED', orders: [{ paymentStatus: 'AUTHORIZED' }] });
    await show('MyOrder', ({ order }) => (order as { packaging: unknown }).packaging !== null);
    await photograph('my-order');

    await show('LogInAsWarehouse');
    await signedInAs('warehouse');
    expect((await show('Pack'))['completePackaging']).toMatchObject({ status: 'COMPLETED' });
    await show('LogInAsCourier');
    await signedInAs('courier');
    expect((await show('Deliver'))['completeDelivery']).toMatchObject({ status: 'COMPLETED' });

    await show('LogInAsSupport');
    await signedInAs('support');
    const charged = ({ payment }: Ran['data']) =>
      Number((payment as { captured: { amount: string } }).captured.amount) > 0;
    const { payment } = await show('ThePayment', charged);
    expect(payment).toMatchObject({ status: 'PARTIALLY_CAPTURED' });
    expect((await show('Refund'))['refundPayment']).toMatchObject({
      __typename: 'RefundMade',
      refund: { amount: { amount: '2.00', currency: 'KES' } },
      payment: { status: 'PARTIALLY_REFUNDED' },
    });
    expect((await show('ThePayment'))['payment']).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refundable: { amount: expect.stringMatching(/[1-9]/) },
    });
    await photograph('the-payment');
    expect(playground.complaints).toEqual([]);
  });
});
