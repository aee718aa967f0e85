import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { VariantFacts } from './line.ts';
import { parcelsOf, priceCheckout, hasSamePrices, splitBySeller, type Wanted } from './price-checkout.ts';
import { addTotals } from './totals.ts';
import { lineTotal } from './line.ts';

const facts = (overrides: Partial<VariantFacts> = {}): VariantFacts => ({
  variantId: 'var_1',
  productId: 'prd_1',
  sellerId: 'slr_1',
  storeId: null,
  categoryId: 'cat_1',
  type: 'PHYSICAL',
  title: 'Lamp',
  sku: 'L',
  options: [],
  package: { lengthMm: 1, widthMm: 1, heightMm: 1, weightG: 1 },
  imageUrl: null,
  priceMinor: 1_250n,
  currency: 'EUR',
  furtherPrices: [],
  onSale: true,
  available: null,
  acceptsOffers: false,
  minimumOfferBasisPoints: null,
  ...overrides,
});

const wanted: fc.Arbitrary<Wanted[]> = fc.array(
  fc.record({
    facts: fc
      .record({
        sellerId: fc.constantFrom('slr_1', 'slr_2', 'slr_3'),
        categoryId: fc.constantFrom('cat_1', 'cat_2', 'cat_3'),
        type: fc.constantFrom('PHYSICAL', 'DIGITAL'),
        priceMinor: fc.bigInt(1n, 10n ** 12n),
      })
      .map((some) => facts(some as Partial<VariantFacts>)),
    quantity: fc.integer({ min: 1, max: 999 }),
  }),
  { minLength: 1, maxLength: 30 },
);

const rates = [
  { country: 'DE', categoryId: null, basisPoints: 1_900, inclusive: true },
  { country: 'DE', categoryId: 'cat_2', basisPoints: 725, inclusive: false },
];

const price = (some: readonly Wanted[]) =>
  priceCheckout(some, {
    currency: 'EUR',
    places: { declaredCountry: null, deliveryCountry: 'DE', pickupCountry: null },
    deliveryMethod: 'STANDARD',
    rates,
    deliveryMinor: new Map([
      ['slr_1', 1_000n],
      ['slr_2', 2_500n],
    ]),
    promotions: [],
  });

describe('pricing a checkout', () => {
  it('splits by seller without losing, doubling or mixing lines', () => {
    fc.assert(
      fc.property(wanted, (some) => {
        const groups = splitBySeller(some);
        expect([...groups.values()].flat()).toHaveLength(some.length);
        expect(new Set([...groups.values()].flat()).size).toBe(some.length);
        for (const [sellerId, group] of groups)
          expect(group.every((each) => each.facts.sellerId === sellerId)).toBe(true);
        expect([...groups.keys()]).toEqual([...new Set(some.map((each) => each.facts.sellerId))]);
      }),
    );
  });

  it('adds up to the minor unit: lines to orders, orders to the checkout', () => {
    fc.assert(
      fc.property(wanted, (some) => {
        const priced = price(some);
        for (const order of priced.orders) {
          const items = order.lines.reduce((all, line) => all + lineTotal(line), 0n);
          const added = order.lines.filter((line) => !line.taxInclusive).reduce((all, line) => all + line.taxMinor, 0n);
          expect(order.itemsMinor).toBe(items);
          expect(order.taxMinor).toBe(added);
          expect(order.totalMinor).toBe(items + order.deliveryMinor + added - order.discountMinor);
        }
        const { currency: _currency, orders: _orders, ...totals } = priced;
        expect(totals).toEqual(addTotals(priced.orders));
        const items = some.reduce((all, each) => all + each.facts.priceMinor * BigInt(each.quantity), 0n);
        expect(priced.itemsMinor).toBe(items);
      }),
    );
  });

  it('is equal for equal lines, and different when one price changes by one minor unit', () => {
    fc.assert(
      fc.property(wanted, fc.nat(), (some, pick) => {
        expect(hasSamePrices(price(some), price(some))).toBe(true);
        const moved = some.map((each, index) =>
          index === pick % some.length
            ? { ...each, facts: { ...each.facts, priceMinor: each.facts.priceMinor + 1n } }
            : each,
        );
        expect(hasSamePrices(price(some), price(moved))).toBe(false);
      }),
    );
  });

  it('has no delivery for digital goods', () => {
    const digital = { facts: facts({ type: 'DIGITAL', package: null, sellerId: 'slr_2' }), quantity: 1 };
    expect(parcelsOf([digital, { facts: facts(), quantity: 2 }])).toEqual([
      { orderKey: 'slr_1', lines: [{ quantity: 2, package: facts().package }] },
    ]);
    const priced = priceCheckout([digital], {
      currency: 'EUR',
      places: { declaredCountry: 'KE', deliveryCountry: null, pickupCountry: null },
      deliveryMethod: 'STANDARD',
      rates: [],
      deliveryMinor: new Map(),
      promotions: [],
    });
    expect(priced.orders).toMatchObject([{ deliveryMethod: 'NONE', deliveryMinor: 0n, totalMinor: 1_250n }]);
  });
});
