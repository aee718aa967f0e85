import type { ProductsContext } from '../context.ts';
import { toPublished } from '../domain/product-status.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';

/** Puts a draft or a paused product on sale. */
export const publishProduct = (context: ProductsContext, target: ProductTarget) =>
  changeOwnProduct(context, target, (product) => toPublished(product, context.now()));
