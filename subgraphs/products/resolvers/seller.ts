import type { SellerResolvers, StoreResolvers } from '../generated/graphql.ts';
import { ownedProducts } from './owned-products.ts';

/** Users owns sellers and stores; here they are an id with products. */
const asItIs = ({ id }: { id: string }) => ({ id });

export const seller: SellerResolvers & { __resolveReference: unknown } = {
  __resolveReference: asItIs,
  products: ({ id }, args, context) => ownedProducts('seller', id, args, context),
};

export const store: StoreResolvers & { __resolveReference: unknown } = {
  __resolveReference: asItIs,
  products: ({ id }, args, context) => ownedProducts('store', id, args, context),
};
