import type { Resolvers } from '../generated/graphql.ts';
import { category } from './category.ts';
import { productConnection } from './product-connection.ts';
import { media, priceRange, product } from './product.ts';
import { productMutations } from './product-mutations.ts';
import { query } from './query.ts';
import { variant } from './variant.ts';

export const resolvers: Resolvers = {
  Query: query,
  Mutation: { ...productMutations },
  Product: product,
  ProductConnection: productConnection,
  Media: media,
  PriceRange: priceRange,
  Variant: variant,
  Category: category,
};
