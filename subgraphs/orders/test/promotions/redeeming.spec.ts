import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { copyOf, until } from '@soko/testing';
import { admin, card, guest } from '../shop.ts';
import {
  codes,
  discounts,
  type Json,
  newBuyer,
  newCode,
  openPromotingShop,
  type PromotingShop,
} from './promoting-shop.ts';

const chain: Viewer = { kind: 'service', name: 'chain' };

describe('redeeming a promotion', () => {
  let shop: PromotingShop;
  beforeAll(async () => {
    shop = await openPromotingShop({ tries: 1_000 });
  });
  afterAll(() => shop.close());
  afterEach(async () => {
    await shop.endAll();
    expect(await shop.broken()).toEqual([]);
  });

  it('lowers the price in cart, quote and order, and gives it back when all of its orders are cancelled', async () => {
    const buyer = newBuyer();
    const [lamp, vase] = [shop.stocked(9), shop.stocked(9, { price: { amount: '9.99', currency: 'EUR' } })];
    const code = newCode();
    const made = await shop.promote({ code, basisPoints: 1_000, maxRedemptions: 1 });
    expect(made).toMatchObject({ status: 'RUNNING', sharedCode: code, redeemed: 0, seller: null });
    await shop.fillCart(buyer, [
      [lamp, 2],
      [vase, 1],
    ]);
    const applied = await shop.mutate(
      buyer,
      'applyPromotionCode',
      { code: ` ${code.toLowerCase()} ` },
      `... on Cart { ${discounts} discountTotal { amount } ${codes} }`,
    );
    const expected = { promotionId: made.id, title: 'Spring', amount: { amount: '3.50' }, paidBy: 'PLATFORM' };
    expect(applied).toMatchObject({
      discounts: [expected],
      discountTotal: { amount: '3.50' },
      promotionCodes: [{ code, applies: true, reason: null }],
    });
    const quoted = await shop.quoteWith(buyer);
    expect(quoted).toMatchObject({
      itemsTotal: { amount: '34.99' },
      discountTotal: { amount: '3.50' },
      total: { amount: '51.49' },
      discounts: [expected],
      lines: [{ discountTotal: { amount: '2.50' } }, { discountTotal: { amount: '1.00' } }],
    });
    const checkout = await shop.place(buyer, quoted.id);
    expect(checkout).toMatchObject({ status: 'CONFIRMED', total: { amount: '51.49' } });
    expect(checkout.orders.map((order: Json) => order.discountTotal.amount)).toEqual(['2.50', '1.00']);
    expect(await shop.promotion(made.id)).toMatchObject({ status: 'USED_UP', redeemed: 1 });
    expect((await shop.ask(buyer, `{ cart { ${codes} } }`)).cart.promotionCodes).toEqual([]);
    const other = newBuyer();
    await shop.fillCart(other, [[lamp, 1]]);
    expect(await shop.mutate(other, 'applyPromotionCode', { code })).toMatchObject({ code: 'PROMOTION_USED_UP' });
    const [first, second] = checkout.orders;
    await shop.mutate(buyer, 'cancelOrder', { orderId: first.id });
    expect(await shop.promotion(made.id)).toMatchObject({ status: 'USED_UP', redeemed: 1 });
    await shop.mutate(buyer, 'cancelOrder', { orderId: second.id });
    expect(await shop.promotion(made.id)).toMatchObject({ status: 'RUNNING', redeemed: 0 });
    expect(await shop.buyWith(other, code, [])).toMatchObject({ status: 'CONFIRMED' });
    const told = (await shop.told('orders.promotion.redeemed')).filter(({ subject }) => subject === made.id);
    expect(told.map(({ data }) => data)).toMatchObject([
      { checkoutId: checkout.id, discount: { amountMinor: '350' }, redeemed: 1, isUsedUp: true },
      { discount: { amountMinor: '125' } },
    ]);
    const released = (await shop.told('orders.promotion.released')).find(({ subject }) => subject === made.id);
    expect(released?.data).toMatchObject({ checkoutId: checkout.id, redeemed: 0 });
  });

  it('succeeds for ten of two hundred at once, and again for as many as gave it back', async () => {
    const lamp = shop.stocked(1_000);
    const code = newCode();
    const amount = { amount: '5.00', currency: 'EUR' };
    const { id } = await shop.promote({ code, kind: 'FIXED', amount, maxRedemptions: 10 });
    const tries = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const buyer = newBuyer();
        await shop.fillCart(buyer, [[lamp, 1]]);
        return { buyer, quoteId: (await shop.quoteWith(buyer, { promotionCode: code })).id as string };
      }),
    );
    const place = async ({ buyer, quoteId }: (typeof tries)[number]): Promise<Json> => shop.place(buyer, quoteId);
    const results = await Promise.all(tries.map(place));
    const isPlaced = ({ __typename }: Json) => __typename === 'Checkout';
    const wrong = results.filter((result) => !isPlaced(result) && result.__typename !== 'PriceChanged');
    expect(wrong).toEqual([]);
    expect(results.filter(isPlaced)).toHaveLength(10);
    expect(await shop.promotion(id)).toMatchObject({ redeemed: 10 });
    const winners = tries.filter((_, at) => isPlaced(results[at]));
    const orders = results.filter(isPlaced).map(({ orders: [order] }) => order.id);
    for (const at of [0, 1, 2]) await shop.mutate(winners[at]!.buyer, 'cancelOrder', { orderId: orders[at] });
    const losers = tries.filter((_, at) => !isPlaced(results[at])).slice(0, 8);
    const again = await Promise.all(losers.map(place));
    expect(again.filter(isPlaced)).toHaveLength(3);
    expect(await shop.promotion(id)).toMatchObject({ redeemed: 10 });
  });

  it('of a code that two sellers have is counted for each of them, exactly', async () => {
    const [lamp, vase] = [shop.stocked(99), shop.stocked(99)];
    const code = newCode();
    const promote = async (sellerId: string, maxRedemptions: number) =>
      (
        await shop.promote(
          { code, basisPoints: 1_000, combinable: true, sellerId, maxRedemptions },
          await shop.seller(sellerId),
        )
      ).id as string;
    const [ofLamp, ofVase] = [await promote(lamp.sellerId, 3), await promote(vase.sellerId, 5)];
    const tries = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const buyer = newBuyer();
        await shop.fillCart(buyer, [
          [lamp, 1],
          [vase, 1],
        ]);
        return { buyer, quoteId: (await shop.quoteWith(buyer, { promotionCode: code })).id as string };
      }),
    );
    const results = await Promise.all(tries.map(({ buyer, quoteId }): Promise<Json> => shop.place(buyer, quoteId)));
    const kinds = results.map(({ __typename }) => __typename);
    expect(kinds.filter((kind) => kind === 'Checkout')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'PriceChanged')).toHaveLength(9);
    expect(await shop.promotion(ofLamp)).toMatchObject({ redeemed: 3, status: 'USED_UP' });
    expect(await shop.promotion(ofVase)).toMatchObject({ redeemed: 3, status: 'RUNNING' });
    const late = newBuyer();
    await shop.fillCart(late, [[lamp, 1]]);
    expect(await shop.quoteWith(late, { promotionCode: code })).toMatchObject({ code: 'PROMOTION_USED_UP' });
    await shop.fillCart(late, [[vase, 1]]);
    expect(await shop.quoteWith(late, { promotionCode: code })).toMatchObject({ discountTotal: { amount: '1.25' } });
  });

  it('is limited by person, also for orders at the same time, and needs an account then', async () => {
    const buyer = newBuyer();
    const lamp = shop.stocked(99);
    const code = newCode();
    const { id } = await shop.promote({ code, basisPoints: 2_000, firstOrderOnly: true });
    await shop.fillCart(buyer, [[lamp, 1]]);
    const quotes = await Promise.all(Array.from({ length: 3 }, () => shop.quoteWith(buyer, { promotionCode: code })));
    const results = await Promise.all(quotes.map((each) => shop.place(buyer, each.id)));
    expect(results.filter(({ __typename }) => __typename === 'Checkout')).toHaveLength(1);
    expect(await shop.promotion(id)).toMatchObject({ redeemed: 1 });
    await shop.fillCart(buyer, [[lamp, 1]]);
    expect(await shop.quoteWith(buyer, { promotionCode: code })).toMatchObject({ code: 'PROMOTION_NOT_FOR_BUYER' });
    const cart = await shop.fillCart(guest, [[lamp, 1]]);
    const refused = await shop.mutate(guest, 'applyPromotionCode', { code, cartToken: cart.token });
    expect(refused).toMatchObject({ code: 'PROMOTION_NOT_FOR_BUYER' });
    expect(refused.message).toMatch(/Sign in/);
  });

  it('is issued once for a claim, to one person, who uses it for one order', async () => {
    const [ada, ben] = [newBuyer(), newBuyer()];
    const lamp = shop.stocked(9);
    const { id: promotionId } = await shop.promote({ activation: 'SINGLE_USE_CODES', basisPoints: 2_000 });
    const claimId = newId('rwc');
    const given = { claimId, promotionId, userId: ada.kind === 'user' ? ada.id : '' };
    const issue = (input: object = given) =>
      shop.mutate(chain, 'issuePromotionCode', input, '... on PromotionCodeIssued { code }');
    expect(await shop.failure(ada, 'issuePromotionCode', given)).toMatchObject({ code: 'FORBIDDEN' });
    const issued = await Promise.all(Array.from({ length: 5 }, () => issue()));
    const [{ code: promotionCode }] = issued;
    expect(new Set(issued.map(({ code }) => code))).toEqual(new Set([promotionCode]));
    for (const [as, message] of [
      [ben, /another person/],
      [guest, /Sign in/],
    ] as const) {
      const cart = await shop.fillCart(as, [[lamp, 1]]);
      const refused = await shop.mutate(as, 'applyPromotionCode', { code: promotionCode, cartToken: cart.token });
      expect(refused).toMatchObject({ code: 'PROMOTION_NOT_FOR_BUYER', message: expect.stringMatching(message) });
    }
    await shop.fillCart(ada, [[lamp, 1]]);
    const quotes = await Promise.all(Array.from({ length: 3 }, () => shop.quoteWith(ada, { promotionCode })));
    const placed = await Promise.all(quotes.map(({ id }) => shop.place(ada, id)));
    const orders = placed.flatMap((result: Json) => (result.__typename === 'Checkout' ? result.orders : []));
    expect(orders).toHaveLength(1);
    await shop.mutate(ada, 'cancelOrder', { orderId: orders[0].id });
    const told = await until('the code is free again', async () => {
      const events: Json[] = (await shop.told()).filter(({ subject }) => subject === promotionId);
      return events.at(-1)!.type === 'orders.promotion.released' ? events : null;
    });
    expect(told.slice(1).map(({ type, data }: Json) => [type, data.claimId])).toEqual([
      ['orders.promotion.redeemed', claimId],
      ['orders.promotion.released', claimId],
    ]);
    const copy = await copyOf(shop, 'ordersDataOf', given.userId);
    expect(copy['ownPromotionCodes']).toMatchObject([{ code: promotionCode, promotionId, claimId, isUsed: false }]);
    await shop.mutate(admin, 'endPromotion', { promotionId }, 'status');
    expect(await issue()).toMatchObject({ code: promotionCode });
    expect(await issue({ ...given, claimId: newId('rwc') })).toMatchObject({ code: 'PROMOTION_ENDED' });
  });

  it('is not for a cart from which the last line was removed', async () => {
    const buyer = newBuyer();
    const lamp = shop.stocked(9);
    const code = newCode();
    await shop.promote({ code, basisPoints: 1_000 });
    await shop.fillCart(buyer, [[lamp, 1]]);
    await shop.mutate(buyer, 'removeFromCart', { variantId: lamp.variantId });
    const refused = await shop.mutate(buyer, 'applyPromotionCode', { code });
    expect(refused).toMatchObject({ code: 'PROMOTION_NOT_FOR_GOODS' });
    expect(await shop.mutate(buyer, 'applyPromotionCode', { code: newCode() })).toMatchObject({
      code: 'PROMOTION_CODE_UNKNOWN',
    });
  });

  it('is refused with a new price when it ended after the quote', async () => {
    const buyer = newBuyer();
    const lamp = shop.stocked(9);
    const code = newCode();
    const minimum = { amount: '20.00', currency: 'EUR' };
    const { id: promotionId } = await shop.promote({ code, basisPoints: 1_000, minimum });
    await shop.fillCart(buyer, [[lamp, 1]]);
    const tooCheap = await shop.quoteWith(buyer, { promotionCode: code });
    expect(tooCheap).toMatchObject({ code: 'PROMOTION_MINIMUM_NOT_REACHED', missing: { amount: '7.50' } });
    await shop.fillCart(buyer, [[lamp, 1]]);
    const { id } = await shop.quoteWith(buyer, { promotionCode: code });
    expect(await shop.mutate(admin, 'endPromotion', { promotionId }, 'status')).toMatchObject({ status: 'ENDED' });
    expect(await shop.place(buyer, id)).toMatchObject({
      __typename: 'PriceChanged',
      quotedTotal: { amount: '32.50' },
      total: { amount: '35.00' },
    });
    const ended = await shop.quoteWith(buyer, { promotionCode: code });
    expect(ended).toMatchObject({ code: 'PROMOTION_NOT_RUNNING', hasEnded: true });
    expect(await shop.quoteWith(buyer, { promotionCode: 'NOSUCH' })).toMatchObject({ code: 'PROMOTION_CODE_UNKNOWN' });
    const later = newCode();
    await shop.promote({ code: later, basisPoints: 1, startsAt: new Date(Date.now() + 3_600_000).toISOString() });
    const early = await shop.quoteWith(buyer, { promotionCode: later });
    expect(early).toMatchObject({ code: 'PROMOTION_NOT_RUNNING', hasEnded: false });
    const elsewhere = newCode();
    await shop.promote({ code: elsewhere, basisPoints: 1, productIds: [newId('prd')] });
    expect(await shop.quoteWith(buyer, { promotionCode: elsewhere })).toMatchObject({
      code: 'PROMOTION_NOT_FOR_GOODS',
    });
  });

  it('shrinks with the packed part, and is given back when the payment is declined or nothing is packed', async () => {
    const buyer = newBuyer();
    const lamp = shop.stocked(99);
    const code = newCode();
    const { id } = await shop.promote({ code, basisPoints: 1_000 });
    await shop.fillCart(buyer, [[lamp, 4]]);
    const quoted = await shop.quoteWith(buyer, { promotionCode: code });
    const paymentMethod = { ...card, token: 'pm_declined' };
    expect(await shop.place(buyer, quoted.id, { paymentMethod })).toMatchObject({ __typename: 'PaymentDeclined' });
    expect(await shop.promotion(id)).toMatchObject({ redeemed: 0 });
    const [order] = (await shop.place(buyer, quoted.id)).orders;
    expect(order).toMatchObject({ discountTotal: { amount: '5.00' }, total: { amount: '55.00' } });
    await shop.packaging('started', order.id);
    const packed = { lineId: order.lines[0].id, variantId: lamp.variantId, ordered: 4, packed: 1 };
    await shop.packaging('completed', order.id, { lines: [packed], deliveryId: `dlv_${order.id}` });
    expect(await shop.orderIn(order.id, 'PACKAGED')).toMatchObject({
      itemsTotal: { amount: '12.50' },
      discountTotal: { amount: '1.25' },
      total: { amount: '21.25' },
    });
    expect(await shop.promotion(id)).toMatchObject({ redeemed: 1 });
    const [failed] = (await shop.buyWith(buyer, code, [[lamp, 1]])).orders;
    expect(await shop.promotion(id)).toMatchObject({ redeemed: 2 });
    await shop.packaging('started', failed.id);
    await shop.packaging('failed', failed.id, { reason: 'broken' });
    await shop.orderIn(failed.id, 'PACKAGING_FAILED');
    expect(await shop.promotion(id)).toMatchObject({ redeemed: 1 });
  });

  it('needs one more statement for a quote, and a transaction for an order', async () => {
    const buyer = newBuyer();
    const lamp = shop.stocked(9);
    const code = newCode();
    await shop.promote({ code, basisPoints: 1_000 });
    await shop.fillCart(buyer, [[lamp, 1]]);
    await shop.mutate(buyer, 'applyPromotionCode', { code });
    const quoted = await shop.statements(() => shop.quoteWith(buyer));
    expect(quoted.count).toBe(3);
    const input = { quoteId: quoted.result.id, paymentMethod: card, idempotencyKey: 'counted with a promotion' };
    const placed = await shop.statements(() =>
      shop.mutate(buyer, 'placeOrder', input, '... on Checkout { id status }'),
    );
    expect(placed.result.status).toBe('CONFIRMED');
    expect(placed.count).toBe(10);
  });
});
