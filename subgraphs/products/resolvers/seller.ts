import type { SellerResolvers, StoreResolvers } from '../generated/graphql.ts';
import { ownedProducts } from './owned-products.ts';
import { ratingsOfSeller } from './reviews/ratings.ts';

/** Users owns sellers and stores; this subgraph adds their products. */
const resolveReference = ({ id }: { id: string }) => ({ id });

export const seller: SellerResolvers & { __resolveReference: unknown } = {
  __resolveReference: resolveReference,
  products: ({ id }, args, context) => ownedProducts('seller', id, args, context),
  ...ratingsOfSeller,
};

export const store: StoreResolvers & { __resolveReference: unknown } = {
  __resolveReference: resolveReference,
  products: ({ id }, args, context) => ownedProducts('store', id, args, context),
};
