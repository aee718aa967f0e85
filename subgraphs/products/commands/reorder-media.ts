import type { ProductsContext } from '../context.ts';
import { reorderPictures } from '../domain/product-media.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';

/** Changes the order of a product's pictures. */
export const reorderMedia = (context: ProductsContext, input: ProductTarget & { mediaIds: readonly string[] }) =>
  changeOwnProduct(context, input, (product) => reorderPictures(product, input.mediaIds));
