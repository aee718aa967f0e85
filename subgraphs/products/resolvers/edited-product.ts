import type { EditedProductResolvers } from '../generated/graphql.ts';
import { visibleProduct } from './visible-product.ts';

export const editedProduct: EditedProductResolvers = {
  product: ({ productId, refusal }, _, context) =>
    refusal?.__typename === 'ProductNotFound' ? null : visibleProduct(context, productId),
};
