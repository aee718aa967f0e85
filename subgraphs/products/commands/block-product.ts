import { requireRole } from '@soko/auth';
import { readText } from '@soko/input';
import type { ProductsContext } from '../context.ts';
import { toBlocked } from '../domain/product-status.ts';
import { changeAnyProduct, type ProductTarget } from './change-product.ts';

/** Support takes a product of any seller off sale, and gives a reason. */
export async function blockProduct(context: ProductsContext, target: ProductTarget & { reason: string }) {
  requireRole(context.viewer, 'SUPPORT');
  const reason = readText(target.reason, 'reason', { min: 3, max: 500 });
  return changeAnyProduct(context, target, toBlocked, reason);
}
