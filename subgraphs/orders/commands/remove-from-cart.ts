import { notFound } from '@soko/errors';
import { notInCart } from '../domain/refusals.ts';
import { takeFromCart } from '../store/change-carts.ts';
import type { CartContext, CartLineInput } from './put-line.ts';
import { readCartOwner } from './read-cart-owner.ts';

/** Removes a variant from the cart. One statement. */
export async function removeFromCart(context: CartContext, input: Omit<CartLineInput, 'quantity'>) {
  const owner = readCartOwner(context, input.cartToken);
  const result = owner && (await takeFromCart(context.pool, owner, input.variantId, context.now()));
  if (result === null) throw notFound('The cart');
  return result.isRemoved ? result.cart : notInCart(input.variantId);
}
