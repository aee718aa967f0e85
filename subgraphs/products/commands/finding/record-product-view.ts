import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { ProductsContext } from '../../context.ts';
import { saveView } from '../../store/finding/product-views.ts';

/** Records that the viewer looked at a product that is on sale. */
export async function recordProductView(
  { pool, viewer, now }: ProductsContext,
  productId: string,
): Promise<{ productId: string }> {
  const { id: userId } = requireUser(viewer);
  if (!(await saveView(pool, { userId, productId, viewedAt: now() }))) throw notFound('The product');
  return { productId };
}
