import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import type { OrdersContext } from '../context.ts';
import { isMisfit } from '../domain/cart.ts';
import { refusalForMisfit } from '../domain/refusals.ts';
import { mergeGuestCart } from '../store/change-carts.ts';
import { findCart } from '../store/find-carts.ts';
import { hashOfToken } from '../tokens.ts';

/** Moves the lines of a guest's cart into the viewer's cart. */
export async function claimCart({ viewer, pool, now }: OrdersContext, { cartToken }: { cartToken: string }) {
  const { id: userId } = requireUser(viewer);
  const tokenHash = hashOfToken(cartToken);
  const result = await mergeGuestCart(pool, { tokenHash, userId, cartId: newId('crt'), now: now() });
  if (result === null) throw notFound('The cart');
  if (!isMisfit(result)) return result;
  const guestCart = await findCart(pool, { tokenHash });
  return refusalForMisfit(result, guestCart?.currency == null ? [] : [guestCart.currency]);
}
