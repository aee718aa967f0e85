import { notFound } from '@soko/errors';
import { currenciesOf, sharedCurrencies } from '../domain/line.ts';
import { currencyNotOffered } from '../domain/refusals.ts';
import { changeCartCurrency } from '../store/change-carts.ts';
import { findCart } from '../store/find-carts.ts';
import type { CartContext } from './put-line.ts';
import { readCartOwner } from './read-cart-owner.ts';

export interface SetCartCurrencyInput {
  cartToken?: string | null | undefined;
  currency: string;
}

/** Sets the currency of a cart to one in which all its lines are sold. Two statements, besides asking the catalogue. */
export async function setCartCurrency(context: CartContext, { cartToken, currency }: SetCartCurrencyInput) {
  const owner = readCartOwner(context, cartToken);
  const cart = owner && (await findCart(context.pool, owner));
  if (owner === null || cart === null) throw notFound('The cart');
  const found = await Promise.all(cart.lines.map(({ variantId }) => context.loaders.facts.load(variantId)));
  // Variants that are not in the catalogue any more have no price in any currency.
  const facts = found.filter((each) => each !== null);
  const others = facts.filter((each) => !currenciesOf(each).includes(currency));
  if (others.length > 0) {
    return currencyNotOffered(
      currency,
      sharedCurrencies(facts),
      others.map(({ variantId }) => variantId),
    );
  }
  const changed = await changeCartCurrency(context.pool, owner, currency, context.now());
  if (changed === null) throw notFound('The cart');
  return changed;
}
