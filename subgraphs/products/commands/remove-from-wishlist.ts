import { requireUser } from '@soko/auth';
import type { ProductsContext } from '../context.ts';
import { notInWishlist, type NotInWishlist } from '../domain/refusals.ts';
import { removeWish } from '../store/wishes.ts';

/** Removes a product from the viewer's wishlist, even if it is no longer on sale. */
export async function removeFromWishlist(
  { db, viewer }: ProductsContext,
  productId: string,
): Promise<{ productId: string } | NotInWishlist> {
  const { id: userId } = requireUser(viewer);
  return (await removeWish(db, userId, productId)) ? { productId } : notInWishlist();
}
