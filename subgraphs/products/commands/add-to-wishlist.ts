import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { ProductsContext } from '../context.ts';
import type { ProductSummary } from '../domain/product.ts';
import { wishlistFull, type WishlistFull } from '../domain/refusals.ts';
import { addWish, maxWishes } from '../store/wishes.ts';

/** Adds a product that is on sale to the viewer's wishlist. */
export async function addToWishlist(
  context: ProductsContext,
  productId: string,
): Promise<ProductSummary | WishlistFull> {
  const { id: userId } = requireUser(context.viewer);
  const found = await context.loaders.product.load(productId);
  if (found === null || !found.listed) throw notFound('The product');
  const added = await addWish(context.pool, { userId, productId, addedAt: context.now() });
  return added ? found.product : wishlistFull(maxWishes);
}
