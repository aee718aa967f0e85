import { requireRole } from '@soko/auth';
import type { ProductsContext } from '../context.ts';
import { toUnblocked } from '../domain/product-status.ts';
import { changeAnyProduct, type ProductTarget } from './change-product.ts';

/** Support puts a blocked product on sale again. */
export async function unblockProduct(context: ProductsContext, target: ProductTarget) {
  requireRole(context.viewer, 'SUPPORT');
  return changeAnyProduct(context, target, (product) => toUnblocked(product, context.now()), null);
}
