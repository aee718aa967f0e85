import { newId } from '@soko/ids';
import { type Fixture, startFixture } from './fixture.ts';

export interface FixtureVariant {
  variantId: string;
  productId: string;
  sellerId: string;
  storeId: string | null;
  categoryId: string;
  type: 'PHYSICAL' | 'DIGITAL' | 'NFT';
  title: string;
  sku: string;
  options: { name: string; value: string }[];
  package: { lengthMm: number; widthMm: number; heightMm: number; weightG: number } | null;
  imageUrl: string | null;
  price: { amount: string; currency: string };
  onSale: boolean;
}

export interface ProductsFixture extends Fixture {
  variants: Map<string, FixtureVariant>;
  /** Puts a variant on sale. */
  sell(overrides?: Partial<FixtureVariant>): FixtureVariant;
}

const sdl = `type Query { variantFacts(ids: [ID!]!): [VariantFacts]! }
  type VariantFacts { variantId: ID! productId: ID! sellerId: ID! storeId: ID categoryId: ID! type: ProductType! title: String! sku: String!
    options: [VariantOption!]! package: Package imageUrl: String price: Money! onSale: Boolean! }
  enum ProductType { PHYSICAL DIGITAL NFT }
  type VariantOption { name: String! value: String! }
  type Package { lengthMm: Int! widthMm: Int! heightMm: Int! weightG: Int! }`;

/** A catalogue. */
export function startProducts(): ProductsFixture {
  const variants = new Map<string, FixtureVariant>();
  const fixture = startFixture(sdl, {
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
        onSale: true,
        ...overrides,
      };
      variants.set(variant.variantId, variant);
      return variant;
    },
  };
}
