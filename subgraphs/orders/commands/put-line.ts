import { notFound } from '@soko/errors';
import { isId, newId } from '@soko/ids';
import type { OrdersContext } from '../context.ts';
import { lineAddedEvent } from '../domain/cart-events.ts';
import { isMisfit } from '../domain/cart.ts';
import { currenciesOf, isToken } from '../domain/line.ts';
import { refusalForMisfit, variantNotAvailable } from '../domain/refusals.ts';
import { putIntoCart } from '../store/change-carts.ts';
import { hashOfToken, newToken } from '../tokens.ts';
import { readCartOwner } from './read-cart-owner.ts';

export interface CartLineInput {
  cartToken?: string | null | undefined;
  variantId: string;
  quantity: number;
}

export type CartContext = Pick<OrdersContext, 'identity' | 'pool' | 'loaders' | 'now' | 'takeGuestCart' | 'trail'>;

/** Adds a quantity to a line of the cart, or sets it. One statement, besides asking the catalogue. */
export async function putLine(context: CartContext, input: CartLineInput, mode: 'ADD' | 'SET') {
  const owner = readCartOwner(context, input.cartToken);
  if (owner === null && mode === 'SET') throw notFound('The cart');
  const facts = isId('var', input.variantId) ? await context.loaders.facts.load(input.variantId) : null;
  if (facts === null || !facts.onSale) return variantNotAvailable(input.variantId);
  // Chain says what is left of a token that a product sells: until then it has none.
  if (isToken(facts) && facts.available === null)
    return variantNotAvailable(input.variantId, 'No token is on sale here yet.');
  if (owner === null) await context.takeGuestCart(context.identity.clientAddress);
  const token = owner === null ? newToken() : null;
  const currencies = currenciesOf(facts);
  const cartId = newId('crt');
  const result = await putIntoCart(context.pool, owner ?? { tokenHash: hashOfToken(token!) }, {
    cartId,
    variantId: facts.variantId,
    quantity: input.quantity,
    currencies,
    mode,
    creates: owner === null || 'userId' in owner,
    now: context.now(),
    lineAdded: lineAddedEvent(
      facts,
      { cartId, buyerId: owner !== null && 'userId' in owner ? owner.userId : null },
      context.trail,
    ),
  });
  if (result === null) throw notFound('The cart');
  return isMisfit(result) ? refusalForMisfit(result, currencies) : { ...result, token };
}
