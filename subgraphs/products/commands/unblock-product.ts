import { requireRole } from '@soko/auth';
import type { ProductsContext } from '../context.ts';
import { statusBeforeBlock } from '../domain/history.ts';
import { toUnblocked } from '../domain/product-status.ts';
import { findHistory } from '../store/find-history.ts';
import { changeAnyProduct, type ProductTarget } from './change-product.ts';

/** Support ends the block of a product, which returns to its status before the block. */
export async function unblockProduct(context: ProductsContext, target: ProductTarget) {
  requireRole(context.viewer, 'SUPPORT');
  const { productId } = target;
  const history = await findHistory(context.db, [productId]);
  const statusBefore = statusBeforeBlock(history.get(productId) ?? []);
  return changeAnyProduct(context, target, (product) => toUnblocked(product, context.now(), statusBefore), null);
}
