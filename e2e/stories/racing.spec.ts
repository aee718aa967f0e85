import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { paymentsOf, stripeAdmin } from '../harness/paying.ts';

describe('buying at the same moment', () => {
  let support: Client;

  beforeAll(async () => {
    support = await signedInAs('support@example.com');
  });

  it('fifty times with one key is one purchase', async () => {
    const goods = await buying.goodsOnSale('key', 100);
    const guest = client();
    const cart = await buying.fillCart(guest, [[goods.small, 1]]);
    const { id } = await buying.quote(guest, cart);
    const key = v7();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => buying.placeOrder(guest, id, 'pm_card_visa', key)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0].status).toBe('CONFIRMED');
    expect(await buying.available(guest, goods.productId)).toEqual([99, 100]);
    expect(await paymentsOf(support, { sellerId: goods.sellerId })).toHaveLength(1);
  });

  /** Every order of a seller, with where it stands. */
  async function ordersOf(sellerId: string): Promise<{ id: string; status: string; paymentStatus: string }[]> {
    const pages = [];
    for (let after: string | null = null; ;) {
      const { allOrders } = await support.data(
        `query($sellerId: ID!, $after: String) { allOrders(first: 100, after: $after, filter: { sellerId: $sellerId }) {
           nodes { id status paymentStatus } pageInfo { hasNextPage endCursor } } }`,
        { sellerId, after },
      );
      pages.push(...allOrders.nodes);
      if (!allOrders.pageInfo.hasNextPage) return pages;
      after = allOrders.pageInfo.endCursor;
    }
  }

  /** A buyer who gets no response in time on a busy machine asks again with the same key, which is the same purchase. */
  async function untilAnswered(guest: Client, quoteId: string) {
    const key = v7();
    return until('an answer to the order', async () => {
      const answer = await buying.placeOrder(guest, quoteId, 'pm_card_visa', key).catch((error: Error) => {
        if (!error.message.includes('SERVICE_UNAVAILABLE')) throw error;
        return null;
      });
      return answer?.status === 'PENDING' ? null : answer;
    });
  }

  it('by two hundred of ten sells ten, and holds nothing of the others', async () => {
    const rare = await buying.goodsOnSale('rare', 10);
    const guests = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const guest = client();
        const { id } = await buying.quote(guest, await buying.fillCart(guest, [[rare.small, 1]]));
        return { guest, id };
      }),
    );
    const answers = await Promise.all(guests.map(({ guest, id }) => untilAnswered(guest, id)));
    const kinds = answers.map((answer) => answer.__typename);
    expect(kinds.filter((kind) => kind === 'Checkout')).toHaveLength(10);
    expect(kinds.filter((kind) => kind === 'OutOfStock')).toHaveLength(190);
    expect((await buying.available(client(), rare.productId))[0]).toBe(0);
    const stock = await rare.seller.data(
      `query($id: ID!) { stockItem(variantId: $id) { onHand reserved available } }`,
      {
        id: rare.small,
      },
    );
    expect(stock.stockItem).toEqual({ onHand: 10, reserved: 10, available: 0 });

    const orders = await ordersOf(rare.sellerId);
    const losers = orders.filter(({ status }) => status === 'REJECTED');
    // Orders from one network wait for their turn. Those whose turn comes after the last piece is sold are refused unsaved.
    expect(losers).toHaveLength(orders.length - 10);
    expect(new Set(losers.map(({ paymentStatus }) => paymentStatus))).toEqual(new Set(['NONE']));

    const winners = new Set(orders.filter((order) => !losers.includes(order)).map(({ id }) => id));
    const payments = await paymentsOf(support, { sellerId: rare.sellerId });
    expect(new Set(payments.map(({ order }) => order.id))).toEqual(winners);
    expect(payments.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'AUTHORIZED'));
    const intents = await stripeAdmin().intentsOf(orders.map(({ id }) => id));
    expect(intents.map(({ id }) => id).toSorted()).toEqual(payments.map(({ providerRef }) => providerRef).toSorted());
    expect(new Set(intents.map(({ status }) => status))).toEqual(new Set(['requires_capture']));
  });
});
