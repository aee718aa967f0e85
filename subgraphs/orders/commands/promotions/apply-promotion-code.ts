import { notFound } from '@soko/errors';
import type { OrdersContext } from '../../context.ts';
import { factsIn } from '../../domain/line.ts';
import { readPromotionCode } from '../../domain/promotions/code.ts';
import { promotionCodeUnknown, tooManyPromotionCodes } from '../../domain/promotions/refusals.ts';
import type { Cart } from '../../domain/cart.ts';
import type { Wanted } from '../../domain/price-checkout.ts';
import { findCart } from '../../store/find-carts.ts';
import { addCodeToCart, removeCodeFromCart } from '../../store/promotions/cart-codes.ts';
import { readCartOwner } from '../read-cart-owner.ts';
import { matchPromotions, refusalOfCode } from './match-promotions.ts';
import { takeCodeAttempt } from './guard-codes.ts';

export interface PromotionCodeInput {
  cartToken?: string | null | undefined;
  code: string;
}

async function loadCart(context: OrdersContext, cartToken: string | null | undefined): Promise<Cart> {
  const owner = readCartOwner(context, cartToken);
  const cart = owner && (await findCart(context.pool, owner));
  if (cart === null) throw notFound('The cart');
  return cart;
}

/** The lines of a cart that are on sale in its currency, with today's facts. */
export async function listedOf(
  { lines, currency }: Cart,
  { loaders }: Pick<OrdersContext, 'loaders'>,
): Promise<Wanted[]> {
  const found = await Promise.all(lines.map(({ variantId }) => loaders.facts.load(variantId)));
  return lines.flatMap(({ quantity }, at): Wanted[] => {
    const known = found[at] ?? null;
    const facts = known && factsIn(known, currency ?? known.currency);
    return facts?.onSale === true ? [{ facts, quantity }] : [];
  });
}

/** Adds a code to a cart, if its promotion applies to the goods that are in it now. */
export async function applyPromotionCode(context: OrdersContext, input: PromotionCodeInput) {
  const code = readPromotionCode(input.code, 'code');
  const cart = await loadCart(context, input.cartToken);
  const giveBack = await takeCodeAttempt(context);
  // A quote leaves an offer out where the code makes the price of the listing cheaper.
  const listed = await listedOf(cart, context);
  const matched = await matchPromotions(context, listed, cart.currency ?? '', { codes: [code], hasAutomatic: false });
  const refusal = refusalOfCode(matched, code);
  if (refusal?.__typename !== 'PromotionCodeUnknown') await giveBack();
  if (refusal !== null) return refusal;
  return (await addCodeToCart(context.pool, cart.id, code, context.now())) ? cart : tooManyPromotionCodes();
}

/** Removes a code from a cart. */
export async function removePromotionCode(context: OrdersContext, input: PromotionCodeInput) {
  const code = readPromotionCode(input.code, 'code');
  const cart = await loadCart(context, input.cartToken);
  return (await removeCodeFromCart(context.pool, cart.id, code)) ? cart : promotionCodeUnknown(code);
}
