import type { ProductsContext } from '../context.ts';
import { archive, block, pause, publish, unblock } from '../domain/product-status.ts';
import { readText } from '../domain/read-text.ts';
import { changeAnyProduct, changeOwnProduct, type Target } from './change-product.ts';
import { requireRole } from './signed-in.ts';

/** Puts a draft or a paused product on sale. */
export const publishProduct = (context: ProductsContext, target: Target) =>
  changeOwnProduct(context, target, (product) => publish(product, context.now()));

/** Takes a product off sale for a while. */
export const pauseProduct = (context: ProductsContext, target: Target) => changeOwnProduct(context, target, pause);

/** Takes a product off sale for good. */
export const archiveProduct = (context: ProductsContext, target: Target) => changeOwnProduct(context, target, archive);

/** Support takes a product off sale, whoever's it is, and says why. */
export async function blockProduct(context: ProductsContext, target: Target & { reason: string }) {
  requireRole(context.viewer, 'SUPPORT');
  const reason = readText(target.reason, { min: 3, max: 500 }, 'reason');
  return changeAnyProduct(context, target, block, reason);
}

/** Support puts a blocked product on sale again. */
export async function unblockProduct(context: ProductsContext, target: Target) {
  requireRole(context.viewer, 'SUPPORT');
  return changeAnyProduct(context, target, (product) => unblock(product, context.now()), null);
}
