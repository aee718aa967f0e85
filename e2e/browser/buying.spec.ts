import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import type { Browser } from 'playwright-core';
import { hasBrowser, newPlayground, type Playground, type Ran, startBrowser } from '../harness/playground.ts';

const url = process.env['SOKO_URL'] ?? 'http://127.0.0.1:4000';

let browser: Browser | null;
let playground: Playground;

beforeAll(async () => {
  browser = await startBrowser();
  if (browser) playground = await newPlayground(browser, url);
}, 60_000);
afterAll(async () => browser?.close());

/** A picture of the page, to look at: set SOKO_SCREENSHOTS to a folder. */
async function photograph(name: string): Promise<void> {
  const folder = process.env['SOKO_SCREENSHOTS'];
  if (folder !== undefined) await playground.page.screenshot({ path: `${folder}/${name}.png` });
}

/** Refusals are answers, too: `code` and `message` on a field of the root. */
const refusalsIn = (data: Ran['data']): unknown[] =>
  Object.values(data).filter((field) => typeof field === 'object' && field !== null && 'code' in field);

/** Clicks the example, runs it, and reads its answer on the page. */
async function show(name: string, isThere: (data: Ran['data']) => boolean = () => true): Promise<Ran['data']> {
  await playground.openExample(name);
  const data = await until(`what ${name} promises`, async () => {
    const ran = await playground.run(name);
    expect([name, ran.errors, refusalsIn(ran.data)]).toEqual([name, undefined, []]);
    return isThere(ran.data) ? ran.data : null;
  });
  const [field] = Object.keys(data);
  await playground.page.waitForSelector(`.graphiql-response .view-line >> text=/"${field}"/`);
  return data;
}

const signedInAs = (name: string) =>
  playground.page.waitForSelector(`.soko-session >> text=/Signed in as\\s*${name}@example.com/`);

const story = hasBrowser ? it : it.skip;

describe('the playground leads through a purchase', () => {
  story(
    'from the cart to the refund, as customer, warehouse, courier and support',
    async () => {
      await playground.open();
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
      expect((await show('Refund'))['refundPayment']).toEqual({ __typename: 'RefundMade' });
      expect((await show('ThePayment'))['payment']).toMatchObject({
        status: 'REFUNDED',
        refundable: { amount: expect.stringMatching(/^0(\.0+)?$/) },
      });
      await photograph('the-payment');
      expect(playground.complaints).toEqual([]);
    },
    60_000,
  );
});
