import type { Resolvers } from '../generated/graphql.ts';
import { category } from './category.ts';
import { categoryMutations } from './category-mutations.ts';
import { productConnection } from './product-connection.ts';
import { media, priceRange, product } from './product.ts';
import { productImport } from './product-import.ts';
import { productMutations } from './product-mutations.ts';
import { query } from './query.ts';
import { seller, store } from './seller.ts';
import { upload } from './upload.ts';
import { uploadMutations, wishlistMutations } from './upload-mutations.ts';
import { variant } from './variant.ts';
import { variantFacts } from './variant-facts.ts';

export const resolvers: Resolvers = {
  Query: query,
  Mutation: { ...productMutations, ...categoryMutations, ...uploadMutations, ...wishlistMutations },
  Product: product,
  ProductConnection: productConnection,
  Media: media,
  PriceRange: priceRange,
  Variant: variant,
  VariantFacts: variantFacts,
  Category: category,
  Seller: seller,
  Store: store,
  Upload: upload,
  ProductImport: productImport,
};
