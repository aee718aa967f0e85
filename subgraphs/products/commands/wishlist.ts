import { userIdOf } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import type { ProductsContext } from '../context.ts';
import type { ProductSummary } from '../domain/product.ts';
import { type NotInWishlist, refuse, type WishlistFull } from '../domain/refusal.ts';
import { addWish, removeWish, wishlistLimit } from '../store/wishes.ts';
import { requireSignedIn } from './signed-in.ts';

/** Wishlists belong to people. */
export function requirePerson({ viewer }: Pick<ProductsContext, 'viewer'>): string {
  requireSignedIn(viewer);
  const id = userIdOf(viewer);
  if (id === null) throw forbidden('Only people have a wishlist.');
  return id;
}

/** Puts a product that is on sale into the viewer's wishlist. */
export async function addToWishlist(
  context: ProductsContext,
  productId: string,
): Promise<ProductSummary | WishlistFull> {
  const userId = requirePerson(context);
  const found = await context.loaders.product.load(productId);
  if (found === null || !found.listed) throw notFound('Product');
  if (await addWish(context.pool, { userId, productId, addedAt: context.now() })) return found.product;
  return refuse('WishlistFull', `A wishlist holds at most ${wishlistLimit} products.`, { limit: wishlistLimit });
}

/** Takes a product out of the viewer's wishlist, whether or not it is still on sale. */
export async function removeFromWishlist(
  context: ProductsContext,
  productId: string,
): Promise<{ productId: string } | NotInWishlist> {
  const userId = requirePerson(context);
  if (await removeWish(context.pool, userId, productId)) return { productId };
  return refuse('NotInWishlist', 'The product is not in the wishlist.', {});
}
