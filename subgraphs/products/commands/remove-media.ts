import type { ProductsContext } from '../context.ts';
import { removePicture } from '../domain/product-media.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';

/** Removes a picture from a product. */
export const removeMedia = (context: ProductsContext, input: ProductTarget & { mediaId: string }) =>
  changeOwnProduct(context, input, (product) => removePicture(product, input.mediaId));
