import { readQuantity } from '@soko/input';
import { maxLineQuantity } from '../domain/cart.ts';
import { type CartContext, type CartLineInput, putLine } from './put-line.ts';
import { removeFromCart } from './remove-from-cart.ts';

/** Sets the quantity of a variant in the cart. Zero removes it, even when the variant is no longer on sale. */
export function setCartQuantity(context: CartContext, input: CartLineInput) {
  readQuantity(input.quantity, 'quantity', { min: 0, max: maxLineQuantity });
  return input.quantity === 0 ? removeFromCart(context, input) : putLine(context, input, 'SET');
}
