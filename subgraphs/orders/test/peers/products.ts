import { newId } from '@soko/ids';
import type { OrdersVariantFactsData } from '../../generated/peers/products.ts';
import { type Fixture, startFixture } from '@soko/testing';

export type FixtureVariant = NonNullable<OrdersVariantFactsData['variantFacts'][number]>;

export interface ProductsFixture extends Fixture {
  variants: Map<string, FixtureVariant>;
  /** Puts a variant on sale. */
  sell(overrides?: Partial<FixtureVariant>): FixtureVariant;
}

/** A catalogue in memory. */
export function startProducts(): ProductsFixture {
  const variants = new Map<string, FixtureVariant>();
  const fixture = startFixture('products', {
    Query: { variantFacts: (_, { ids }: { ids: string[] }) => ids.map((id) => variants.get(id) ?? null) },
  });
  return {
    ...fixture,
    variants,
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
        ...overrides,
      };
      variants.set(variant.variantId, variant);
      return variant;
    },
  };
}
