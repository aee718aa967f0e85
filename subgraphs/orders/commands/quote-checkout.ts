import { userIdOf } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import type { OrdersContext } from '../context.ts';
import { type OrderAddress, readAddress, readEmail } from '../domain/address.ts';
import type { Cart } from '../domain/cart.ts';
import { isPhysical } from '../domain/line.ts';
import type { DeliveryMethod, Wanted } from '../domain/price-checkout.ts';
import { type Quote, quoteMinutes, type QuoteWarning } from '../domain/quote.ts';
import { emptyCart, mixedCurrencies } from '../domain/refusals.ts';
import { findCartToPrice } from '../store/carts.ts';
import { addQuote } from '../store/quotes.ts';
import { hashOfToken } from '../tokens.ts';
import { cartOwner } from './cart-owner.ts';
import { priceCart } from './price-cart.ts';

export interface QuoteInput {
  cartToken?: string | null | undefined;
  email?: string | null | undefined;
  address?: Parameters<typeof readAddress>[0] | null | undefined;
  addressId?: string | null | undefined;
  deliveryMethod: DeliveryMethod;
}

/** Computes what a cart costs, and keeps it for half an hour. Two statements, besides asking the others. */
export async function quoteCheckout(context: OrdersContext, input: QuoteInput) {
  const { pool, viewer, now } = context;
  const owner = cartOwner(viewer, input.cartToken);
  const contact = await contactFor(context, input);
  const found = owner && (await findCartToPrice(pool, owner, contact.address?.country ?? null));
  if (found === null) throw notFound('Cart');
  const { cart, rates } = found;
  const { wanted, warnings } = await splitByAvailability(context, cart);
  if (wanted.length === 0) return emptyCart();
  const currencies = [...new Set(wanted.map(({ facts }) => facts.currency))];
  if (currencies.length > 1) return mixedCurrencies(currencies);
  requireDelivery(wanted, contact.address, input.deliveryMethod);
  const { deliveryMethod } = input;
  const priced = await priceCart(context, wanted, { address: contact.address, deliveryMethod, rates });
  const at = now();
  const quote: Quote = {
    id: newId('quo'),
    cartId: cart.id,
    userId: userIdOf(viewer),
    tokenHash: input.cartToken == null ? null : hashOfToken(input.cartToken),
    ...contact,
    deliveryMethod,
    priced,
    warnings,
    expiresAt: new Date(at.getTime() + quoteMinutes * 60_000),
  };
  await addQuote(pool, quote, at);
  return quote;
}

/** Where to write and to deliver to; users is asked only for what the input leaves open. */
async function contactFor(
  { users, identity }: OrdersContext,
  { email, address, addressId }: QuoteInput,
): Promise<{ email: string; address: OrderAddress | null }> {
  if (address != null && addressId != null) throw badUserInput('Give address or addressId, not both.', 'addressId');
  const written = address == null ? null : readAddress(address);
  const given = email == null ? null : readEmail(email);
  const person = identity.viewer.kind === 'user';
  if (!person && addressId != null) throw badUserInput('A guest writes the address down.', 'addressId');
  if (!person && given === null) throw badUserInput('A guest has to say where to write to.', 'email');
  if (given !== null && addressId == null) return { email: given, address: written };
  const saved = await users.contactOf(identity, addressId ?? null);
  if (addressId != null && saved.address === null) throw badUserInput('You have no such address.', 'addressId');
  const found = given ?? saved.email;
  if (found === null) throw badUserInput('Say where to write to.', 'email');
  return { email: found, address: written ?? saved.address };
}

/** What of a cart can be ordered today, and a word about the rest. */
async function splitByAvailability(
  { loaders }: OrdersContext,
  cart: Cart,
): Promise<{ wanted: Wanted[]; warnings: QuoteWarning[] }> {
  const wanted: Wanted[] = [];
  const warnings: QuoteWarning[] = [];
  const facts = await Promise.all(cart.lines.map(({ variantId }) => loaders.facts.load(variantId)));
  for (const [index, { variantId, quantity }] of cart.lines.entries()) {
    const found = facts[index] ?? null;
    if (found?.onSale === true) wanted.push({ facts: found, quantity });
    else
      warnings.push({ code: 'NOT_ON_SALE', message: 'This is not on sale at the moment and is left out.', variantId });
  }
  return { wanted, warnings };
}

function requireDelivery(wanted: readonly Wanted[], address: OrderAddress | null, method: DeliveryMethod): void {
  if (!wanted.some(({ facts }) => isPhysical(facts))) return;
  if (address === null) throw badUserInput('Say where to deliver to.', 'address');
  if (method === 'NONE') throw badUserInput('There are things to deliver: choose how.', 'deliveryMethod');
}
