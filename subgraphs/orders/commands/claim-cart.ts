import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import type { OrdersContext } from '../context.ts';
import { isMisfit } from '../domain/cart.ts';
import { refusalForMisfit } from '../domain/refusals.ts';
import { mergeGuestCart, noteClaim } from '../store/change-carts.ts';
import { findCart, findClaimedCart } from '../store/find-carts.ts';
import { hashOfToken } from '../tokens.ts';

/**
 * Moves the lines of a guest's cart into the viewer's cart. The viewer's cart remembers the token, because the guest's cart is
 * gone: the repeat of a claim gets its answer, and anyone else with the token learns nothing.
 */
export async function claimCart({ viewer, pool, now }: OrdersContext, { cartToken }: { cartToken: string }) {
  const { id: userId } = requireUser(viewer);
  const tokenHash = hashOfToken(cartToken);
  const result = await inTransaction(pool, async (tx) => {
    const merged = await mergeGuestCart(tx, { tokenHash, userId, cartId: newId('crt'), now: now() });
    if (merged !== null && !isMisfit(merged)) await noteClaim(tx, { cartId: merged.id, tokenHash });
    return merged;
  });
  if (result === null) {
    const claimed = await findClaimedCart(pool, { userId, tokenHash });
    if (claimed === null) throw notFound('The cart');
    return claimed;
  }
  if (!isMisfit(result)) return result;
  const guestCart = await findCart(pool, { tokenHash });
  return refusalForMisfit(result, guestCart?.currency == null ? [] : [guestCart.currency]);
}
