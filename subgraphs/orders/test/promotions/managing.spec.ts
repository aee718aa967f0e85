import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { admin, support } from '../shop.ts';
import {
  codes,
  type Json,
  newBuyer,
  newCode,
  openPromotingShop,
  type PromotingShop,
  wholePromotion,
} from './promoting-shop.ts';

describe('managing promotions', () => {
  let shop: PromotingShop;
  beforeAll(async () => {
    shop = await openPromotingShop({ tries: 20 });
  });
  afterAll(() => shop.close());
  afterEach(async () => {
    await shop.endAll();
    expect(await shop.broken()).toEqual([]);
  });

  it('lets a seller pay for their own goods alone, with the fee on what they get', async () => {
    const buyer = newBuyer();
    const price = { amount: '100.00', currency: 'EUR' };
    const [lamp, vase] = [shop.stocked(9, { price: { ...price } }), shop.stocked(9, { price: { ...price } })];
    const [seller, other] = [await shop.seller(lamp.sellerId), await shop.seller(vase.sellerId)];
    const mine = { activation: 'AUTOMATIC', basisPoints: 2_000, sellerId: lamp.sellerId, combinable: true };
    const { id } = await shop.promote(mine, seller);
    const theirs = { title: 'Spring', kind: 'PERCENT', idempotencyKey: 'of another seller', ...mine };
    expect(await shop.failure(other, 'createPromotion', theirs)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await shop.failure(other, 'endPromotion', { promotionId: id })).toMatchObject({ code: 'NOT_FOUND' });
    const platform = { ...theirs, sellerId: null };
    expect(await shop.failure(seller, 'createPromotion', platform)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await shop.ask(seller, '{ promotions { nodes { id } } }')).promotions.nodes).toEqual([{ id }]);
    expect((await shop.ask(other, '{ promotions { nodes { id } } }')).promotions.nodes).toEqual([]);
    await shop.promote({ activation: 'AUTOMATIC', basisPoints: 1_000, combinable: true });
    await shop.promote({ activation: 'AUTOMATIC', kind: 'FREE_DELIVERY', combinable: true, priority: 9 });
    await shop.fillCart(buyer, [
      [lamp, 1],
      [vase, 1],
    ]);
    const quoted = await shop.quoteWith(buyer);
    // 100 − 20 % − 10 % of 80, and 100 − 10 %. Both deliveries are free.
    expect(quoted).toMatchObject({ discountTotal: { amount: '58.00' }, total: { amount: '162.00' } });
    const { orders } = await shop.place(buyer, quoted.id);
    const found = await Promise.all(orders.map((order: Json) => shop.order(order.id)));
    // 1.5 % of what the sellers get: 80 without the discount that they pay, and 100 with the one that the platform pays.
    expect(found.map(({ feeTotal }) => feeTotal.amount)).toEqual(['1.20', '1.50']);
    const ids = orders.map((order: Json) => order.id);
    const placed = (await shop.told('orders.order.placed')).filter(({ subject }) => ids.includes(subject));
    const paidByPlatform = new Map(
      placed.map(({ subject, data }: Json) => [subject, data.order.platformDiscount.amountMinor]),
    );
    expect(ids.map((each: string) => paidByPlatform.get(each))).toEqual(['1800', '2000']);
  });

  it('lets a seller have a hundred promotions that have not ended, which hide none of the platform', async () => {
    const lamp = shop.stocked(9, { price: { amount: '100.00', currency: 'EUR' } });
    const seller = await shop.seller(lamp.sellerId);
    const terms = { activation: 'AUTOMATIC', basisPoints: 100, sellerId: lamp.sellerId };
    const { id } = await shop.promote(terms, seller);
    // Rows of old installations: they may have more.
    await shop.pool.query(
      `INSERT INTO promotion SELECT (p).* FROM (SELECT jsonb_populate_record(p, jsonb_build_object('id', 'prm_' || n, 'priority', 900)) AS p
        FROM promotion p, generate_series(1, 249) n WHERE p.id = $1) made`,
      [id],
    );
    expect(await shop.promote(terms, seller)).toMatchObject({ code: 'TOO_MANY_PROMOTIONS', maximum: 100 });
    await shop.promote({ activation: 'AUTOMATIC', basisPoints: 5_000 });
    const buyer = newBuyer();
    await shop.fillCart(buyer, [[lamp, 1]]);
    expect(await shop.quoteWith(buyer)).toMatchObject({ discountTotal: { amount: '50.00' } });
    await shop.pool.query('UPDATE promotion SET ended_at = now() WHERE seller_id = $1 AND priority = 900', [
      lamp.sellerId,
    ]);
    const others = Array.from({ length: 105 }, () => shop.promote(terms, seller));
    const kinds = (await Promise.all(others)).map(({ __typename }) => __typename);
    expect(kinds.filter((kind) => kind === 'Promotion')).toHaveLength(99);
    expect(kinds.filter((kind) => kind === 'TooManyPromotions')).toHaveLength(6);
  });

  it('generates codes for one order each, which come as a file', async () => {
    const lamp = shop.stocked(99);
    const made = await shop.promote({ activation: 'SINGLE_USE_CODES', basisPoints: 5_000 });
    const input = { promotionId: made.id, count: 1_000, prefix: 'gift', idempotencyKey: 'thousand codes' };
    const selection = '... on PromotionCodeBatch { id count export { url } }';
    const batch = await shop.mutate(admin, 'generatePromotionCodes', input, selection);
    expect((await shop.mutate(admin, 'generatePromotionCodes', input, selection)).id).toBe(batch.id);
    const [head, ...lines] = (await shop.download(batch.export.url)).body.trim().split('\r\n');
    expect(head).toBe('code,used');
    const all = lines.map((line) => line.split(',')[0]!);
    expect(new Set(all).size).toBe(1_000);
    for (const each of all) expect(each).toMatch(/^GIFT(-[0-9A-HJKMNP-TV-Z]{4}){4}$/);
    expect((await shop.download(batch.export.url.slice(0, -4))).status).toBe(404);
    const [promotionCode] = all;
    const buyers = Array.from({ length: 5 }, newBuyer);
    const quotes = await Promise.all(
      buyers.map(async (buyer): Promise<Json> => {
        await shop.fillCart(buyer, [[lamp, 2]]);
        return shop.quoteWith(buyer, { promotionCode });
      }),
    );
    const results = await Promise.all(quotes.map(({ id }, at) => shop.place(buyers[at]!, id)));
    const winner = results.findIndex(({ __typename }) => __typename === 'Checkout');
    expect(results.filter(({ __typename }) => __typename === 'Checkout')).toHaveLength(1);
    expect((await shop.download(batch.export.url)).body).toContain(`${promotionCode},yes`);
    const loser = (winner + 1) % 5;
    expect(await shop.quoteWith(buyers[loser]!, { promotionCode })).toMatchObject({ code: 'PROMOTION_USED_UP' });
    await shop.mutate(buyers[winner]!, 'cancelOrder', { orderId: results[winner].orders[0].id });
    expect(await shop.place(buyers[loser]!, quotes[loser].id)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('creates once by a key, changes in few ways, and refuses what does not fit together', async () => {
    const code = newCode();
    const terms = { title: 'Once', kind: 'PERCENT', activation: 'CODE', code, basisPoints: 500 };
    const keyed = { ...terms, idempotencyKey: 'created once' };
    const first = await shop.promote(keyed);
    expect(await shop.mutate(admin, 'createPromotion', keyed, wholePromotion)).toMatchObject({ id: first.id });
    const otherInput = { ...keyed, basisPoints: 501 };
    expect(await shop.failure(admin, 'createPromotion', otherInput)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await shop.promote(terms)).toMatchObject({ code: 'PROMOTION_CODE_TAKEN' });
    const euro = { amount: '1.00', currency: 'EUR' };
    for (const [field, input] of [
      ['basisPoints', { basisPoints: null }],
      ['basisPoints', { basisPoints: 10_001 }],
      ['amount', { amount: euro }],
      ['amount', { kind: 'FIXED', basisPoints: null }],
      ['buyQuantity', { kind: 'BUY_X_GET_Y', getQuantity: 1 }],
      ['code', { activation: 'AUTOMATIC' }],
      ['code', { code: 'no' }],
      ['endsAt', { endsAt: '2020-01-01T00:00:00.000Z' }],
      ['categoryIds.0', { categoryIds: ['nonsense'] }],
      ['minimum.currency', { minimum: euro, maximumDiscount: { ...euro, currency: 'USD' } }],
      ['maxRedemptions', { maxRedemptions: 0 }],
    ] as const) {
      const wrong = { ...terms, idempotencyKey: 'wrong terms', ...input };
      expect(await shop.failure(support, 'createPromotion', wrong)).toEqual({ code: 'BAD_USER_INPUT', field });
    }
    const promotionId = first.id;
    const changed = await shop.mutate(
      support,
      'updatePromotion',
      { promotionId, title: 'Twice', maxRedemptions: 7 },
      '... on Promotion { title maxRedemptions version basisPoints }',
    );
    expect(changed).toMatchObject({ title: 'Twice', maxRedemptions: 7, version: 2, basisPoints: 500 });
    await shop.mutate(admin, 'endPromotion', { promotionId }, 'status');
    const late = await shop.mutate(support, 'updatePromotion', { promotionId, title: 'Thrice' });
    expect(late).toMatchObject({ code: 'PROMOTION_ENDED' });
    const query = '{ promotions(filter: { status: [ENDED] }, first: 1) { nodes { status } } }';
    expect((await shop.ask(support, query)).promotions.nodes).toEqual([{ status: 'ENDED' }]);
  });

  it('gives each seller codes of their own, of which a cart gets all that fit', async () => {
    const price = { amount: '100.00', currency: 'EUR' };
    const [lamp, vase, bowl] = [shop.stocked(99, { price }), shop.stocked(99, { price }), shop.stocked(99, { price })];
    const code = newCode();
    const mine = { code, sellerId: lamp.sellerId, basisPoints: 1_000, combinable: true, title: 'Of lamps' };
    const theirs = { ...mine, sellerId: vase.sellerId, basisPoints: 2_000, title: 'Of vases' };
    const [seller, other] = [await shop.seller(lamp.sellerId), await shop.seller(vase.sellerId)];
    expect(await shop.promote(mine, seller)).toMatchObject({ sharedCode: code });
    expect(await shop.promote(theirs, other)).toMatchObject({ sharedCode: code });
    expect(await shop.promote(mine, seller)).toMatchObject({
      code: 'PROMOTION_CODE_TAKEN',
      message: expect.stringContaining('of this seller'),
    });
    const apply = async (...goods: (typeof lamp)[]) => {
      const buyer = newBuyer();
      const lines = goods.map((each) => [each, 1] as const);
      await shop.fillCart(buyer, lines);
      const answer = await shop.mutate(
        buyer,
        'applyPromotionCode',
        { code },
        `... on Cart { discountTotal { amount } ${codes} }`,
      );
      return { buyer, answer };
    };
    expect((await apply(bowl)).answer).toMatchObject({ code: 'PROMOTION_NOT_FOR_GOODS' });
    expect((await apply(lamp)).answer).toMatchObject({
      discountTotal: { amount: '10.00' },
      promotionCodes: [{ code, title: 'Of lamps', applies: true }],
    });
    const { buyer, answer } = await apply(lamp, vase, bowl);
    expect(answer).toMatchObject({ discountTotal: { amount: '30.00' }, promotionCodes: [{ code, applies: true }] });
    const quoted = await shop.quoteWith(buyer);
    expect(quoted).toMatchObject({ discountTotal: { amount: '30.00' } });
    expect(await shop.place(buyer, quoted.id)).toMatchObject({ status: 'CONFIRMED', total: quoted.total });
    // The platform has its own codes too. Its promotion applies to what the sellers' left.
    const platform = { code, basisPoints: 5_000, combinable: true, title: 'Of all' };
    expect(await shop.promote(platform)).toMatchObject({ sharedCode: code });
    expect(await shop.promote(platform)).toMatchObject({
      code: 'PROMOTION_CODE_TAKEN',
      message: expect.stringContaining('of the platform'),
    });
    expect((await apply(lamp, vase, bowl)).answer).toMatchObject({ discountTotal: { amount: '165.00' } });
    expect((await apply(bowl)).answer).toMatchObject({
      discountTotal: { amount: '50.00' },
      promotionCodes: [{ title: 'Of all' }],
    });
    // A cart whose goods of the seller were removed keeps the code, which is for other goods now.
    const without = await apply(lamp, vase);
    for (const promotion of (await shop.ask(admin, '{ promotions(first: 1) { nodes { id } } }')).promotions.nodes)
      await shop.mutate(admin, 'endPromotion', { promotionId: promotion.id }, 'id');
    await shop.mutate(without.buyer, 'removeFromCart', { variantId: lamp.variantId });
    await shop.mutate(without.buyer, 'removeFromCart', { variantId: vase.variantId });
    await shop.fillCart(without.buyer, [[bowl, 1]]);
    expect((await shop.ask(without.buyer, `{ cart { ${codes} } }`)).cart.promotionCodes).toMatchObject([
      { code, title: 'Of all', applies: false, reason: 'ENDED' },
    ]);
  });

  it('lists promotions with their batches of codes in as many statements for two as for eight', async () => {
    for (let count = 0; count < 8; count += 1) {
      const promotionId = (await shop.promote({ activation: 'SINGLE_USE_CODES', basisPoints: 500 })).id;
      const input = { promotionId, count: 2, idempotencyKey: newCode() };
      const made = await shop.mutate(admin, 'generatePromotionCodes', input, '... on PromotionCodeBatch { id }');
      expect(made.id).toBeDefined();
    }
    const page = async (first: number) => {
      const text = `{ promotions(filter: { status: [RUNNING] }, first: ${first}) {
        nodes { id redeemed seller { id } codeBatches { id } } pageInfo { hasNextPage } } }`;
      const { result, count } = await shop.statements(() => shop.ask(support, text));
      const { nodes } = result.promotions;
      return { count, batches: nodes.map(({ codeBatches }: Json) => codeBatches.length) };
    };
    const [two, eight] = [await page(2), await page(8)];
    expect(two.batches).toEqual([1, 1]);
    expect(eight.batches).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect([two.count, eight.count]).toEqual([2, 2]);
  });

  it('limits how many unknown codes a client address tries', async () => {
    const lamp = shop.stocked(9);
    const buyer = newBuyer();
    await shop.fillCart(buyer, [[lamp, 1]]);
    const tryCode = (at: number) => shop.failure(buyer, 'applyPromotionCode', { code: `GUESS-${at}` });
    const tried = await Promise.all(Array.from({ length: 25 }, (_, at) => tryCode(at)));
    expect(tried.filter((extensions) => extensions === undefined)).toHaveLength(20);
    expect(tried.filter((extensions) => extensions?.code === 'RATE_LIMITED')).toHaveLength(5);
  });
});
