import type { ProductsContext } from '../context.ts';
import { toArchived } from '../domain/product-status.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';

/** Takes a product off sale permanently. */
export const archiveProduct = (context: ProductsContext, target: ProductTarget) =>
  changeOwnProduct(context, target, toArchived);
