import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { usersUser, newEvent } from '@soko/events';
import { until } from '@soko/testing';
import { admin, card } from '../shop.ts';
import { euro, type HagglingShop, hourMs, idOf, type Json, openHagglingShop } from './haggling-shop.ts';

describe('ordering at an offered price', () => {
  let shop: HagglingShop;
  beforeAll(async () => {
    shop = await openHagglingShop();
  });
  afterAll(() => shop.close());
  afterEach(async () => {
    expect(await shop.broken()).toEqual([]);
  });

  const cartOf = async (as: Viewer): Promise<Json> =>
    (
      await shop.ask(
        as,
        `{ cart { lines { quantity unitPrice { amount } total { amount } offer { id } } itemsTotal { amount }
          discounts { title amount { amount } } discountTotal { amount } promotionCodes { code applies } } }`,
      )
    ).cart;
  const status = async (as: Viewer, id: string): Promise<string> => (await shop.offer(as, id)).status;

  it('shows the price in cart, quote and order, freezes it, and is possible once', async () => {
    const { buyer, lamp, seller, offer } = await shop.agreed('8.00');
    await shop.fillCart(buyer, [[lamp, 2]]);
    expect(await cartOf(buyer)).toMatchObject({
      lines: [{ unitPrice: { amount: '8.00' }, total: { amount: '16.00' }, offer: { id: offer.id } }],
      itemsTotal: { amount: '16.00' },
    });
    const quote = await shop.quote(buyer);
    expect(quote).toMatchObject({ lines: [{ unitPrice: { amount: '8.00' } }], itemsTotal: { amount: '16.00' } });
    const checkout = await shop.place(buyer, quote.id);
    expect(checkout).toMatchObject({ status: 'CONFIRMED' });
    const [{ id: orderId }] = checkout.orders;
    const text = `query ($id: ID!) { order(id: $id) { lines { unitPrice { amount } offer { id status } } feeTotal { amount } } }`;
    const order = (await shop.ask(seller, text, { id: orderId })).order;
    expect(order.lines).toEqual([{ unitPrice: { amount: '8.00' }, offer: { id: offer.id, status: 'USED' } }]);
    expect(await shop.offer(buyer, offer.id)).toMatchObject({ status: 'USED', order: { id: orderId } });
    const placed = (await shop.told('orders.order.placed')).find(({ subject }) => subject === orderId)!;
    expect((placed.data as Json).order.lines[0]).toMatchObject({ offerId: offer.id });
    await shop.fillCart(buyer, [[lamp, 1]]);
    expect(await cartOf(buyer)).toMatchObject({ lines: [{ unitPrice: { amount: '10.00' }, offer: null }] });
  });

  it('is for this buyer, up to the quantity, and never dearer than the listing', async () => {
    const { buyer, lamp } = await shop.agreed('8.00');
    await shop.fillCart(buyer, [[lamp, 3]]);
    expect((await cartOf(buyer)).lines).toMatchObject([{ unitPrice: { amount: '10.00' }, offer: null }]);
    const warned = [{ code: 'OFFER_QUANTITY', variantId: lamp.variantId }];
    expect(await shop.quote(buyer)).toMatchObject({ itemsTotal: { amount: '30.00' }, warnings: warned });
    expect((await shop.ask(buyer, '{ cart { warnings { code variantId } } }')).cart.warnings).toEqual(warned);
    await shop.mutate(buyer, 'setCartQuantity', { variantId: lamp.variantId, quantity: 1 });
    expect((await cartOf(buyer)).lines).toMatchObject([{ unitPrice: { amount: '8.00' } }]);
    expect((await shop.quote(buyer)).warnings).toEqual([]);
    shop.products.variants.set(lamp.variantId, { ...lamp, price: euro('7.50') });
    expect((await cartOf(buyer)).lines).toMatchObject([{ unitPrice: { amount: '7.50' }, offer: null }]);
    const { buyer: other } = await shop.agreed('9.00');
    await shop.fillCart(other, [[lamp, 1]]);
    expect((await cartOf(other)).lines).toMatchObject([{ unitPrice: { amount: '7.50' }, offer: null }]);
  });

  it('gives the price back when the order ends without a charge, for the rest of the time', async () => {
    const { buyer, lamp, offer } = await shop.agreed('8.00');
    await shop.fillCart(buyer, [[lamp, 1]]);
    const first = await shop.place(buyer, (await shop.quote(buyer)).id);
    await shop.mutate(buyer, 'cancelOrder', { orderId: first.orders[0].id });
    expect(await shop.offer(buyer, offer.id)).toMatchObject({ status: 'ACCEPTED', order: null });
    await shop.fillCart(buyer, [[lamp, 1]]);
    const declined = { paymentMethod: { ...card, token: 'pm_card_declined' } };
    shop.payments.watch.after = () => undefined;
    const failed = await shop.place(buyer, (await shop.quote(buyer)).id, declined);
    expect(failed.__typename).not.toBe('OutOfStock');
    const before = await status(buyer, offer.id);
    if (failed.__typename === 'Checkout') {
      expect(before).toBe('USED');
      shop.pass(24 * hourMs);
      await shop.mutate(buyer, 'cancelOrder', { orderId: failed.orders[0].id });
      expect(await status(buyer, offer.id)).toBe('EXPIRED');
    } else {
      expect(before).toBe('ACCEPTED');
    }
  });

  it('ends after a day: the quote is refused with the changed price', async () => {
    const { buyer, lamp, offer } = await shop.agreed('8.00');
    shop.pass(24 * hourMs - 60_000);
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quote = await shop.quote(buyer);
    expect(quote.itemsTotal.amount).toBe('8.00');
    shop.pass(120_000);
    const refused = await shop.place(buyer, quote.id);
    expect(refused).toMatchObject({
      code: 'PRICE_CHANGED',
      lines: [{ quoted: { amount: '8.00' }, current: { amount: '10.00' } }],
    });
    await shop.subgraph.runJob('orders.sweep-offers');
    expect(await status(buyer, offer.id)).toBe('EXPIRED');
  });

  it('succeeds for one of many quotes at the same time', async () => {
    const { buyer, lamp, offer } = await shop.agreed('8.00');
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quotes: Json[] = [];
    for (let at = 0; at < 3; at += 1) quotes.push(await shop.quote(buyer));
    const results = await Promise.all(quotes.map(({ id }) => shop.place(buyer, id)));
    const placed = results.filter(({ __typename }) => __typename === 'Checkout');
    expect(placed).toHaveLength(1);
    for (const each of results) if (each !== placed[0]) expect(each).toMatchObject({ code: 'PRICE_CHANGED' });
    expect(await shop.offer(buyer, offer.id)).toMatchObject({ status: 'USED', order: { id: placed[0].orders[0].id } });
  });

  it('takes another offer at the same price when the first one is ordered at the same time', async () => {
    const { buyer, seller, lamp, offer: first } = await shop.agreed('8.00');
    const second = await shop.make(buyer, lamp, '8.00');
    await shop.accept(seller, second.id);
    await shop.fillCart(buyer, [[lamp, 1]]);
    const [one, other] = [await shop.quote(buyer), await shop.quote(buyer)];
    const replica = await shop.replica();
    const text = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Checkout { status } } }`;
    const input = { quoteId: other.id, paymentMethod: card, idempotencyKey: 'the other process' };
    let isFirst = true;
    shop.payments.watch.before = async (field) => {
      if (field !== 'quoteFees' || !isFirst) return;
      isFirst = false;
      const { data } = await replica.query(text, { input }, { as: buyer });
      expect(data['placeOrder']).toEqual({ __typename: 'Checkout', status: 'CONFIRMED' });
    };
    expect(await shop.place(buyer, one.id)).toMatchObject({ __typename: 'Checkout', status: 'CONFIRMED' });
    delete shop.payments.watch.before;
    for (const { id } of [first, second]) expect(await status(buyer, id)).toBe('USED');
    await replica.close();
  });

  it('gives the price back when the order comes back to the sender', async () => {
    const { buyer, lamp, offer } = await shop.agreed('8.00');
    await shop.fillCart(buyer, [[lamp, 1]]);
    const { orders } = await shop.place(buyer, (await shop.quote(buyer)).id);
    const { id } = orders[0];
    const [line] = (await shop.order(id)).lines;
    const lines = [{ lineId: line.id, variantId: lamp.variantId, ordered: 1, packed: 1 }];
    await shop.packaging('started', id);
    await shop.packaging('completed', id, { lines, deliveryId: `dlv_${id}` });
    await shop.delivery('started', id, { attempt: 1 });
    await shop.delivery('failed', id, { attempt: 1, final: true, reason: 'nobody home' });
    await shop.orderIn(id, 'DELIVERY_FAILED');
    await shop.delivery('returned', id, { lines: [] });
    await shop.orderIn(id, 'RETURNED_TO_SENDER');
    await until('the price is back', async () => (await status(buyer, offer.id)) === 'ACCEPTED');
  });

  it('takes promotions of the platform, and none of the seller', async () => {
    const { buyer, lamp, seller } = await shop.agreed('8.00');
    const terms = { title: 'Spring', kind: 'PERCENT', activation: 'AUTOMATIC', basisPoints: 1_000, combinable: true };
    const promote = (as: Viewer, input: object) =>
      shop.mutate(as, 'createPromotion', { ...terms, ...input }, '... on Promotion { id }');
    const { id: platform } = await promote(admin, { idempotencyKey: 'platform spring' });
    const { id: own } = await promote(seller, { sellerId: lamp.sellerId, idempotencyKey: 'seller spring' });
    await shop.fillCart(buyer, [[lamp, 2]]);
    const quote = await shop.quote(buyer);
    expect(quote).toMatchObject({ itemsTotal: { amount: '16.00' }, discountTotal: { amount: '1.60' } });
    await shop.mutate(buyer, 'setCartQuantity', { variantId: lamp.variantId, quantity: 3 });
    expect(await shop.quote(buyer)).toMatchObject({
      itemsTotal: { amount: '30.00' },
      discountTotal: { amount: '5.70' },
    });
    for (const promotionId of [platform, own]) await shop.mutate(admin, 'endPromotion', { promotionId }, 'id');
  });

  it('never makes the buyer pay more than the listing costs with the promotions of the seller', async () => {
    const { buyer, lamp, seller, offer } = await shop.agreed('9.50');
    const terms = { title: 'Sale', kind: 'PERCENT', basisPoints: 3_000, sellerId: lamp.sellerId, combinable: true };
    const promote = (input: object) =>
      shop.mutate(seller, 'createPromotion', { ...terms, ...input }, '... on Promotion { id }');
    await shop.fillCart(buyer, [[lamp, 1]]);
    expect((await shop.quote(buyer)).itemsTotal.amount).toBe('9.50');
    const atOffer = (amount: string, id: string) => ({
      lines: [{ unitPrice: { amount }, total: { amount }, offer: { id } }],
      itemsTotal: { amount },
      discounts: [],
      discountTotal: { amount: '0.00' },
    });
    const atListing = {
      lines: [{ unitPrice: { amount: '10.00' }, total: { amount: '10.00' }, offer: null }],
      itemsTotal: { amount: '10.00' },
      discounts: [{ title: 'Sale', amount: { amount: '3.00' } }],
      discountTotal: { amount: '3.00' },
    };
    expect(await cartOf(buyer)).toMatchObject(atOffer('9.50', offer.id));
    const code = 'SALE-OF-LAMPS';
    await promote({ activation: 'CODE', code, idempotencyKey: 'sale by code' });
    const byCode = await shop.quote(buyer, { promotionCode: code });
    expect(byCode).toMatchObject({ itemsTotal: { amount: '10.00' }, discountTotal: { amount: '3.00' } });
    const apply = { code };
    expect(await shop.mutate(buyer, 'applyPromotionCode', apply, '... on Cart { id }')).toMatchObject({
      __typename: 'Cart',
    });
    expect(await cartOf(buyer)).toMatchObject({ ...atListing, promotionCodes: [{ code, applies: true }] });
    await shop.mutate(buyer, 'removePromotionCode', apply, '... on Cart { id }');
    expect(await cartOf(buyer)).toMatchObject(atOffer('9.50', offer.id));
    const { id: promotionId } = await promote({ activation: 'AUTOMATIC', idempotencyKey: 'sale for all' });
    const quote = await shop.quote(buyer);
    expect(quote).toMatchObject({ itemsTotal: { amount: '10.00' }, discountTotal: { amount: '3.00' } });
    expect(await cartOf(buyer)).toMatchObject(atListing);
    expect(await shop.place(buyer, quote.id)).toMatchObject({ __typename: 'Checkout', status: 'CONFIRMED' });
    expect(await status(buyer, offer.id)).toBe('ACCEPTED');

    const cheap = await shop.make(buyer, lamp, '4.00');
    await shop.accept(seller, cheap.id);
    await shop.fillCart(buyer, [[lamp, 1]]);
    expect(await shop.quote(buyer)).toMatchObject({
      itemsTotal: { amount: '4.00' },
      discountTotal: { amount: '0.00' },
    });
    expect(await cartOf(buyer)).toMatchObject(atOffer('4.00', cheap.id));
    const refused = await shop.quote(buyer, { promotionCode: code });
    expect(refused).toMatchObject({ code: 'PROMOTION_NOT_FOR_GOODS' });
    await shop.mutate(seller, 'endPromotion', { promotionId }, 'id');
  });

  it('is given up by the buyer, and by no one else', async () => {
    const { buyer, lamp, seller, offer } = await shop.agreed('8.00');
    const withdraw = (as: Viewer) =>
      shop.mutate(as, 'withdrawOffer', { offerId: offer.id }, '... on Offer { id status }');
    expect(await withdraw(seller)).toMatchObject({ code: 'WRONG_OFFER_STATUS' });
    for (let time = 0; time < 2; time += 1) expect(await withdraw(buyer)).toMatchObject({ status: 'WITHDRAWN' });
    await shop.fillCart(buyer, [[lamp, 1]]);
    expect(await cartOf(buyer)).toMatchObject({ lines: [{ unitPrice: { amount: '10.00' }, offer: null }] });
    const used = await shop.agreed('8.00');
    await shop.fillCart(used.buyer, [[used.lamp, 1]]);
    await shop.place(used.buyer, (await shop.quote(used.buyer)).id);
    const input = { offerId: used.offer.id };
    expect(await shop.mutate(used.buyer, 'withdrawOffer', input, '... on Offer { id }')).toMatchObject({
      code: 'WRONG_OFFER_STATUS',
    });
  });

  it('costs no statement more to quote, and ends with the account of the buyer', async () => {
    const { buyer, lamp, offer, seller } = await shop.agreed('8.00', { message: 'My words.' });
    const open = await shop.make(buyer, (await shop.listed()).lamp, '7.00');
    await shop.fillCart(buyer, [[lamp, 1]]);
    const { count } = await shop.statements(() => shop.quote(buyer));
    expect(count).toBe(2);
    const trail = {
      correlationId: 'req_spec',
      causationId: null,
      actor: { kind: 'service', id: 'spec' },
      now: () => new Date(),
    } as const;
    const erased = newEvent(usersUser, 'erased', { subject: idOf(buyer), sequence: 9, data: {} } as Json, trail);
    await shop.bus.publish(usersUser.name, [erased]);
    await until('the words are gone', async () => {
      const { steps } = await shop.offer(seller, offer.id);
      return steps[0].message === null;
    });
    await shop.subgraph.runJob('orders.sweep-offers');
    expect(await status(seller, offer.id)).toBe('EXPIRED');
    const { rows } = await shop.pool.query('SELECT valid_until FROM offer WHERE id = $1', [open.id]);
    expect(rows).toEqual([{ valid_until: null }]);
  });
});
