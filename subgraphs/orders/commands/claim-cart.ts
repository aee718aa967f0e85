import { notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import type { OrdersContext } from '../context.ts';
import { claimCart as claim, findCart } from '../store/carts.ts';
import { hashOfToken } from '../tokens.ts';
import { isNotPut, notPut } from './change-cart.ts';
import { requirePerson } from './require-role.ts';

/** Moves a guest's cart into the viewer's. */
export async function claimCart({ viewer, pool, now }: OrdersContext, { cartToken }: { cartToken: string }) {
  const userId = requirePerson(viewer);
  const tokenHash = hashOfToken(cartToken);
  const claimed = await claim(pool, { tokenHash, userId, cartId: newId('crt'), now: now() });
  if (claimed === null) throw notFound('Cart');
  if (!isNotPut(claimed)) return claimed;
  const guest = await findCart(pool, { tokenHash });
  return notPut(claimed, guest?.currency ?? '');
}
