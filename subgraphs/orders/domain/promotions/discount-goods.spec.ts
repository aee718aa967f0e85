import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { specLine, specOrder } from '../spec-purchase.ts';
import { packOrder } from '../pack-order.ts';
import { discountGoods, type Goods, priceOf } from './discount-goods.ts';
import { applicable, type Candidate, matchesOf, obstacleTo } from './eligibility.ts';
import { describeCodes } from './entered-code.ts';
import { type Promotion, sumOfDiscounts } from './promotion.ts';
import { specPromotion } from './spec-promotion.ts';
import { splitWithin } from './split.ts';

const goods = (variantId: string, unitPriceMinor: bigint, quantity = 1, overrides: Partial<Goods> = {}): Goods => ({
  variantId,
  productId: `prd_${variantId}`,
  sellerId: 'slr_1',
  categoryId: 'cat_1',
  type: 'PHYSICAL',
  quantity,
  unitPriceMinor,
  ...overrides,
});

const deliveries = new Map([
  ['slr_1', 1_000n],
  ['slr_2', 500n],
]);

/** The discount of each line and each delivery, as numbers. */
function discounts(lines: readonly Goods[], promotions: readonly Promotion[], step = 1n) {
  const found = discountGoods({ goods: lines, deliveryMinor: deliveries, step }, promotions);
  return Object.fromEntries(
    [...found.byVariant, ...found.byDelivery].map(([key, list]) => [key, Number(sumOfDiscounts(list))]),
  );
}

describe('the discounts of a cart', () => {
  const percent = specPromotion();
  const fixed = specPromotion({ id: 'prm_2', kind: 'FIXED', basisPoints: null, amountMinor: 1_000n, currency: 'EUR' });
  const gift = specPromotion({ id: 'prm_3', kind: 'BUY_X_GET_Y', basisPoints: 10_000, buyQuantity: 2, getQuantity: 1 });
  const freeDelivery = specPromotion({ id: 'prm_4', kind: 'FREE_DELIVERY', basisPoints: null });

  it.each<[string, Goods[], Promotion[], object]>([
    ['a part of each price', [goods('a', 999n), goods('b', 333n, 3)], [percent], { a: 100, b: 100 }],
    ['an amount divided by price', [goods('a', 2_000n), goods('b', 1_000n)], [fixed], { a: 667, b: 333 }],
    ['an amount that leaves a cent of each piece', [goods('a', 300n, 3)], [fixed], { a: 897 }],
    ['the cheapest of three, over all of them', [goods('a', 900n, 2), goods('b', 300n)], [gift], { a: 257, b: 43 }],
    ['nothing for two of three', [goods('a', 900n, 2)], [gift], {}],
    ['half of the piece that is given', [goods('a', 900n, 3)], [{ ...gift, basisPoints: 5_000 }], { a: 450 }],
    ['the delivery of goods', [goods('a', 100n), goods('b', 100n, 1, { type: 'DIGITAL', sellerId: 'slr_2' })], [freeDelivery], { slr_1: 1_000 }],
    ['goods of one category', [goods('a', 1_000n), goods('b', 1_000n, 1, { categoryId: 'cat_2' })], [{ ...percent, categoryIds: ['cat_2'] }], { b: 100 }],
    ['a seller for their own goods alone', [goods('a', 1_000n), goods('b', 1_000n, 1, { sellerId: 'slr_2' })], [{ ...percent, paidBy: 'SELLER', sellerId: 'slr_2' }], { b: 100 }],
    ['at most the greatest discount', [goods('a', 10_000n)], [{ ...percent, maxDiscountMinor: 250n }], { a: 250 }],
  ])('are %s', (_, lines, promotions, expected) => {
    expect(discounts(lines, promotions)).toEqual(expected);
  }); // prettier-ignore

  it('combine one after another by priority, or are the single one that lowers the price most', () => {
    const lines = [goods('a', 10_000n)];
    expect(discounts(lines, [percent, fixed])).toEqual({ a: 2_000 });
    expect(discounts(lines, [percent, { ...fixed, priority: 1 }])).toEqual({ a: 1_900 });
    const found = discountGoods({ goods: lines, deliveryMinor: deliveries, step: 1n }, [
      percent,
      { ...fixed, priority: 1 },
    ]);
    expect(found.byVariant.get('a')?.map(({ amountMinor }) => amountMinor)).toEqual([1_000n, 900n]);
    const alone = { ...percent, id: 'prm_9', combinable: false, basisPoints: 2_001 };
    expect(discounts(lines, [percent, fixed, alone])).toEqual({ a: 2_001 });
    expect(discounts(lines, [percent, fixed, { ...alone, basisPoints: 1_999 }])).toEqual({ a: 2_000 });
  });

  it('are amounts that can be charged', () => {
    expect(discounts([goods('a', 1_230n), goods('b', 450n)], [{ ...percent, basisPoints: 333 }], 10n)).toEqual({
      a: 40,
      b: 10,
    });
  });

  const promotion: fc.Arbitrary<Promotion> = fc
    .record({
      id: fc.integer({ min: 1, max: 9 }).map((number) => `prm_${number}`),
      kind: fc.constantFrom('PERCENT', 'FIXED', 'FREE_DELIVERY', 'BUY_X_GET_Y'),
      basisPoints: fc.integer({ min: 1, max: 10_000 }),
      amountMinor: fc.bigInt(1n, 10_000n),
      maxDiscountMinor: fc.option(fc.bigInt(1n, 5_000n)),
      buyQuantity: fc.integer({ min: 1, max: 3 }),
      getQuantity: fc.integer({ min: 1, max: 3 }),
      sellerIds: fc.constantFrom([], ['slr_1'], ['slr_2']),
      categoryIds: fc.constantFrom([], ['cat_1'], ['cat_2']),
      combinable: fc.boolean(),
      priority: fc.integer({ min: 0, max: 2 }),
    })
    .map((some) => specPromotion(some as Partial<Promotion>));
  const line = fc
    .record({
      unitPriceMinor: fc.bigInt(1n, 50_000n),
      quantity: fc.integer({ min: 1, max: 20 }),
      sellerId: fc.constantFrom('slr_1', 'slr_2'),
      categoryId: fc.constantFrom('cat_1', 'cat_2'),
    })
    .map((some) => some as Partial<Goods>);

  it('never exceed the goods, leave a price of every piece, and are the same in any order of promotions', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 6 }),
        fc.uniqueArray(promotion, { selector: ({ id }) => id, maxLength: 4 }),
        fc.constantFrom(1n, 10n),
        (lines, promotions, step) => {
          const cart = lines.map((some, at) => {
            const unitPriceMinor = (some.unitPriceMinor ?? 1n) * step;
            return goods(`var_${at}`, unitPriceMinor, 1, { ...some, unitPriceMinor });
          });
          const found = discountGoods({ goods: cart, deliveryMinor: deliveries, step }, promotions);
          for (const each of cart) {
            const list = found.byVariant.get(each.variantId) ?? [];
            for (const { amountMinor } of list) expect(amountMinor > 0n && amountMinor % step === 0n).toBe(true);
            expect(priceOf(each) - sumOfDiscounts(list)).toBeGreaterThanOrEqual(step * BigInt(each.quantity));
          }
          for (const [seller, list] of found.byDelivery) {
            expect(sumOfDiscounts(list)).toBeLessThanOrEqual(deliveries.get(seller)!);
          }
          const turned = discountGoods({ goods: cart, deliveryMinor: deliveries, step }, promotions.toReversed());
          expect(turned).toEqual(found);
        },
      ),
    );
  });
});

describe('an amount that is divided', () => {
  it('is exact, and within the room of every share', () => {
    const share = fc.record({ weight: fc.bigInt(0n, 1_000n), room: fc.bigInt(0n, 1_000n) });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 8 }), fc.bigInt(0n, 1_000n), (shares, per) => {
        const whole = shares.reduce((all, { room }) => all + room, 0n);
        const amount = (whole * per) / 1_000n;
        const parts = splitWithin(amount, shares);
        expect(parts.reduce((all, each) => all + each, 0n)).toBe(amount);
        for (const [at, part] of parts.entries()) expect(part >= 0n && part <= shares[at]!.room).toBe(true);
      }),
    );
  });
});

describe('a discount after packing', () => {
  it('is in proportion, adds up with the order, and never raises its total', () => {
    const discount = { promotionId: 'prm_1', title: 'Spring', paidBy: 'PLATFORM' } as const;
    fc.assert(
      fc.property(
        fc.bigInt(2n, 5_000n),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(30),
        fc.array(fc.nat(10_000), { minLength: 1, maxLength: 3 }),
        (unitPriceMinor, quantity, some, parts) => {
          let room = (unitPriceMinor - 1n) * BigInt(quantity);
          const given = parts.map((part) => {
            const amountMinor = (room * BigInt(part)) / 10_000n;
            room -= amountMinor;
            return { ...discount, amountMinor };
          });
          const line = specLine({ unitPriceMinor, quantity, discounts: given });
          const order = specOrder({ lines: [line] });
          const packedQuantity = some % (quantity + 1);
          const packed = packOrder(order, new Map([[line.id, packedQuantity]]));
          const [after] = packed.lines;
          expect(after!.discountMinor).toBe((line.discountMinor * BigInt(packedQuantity)) / BigInt(quantity));
          expect(sumOfDiscounts(after!.discounts)).toBe(after!.discountMinor);
          expect(packed.discountMinor).toBe(after!.discountMinor);
          expect(packed.totalMinor).toBe(
            packed.itemsMinor + packed.deliveryMinor + packed.taxMinor - packed.discountMinor,
          );
          expect(packed.totalMinor).toBeLessThanOrEqual(order.totalMinor);
          expect(packed.itemsMinor - packed.discountMinor).toBeGreaterThanOrEqual(BigInt(packedQuantity));
        },
      ),
    );
  });
});

describe('whether a promotion applies', () => {
  const candidate = (promotion: Partial<Promotion> = {}, overrides: Partial<Candidate> = {}): Candidate => ({
    promotion: specPromotion(promotion),
    code: null,
    codeIsUsed: false,
    codeIsOfOther: false,
    usedByPerson: 0,
    hasOrdered: false,
    ...overrides,
  });
  const occasion = { goods: [goods('a', 1_000n, 2)], currency: 'EUR', buyerId: 'usr_1', now: new Date(1_000) };

  it.each<[string, Candidate, object | null]>([
    ['a running one', candidate(), null],
    ['one that starts later', candidate({ startsAt: new Date(1_001) }), { reason: 'NOT_STARTED' }],
    ['one whose window is over', candidate({ endsAt: new Date(1_000) }), { reason: 'ENDED' }],
    ['one that a person ended', candidate({ endedAt: new Date(1) }), { reason: 'ENDED' }],
    ['one at its limit', candidate({ maxRedemptions: 2, redeemed: 2 }), { reason: 'USED_UP' }],
    ['a code of another person', candidate({}, { codeIsOfOther: true }), { reason: 'NOT_FOR_YOU', why: 'code of another' }],
    ['a code that an order uses', candidate({}, { codeIsUsed: true }), { reason: 'USED_UP' }],
    ['a person at their limit', candidate({ maxPerPerson: 1 }, { usedByPerson: 1 }), { reason: 'NOT_FOR_YOU', why: 'used before' }],
    ['a second order', candidate({ firstOrderOnly: true }, { hasOrdered: true }), { reason: 'NOT_FOR_YOU', why: 'ordered before' }],
    ['a first order under way', candidate({ firstOrderOnly: true }, { usedByPerson: 1 }), { reason: 'NOT_FOR_YOU', why: 'used before' }],
    ['too cheap a cart', candidate({ minimumMinor: 2_500n, currency: 'EUR' }), { reason: 'MINIMUM_NOT_REACHED', missingMinor: 500n, currency: 'EUR' }],
    ['another currency', candidate({ currency: 'KES' }), { reason: 'NOT_FOR_THESE_GOODS' }],
    ['other goods', candidate({ productIds: ['prd_z'] }), { reason: 'NOT_FOR_THESE_GOODS' }],
    ['too few pieces', candidate({ kind: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1 }), { reason: 'NOT_FOR_THESE_GOODS' }],
  ])('is decided for %s', (_, some, expected) => {
    expect(obstacleTo(some, occasion)).toEqual(expected);
  }); // prettier-ignore

  it('needs an account where people are counted', () => {
    const guest = { ...occasion, buyerId: null };
    expect(obstacleTo(candidate({ maxPerPerson: 3 }), guest)).toEqual({ reason: 'NOT_FOR_YOU', why: 'guest' });
    expect(obstacleTo(candidate(), guest)).toBeNull();
  });

  it('counts two codes of one promotion once', () => {
    const codes = [candidate({}, { code: 'ONE1' }), candidate({}, { code: 'TWO2' })];
    expect(applicable(codes, occasion).map(({ code }) => code)).toEqual(['ONE1']);
  });

  it('is decided for each payer of a code, and explained for the one that comes nearest', () => {
    const ofCode = (promotion: Partial<Promotion>) => candidate(promotion, { code: 'SPRING' });
    const ended = ofCode({ id: 'prm_1', endedAt: new Date(1) });
    const dear = ofCode({ id: 'prm_2', sellerId: 'slr_1', minimumMinor: 2_500n, title: 'Dear' });
    const fitting = ofCode({ id: 'prm_3', sellerId: 'slr_1', title: 'Fitting' });
    const elsewhere = ofCode({ id: 'prm_4', sellerId: 'slr_2', endedAt: new Date(1), title: 'Elsewhere' });
    const idsOf = (all: Candidate[]) =>
      matchesOf('SPRING', all, occasion).map(({ candidate: { promotion } }) => promotion.id);
    expect(idsOf([ended, dear, fitting, candidate({ id: 'prm_5' }, { code: 'OTHER' })])).toEqual([
      'prm_3',
      'prm_2',
      'prm_1',
    ]);
    const described = (all: Candidate[], given: string[]) =>
      describeCodes(['SPRING'], all, occasion, new Set(given))[0];
    expect(described([ended, dear], [])).toMatchObject({
      title: 'Dear',
      reason: 'MINIMUM_NOT_REACHED',
      missingMinor: 500n,
    });
    expect(described([ended, fitting], ['prm_3'])).toMatchObject({ title: 'Fitting', reason: null });
    expect(described([ended, fitting], [])).toMatchObject({ title: 'Fitting', reason: 'BETTER_WITHOUT' });
    expect(
      described([{ ...fitting, promotion: { ...fitting.promotion, id: 'prm_6' } }, fitting], ['prm_3']),
    ).toMatchObject({
      reason: null,
    });
    expect(described([elsewhere], [])).toMatchObject({ title: null, reason: 'NOT_FOR_THESE_GOODS' });
    expect(described([], [])).toMatchObject({ title: null, reason: 'UNKNOWN' });
  });
});
