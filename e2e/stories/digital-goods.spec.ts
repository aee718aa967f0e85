import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { packAndDeliver } from '../harness/fulfilling.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { addLicenceKeys, digitalGoods } from '../harness/selling.ts';

const lines = `query ($id: ID!, $token: String) { order(id: $id, token: $token) { paymentStatus
  lines { id downloads { id fileName size url left begun } } } }`;

describe('what is digital', () => {
  let goods: buying.Goods;
  let digital: Awaited<ReturnType<typeof buying.putOnSale>>;
  let warehouse: Client;
  let courier: Client;

  beforeAll(async () => {
    [goods, warehouse, courier] = await Promise.all([
      buying.goodsOnSale('fonts', 20),
      signedInAs('warehouse@example.com'),
      signedInAs('courier@example.com'),
    ]);
    digital = await buying.putOnSale(goods.seller, 'fonts', 'DIGITAL');
  });

  it('is fulfilled and charged at once, with nothing to pack or to deliver', async () => {
    const buyer = await signUp(newAddress('buyer'));
    await buying.fillCart(buyer, [
      [digital.small, 1],
      [digital.large, 2],
    ]);
    const quote = await buying.quote(buyer, null, { deliveryMethod: 'NONE' });
    expect(quote).toMatchObject({ deliveryTotal: { amount: '0.00' }, total: { amount: '79.70' } });
    const checkout = await buying.placeOrder(buyer, quote.id);
    expect(checkout).toMatchObject({ status: 'CONFIRMED', orders: [{ status: 'FULFILLED' }] });
    const [{ id }] = checkout.orders;
    const order = await until('the charge', async () => {
      const seen = await buying.orderIn({ buyer, orders: [id] }, id, 'FULFILLED');
      return seen.paymentStatus === 'CAPTURED' ? seen : null;
    });
    expect(order).toMatchObject({
      packaging: null,
      delivery: null,
      total: { amount: '79.70' },
      payment: { status: 'CAPTURED', captured: { amount: '79.70' } },
    });
    expect(await buying.available(buyer, digital.productId)).toEqual([null, null]);
    expect(await stripeAdmin().intentsOf([id])).toMatchObject([{ status: 'succeeded', amount_received: 7970 }]);
  });

  it('is handed over to its buyer alone, and as often as allowed', async () => {
    const guest = client();
    const cart = await buying.fillCart(guest, [[digital.small, 1]]);
    const { id: quoteId } = await buying.quote(guest, cart, { deliveryMethod: 'NONE' });
    const checkout = await buying.placeOrder(guest, quoteId);
    const [{ id }] = checkout.orders;
    const look = async (viewer: Client, token: string | null = null) =>
      (await viewer.ask(lines, { id, token })).data?.order?.lines[0];
    const seen = await until('the goods', async () => {
      const line = await look(guest, checkout.token);
      return line.downloads.length > 0 ? line : null;
    });
    const [download] = seen.downloads;
    expect(download).toMatchObject({ fileName: 'Goods – für Sie.pdf', size: digitalGoods.length, left: 5, begun: 0 });

    const support = await signedInAs('support@example.com');
    expect(await look(support)).toMatchObject({ downloads: [{ url: null, left: 5 }] });
    expect(await look(goods.seller)).toMatchObject({ downloads: null });
    for (const other of [client(), await signUp(newAddress('stranger')), warehouse]) {
      expect((await look(other))?.downloads ?? null).toBeNull();
    }

    const first = await fetch(download.url);
    expect(first.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(Buffer.from(await first.arrayBuffer()).equals(digitalGoods)).toBe(true);
    const rest = await fetch(download.url, { headers: { range: 'bytes=8-' } });
    expect([rest.status, await rest.text()]).toEqual([206, digitalGoods.subarray(8).toString()]);
    expect((await fetch(download.url.replace('signature=', 'signature=x'))).status).toBe(403);
    for (let count = 2; count <= 5; count += 1) expect((await fetch(download.url)).status).toBe(200);
    expect((await fetch(download.url)).status).toBe(429);
    expect(await look(guest, checkout.token)).toMatchObject({ downloads: [{ url: null, left: 0, begun: 5 }] });

    await support.data(
      `mutation ($input: ResetDownloadsInput!) { resetDownloads(input: $input) { ... on DownloadsReset { lineId } } }`,
      { input: { lineId: seen.id } },
    );
    expect(await look(guest, checkout.token)).toMatchObject({
      downloads: [{ url: expect.any(String), left: 5, begun: 5 }],
    });

    const { payment } = (
      await support.data(`query ($id: ID!) { order(id: $id) { payment { id captured { amount currency } } } }`, { id })
    ).order;
    await support.data(
      `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename ... on UserError { message } } }`,
      {
        input: {
          paymentId: payment.id,
          amount: payment.captured,
          reason: 'REQUESTED_BY_CUSTOMER',
          idempotencyKey: `refund-${id}`,
        },
      },
    );
    await until('no goods after the refund', async () => (await look(guest, checkout.token)).downloads.length === 0);
  });

  it('waits, beside a thing, for the thing to be delivered', async () => {
    const bought = await buying.buy([
      [goods.small, 2],
      [digital.small, 1],
    ]);
    const [id] = bought.orders as [string];
    expect(bought.orders).toHaveLength(1);
    await packAndDeliver(warehouse, courier, id);
    const order = await until('the charge', async () => {
      const seen = await buying.orderIn(bought, id, 'FULFILLED');
      return seen.paymentStatus === 'CAPTURED' ? seen : null;
    });
    expect(order.itemsTotal.amount).toBe('59.70');
    expect(order.payment.captured.amount).toBe(order.total.amount);
  });

  it('comes as licence keys: one for each unit, for the buyer alone, and never two buyers one', async () => {
    const names = ['KAZI-1', 'KAZI-2', 'KAZI-3'];
    const { productId, small: variantId } = await buying.putOnSale(goods.seller, 'keys', 'DIGITAL', names);
    const query = `query ($id: ID!, $token: String) { order(id: $id, token: $token) { status paymentStatus
      lines { id licenceKeys { id value } } } }`;
    const keysOf = async (viewer: Client, id: string, token: string | null = null) =>
      (await viewer.ask(query, { id, token })).data?.order?.lines[0].licenceKeys ?? null;
    const buyOnline = async (buyer: Client, quantity: number) => {
      const cart = await buying.fillCart(buyer, [[variantId, quantity]]);
      const { id: quoteId } = await buying.quote(buyer, cart, { deliveryMethod: 'NONE' });
      return { place: () => buying.placeOrder(buyer, quoteId) };
    };
    const stockOf = async () => {
      const { product } = await goods.seller.data(
        'query ($id: ID!) { product(id: $id) { variants { licenceKeys { available taken } } } }',
        { id: productId },
      );
      return product.variants[0].licenceKeys;
    };

    const buyer = await signUp(newAddress('buyer'));
    const bought = await (await buyOnline(buyer, 2)).place();
    expect(bought).toMatchObject({ status: 'CONFIRMED' });
    const [{ id }] = bought.orders;
    const own = await until('the keys', async () => {
      const keys = await keysOf(buyer, id);
      return keys?.length === 2 ? keys : null;
    });
    const values = own.map(({ value }: { value: string }) => value);
    expect(new Set(values).size).toBe(2);
    expect(names).toEqual(expect.arrayContaining(values));
    await until('the charge', async () => (await buyer.data(query, { id })).order.paymentStatus === 'CAPTURED');

    const support = await signedInAs('support@example.com');
    expect(await keysOf(support, id)).toEqual(own.map((key: object) => ({ ...key, value: null })));
    for (const other of [goods.seller, client(), await signUp(newAddress('stranger'))])
      expect(await keysOf(other, id)).toBeNull();
    expect(await stockOf()).toEqual({ available: 1, taken: 2 });

    // A guest wants the last key, but the seller removes it between the quote and the order.
    const guest = client();
    const late = await buyOnline(guest, 1);
    const removed = await goods.seller.data(
      `mutation ($input: RemoveLicenceKeysInput!) { removeLicenceKeys(input: $input) {
         ... on Variant { licenceKeys { available taken } } ... on UserError { message } } }`,
      { input: { variantId } },
    );
    expect(removed.removeLicenceKeys).toEqual({ licenceKeys: { available: 0, taken: 2 } });
    expect(await late.place()).toMatchObject({
      code: 'OUT_OF_STOCK',
      lines: [{ variantId, requested: 1, available: 0 }],
    });
    expect(await keysOf(buyer, id)).toEqual(own);

    // New keys put the product on sale again; those of the buyer cannot be added twice.
    expect(await addLicenceKeys(goods.seller, variantId, [values[0], 'KAZI-4'])).toMatchObject({
      added: 1,
      repeated: 1,
    });
    const again = await (await buyOnline(guest, 1)).place();
    expect(again).toMatchObject({ status: 'CONFIRMED' });
    const [{ id: guestOrder }] = again.orders;
    const last = await until('the last key', async () => {
      const keys = await keysOf(guest, guestOrder, again.token);
      return keys?.length > 0 ? keys : null;
    });
    expect(last).toMatchObject([{ value: 'KAZI-4' }]);
    expect(await stockOf()).toEqual({ available: 0, taken: 3 });
  });
});
