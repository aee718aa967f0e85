import type { ProductsContext } from '../context.ts';
import { toPaused } from '../domain/product-status.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';

/** Takes a product off sale for a while. */
export const pauseProduct = (context: ProductsContext, target: ProductTarget) =>
  changeOwnProduct(context, target, toPaused);
