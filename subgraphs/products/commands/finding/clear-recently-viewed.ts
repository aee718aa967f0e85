import { requireUser } from '@soko/auth';
import { isId } from '@soko/ids';
import type { ProductsContext } from '../../context.ts';
import { deleteViews } from '../../store/finding/product-views.ts';

/** Removes one product, or all, from those that the viewer looked at. */
export async function clearRecentlyViewed(
  { pool, viewer }: ProductsContext,
  productId: string | null | undefined,
): Promise<{ count: number }> {
  const { id: userId } = requireUser(viewer);
  // No other product can be in the list.
  if (productId != null && !isId('prd', productId)) return { count: 0 };
  return { count: await deleteViews(pool, userId, productId ?? null) };
}
