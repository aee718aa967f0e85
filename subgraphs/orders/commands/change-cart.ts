import { badUserInput, notFound } from '@soko/errors';
import { isId, newId } from '@soko/ids';
import type { OrdersContext } from '../context.ts';
import { type Cart, maximumQuantity } from '../domain/cart.ts';
import { cartFull, mixedCurrencies, notInCart, variantNotAvailable } from '../domain/refusals.ts';
import { type NotPut, putIntoCart, takeFromCart } from '../store/carts.ts';
import { hashOfToken, newToken } from '../tokens.ts';
import { cartOwner } from './cart-owner.ts';

type Context = Pick<OrdersContext, 'viewer' | 'pool' | 'loaders' | 'now'>;

interface LineInput {
  cartToken?: string | null | undefined;
  variantId: string;
  quantity: number;
}

function requireQuantity(quantity: number, least: number): void {
  if (quantity >= least && quantity <= maximumQuantity) return;
  throw badUserInput(`Expected ${least} to ${maximumQuantity}.`, 'quantity');
}

/** Why something did not get into a cart, as a refusal. */
export const notPut = (reason: NotPut, currency: string) =>
  'full' in reason ? cartFull() : mixedCurrencies([reason.currency, currency]);

export const isNotPut = (put: Cart | NotPut): put is NotPut => !('lines' in put);

async function put(context: Context, input: LineInput, mode: 'ADD' | 'SET') {
  const owner = cartOwner(context.viewer, input.cartToken);
  if (owner === null && mode === 'SET') throw notFound('Cart');
  const facts = isId('var', input.variantId) ? await context.loaders.facts.load(input.variantId) : null;
  if (facts === null || !facts.onSale) return variantNotAvailable(input.variantId);
  if (facts.type === 'NFT') return variantNotAvailable(input.variantId, 'Tokens cannot be bought yet.');
  const token = owner === null ? newToken() : null;
  const { currency } = facts;
  const result = await putIntoCart(context.pool, owner ?? { tokenHash: hashOfToken(token!) }, {
    cartId: newId('crt'),
    variantId: facts.variantId,
    quantity: input.quantity,
    currency,
    mode,
    begin: owner === null || 'userId' in owner,
    now: context.now(),
  });
  if (result === null) throw notFound('Cart');
  return isNotPut(result) ? notPut(result, currency) : { ...result, token };
}

/** Puts some of a variant on top of what is in the cart. One statement, besides asking the catalogue. */
export function addToCart(context: Context, input: LineInput) {
  requireQuantity(input.quantity, 1);
  return put(context, input, 'ADD');
}

/** Takes a variant out of the cart. One statement. */
export async function removeFromCart(context: Context, input: Omit<LineInput, 'quantity'>) {
  const owner = cartOwner(context.viewer, input.cartToken);
  const left = owner && (await takeFromCart(context.pool, owner, input.variantId, context.now()));
  if (left === null) throw notFound('Cart');
  return left.taken ? left.cart : notInCart(input.variantId);
}

/** Sets how many of a variant are in the cart. Zero takes it out, also when it is not on sale any more. */
export function setCartQuantity(context: Context, input: LineInput) {
  requireQuantity(input.quantity, 0);
  return input.quantity === 0 ? removeFromCart(context, input) : put(context, input, 'SET');
}
