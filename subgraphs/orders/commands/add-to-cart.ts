import { readQuantity } from '@soko/input';
import { maxLineQuantity } from '../domain/cart.ts';
import { type CartContext, type CartLineInput, putLine } from './put-line.ts';

/** Adds a quantity of a variant to the cart. */
export function addToCart(context: CartContext, input: CartLineInput) {
  readQuantity(input.quantity, 'quantity', { min: 1, max: maxLineQuantity });
  return putLine(context, input, 'ADD');
}
