import { newId } from '@soko/ids';
import type { OrdersVariantFactsData } from '../../generated/peers/products.ts';
import { type Fixture, startFixture } from '@soko/testing';

export type FixtureVariant = NonNullable<OrdersVariantFactsData['variantFacts'][number]>;

export interface ProductsFixture extends Fixture {
  variants: Map<string, FixtureVariant>;
  /** Number of licence keys of variants that need them. */
  keys: Map<string, number>;
  /** Puts a variant on sale. */
  sell(overrides?: Partial<FixtureVariant>): FixtureVariant;
}

/** A catalogue in memory. */
export function startProducts(): ProductsFixture {
  const variants = new Map<string, FixtureVariant>();
  const keys = new Map<string, number>();
  const fixture = startFixture('products', {
    Mutation: {
      reserveLicenceKeys(_, { input }: { input: { lines: { variantId: string; quantity: number }[] } }) {
        const short = input.lines.filter(({ variantId, quantity }) => quantity > (keys.get(variantId) ?? Infinity));
        return short.length === 0
          ? { __typename: 'LicenceKeysReserved', count: input.lines.length }
          : {
              __typename: 'LicenceKeysShort',
              lines: short.map(({ variantId, quantity }) => {
                return { variantId, requested: quantity, available: keys.get(variantId) ?? 0 };
              }),
            };
      },
    },
    Query: { variantFacts: (_, { ids }: { ids: string[] }) => ids.map((id) => variants.get(id) ?? null) },
  });
  return {
    ...fixture,
    variants,
    keys,
    sell(overrides = {}) {
      const variant: FixtureVariant = {
        variantId: newId('var'),
        productId: newId('prd'),
        sellerId: newId('slr'),
        storeId: null,
        categoryId: newId('cat'),
        type: 'PHYSICAL',
        title: 'Oak lamp',
        sku: `SKU-${variants.size + 1}`,
        options: [{ name: 'Size', value: 'M' }],
        package: { lengthMm: 100, widthMm: 80, heightMm: 60, weightG: 500 },
        imageUrl: null,
        price: { amount: '12.50', currency: 'EUR' },
        furtherPrices: [],
        onSale: true,
        available: overrides.type === 'DIGITAL' ? null : 1_000,
        acceptsOffers: false,
        minimumOfferBasisPoints: null,
        ...overrides,
      };
      variants.set(variant.variantId, variant);
      return variant;
    },
  };
}
