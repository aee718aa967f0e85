import { userIdOf } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import {
  type Address,
  readAddress,
  readCountry,
  readEmail,
  readLocale,
  readOptional,
  type WrittenAddress,
} from '@soko/input';
import { formatMinor, maxAmountMinor } from '@soko/money';
import type { OrdersContext } from '../context.ts';
import { quoteMadeEvent } from '../domain/cart-events.ts';
import type { Cart } from '../domain/cart.ts';
import { currenciesOf, factsIn, isPhysical, isToken } from '../domain/line.ts';
import type { DeliveryMethod, PricedCheckout, Wanted } from '../domain/price-checkout.ts';
import { readPromotionCode } from '../domain/promotions/code.ts';
import { describeCodes } from '../domain/promotions/entered-code.ts';
import { discountsOf } from '../domain/promotions/redemption.ts';
import { offerWarningFor, type Quote, quoteLifetimeMs, type QuoteWarning, warningFor } from '../domain/quote.ts';
import { emptyCart, mixedCurrencies, signInRequired, tokensApart } from '../domain/refusals.ts';
import { sellerOnVacation } from '../domain/vacations/refusals.ts';
import { taxCountryOf, type TaxEvidence, type TaxPlaces } from '../domain/tax.ts';
import { findCartToPrice } from '../store/find-carts.ts';
import { addQuote } from '../store/quotes.ts';
import { priceCart } from './price-cart.ts';
import { matchPromotions, type MatchedPromotions, refusalOfCode } from './promotions/match-promotions.ts';
import { takeCodeAttempt } from './promotions/guard-codes.ts';
import { readCartOwner } from './read-cart-owner.ts';

export interface QuoteCheckoutInput {
  cartToken?: string | null | undefined;
  email?: string | null | undefined;
  locale?: string | null | undefined;
  address?: WrittenAddress | null | undefined;
  addressId?: string | null | undefined;
  billingCountry?: string | null | undefined;
  deliveryMethod: DeliveryMethod;
  promotionCode?: string | null | undefined;
}

/** Computes the price of a cart and saves it as a quote. Two statements, and one for promotions, besides asking the peers. */
export async function quoteCheckout(context: OrdersContext, input: QuoteCheckoutInput) {
  const { pool, viewer, now, trail } = context;
  const owner = readCartOwner(context, input.cartToken);
  const locale = readOptional(readLocale, input.locale, 'locale');
  const promotionCode = readOptional(readPromotionCode, input.promotionCode, 'promotionCode');
  const contact = await findContact(context, input);
  const taxEvidence: TaxEvidence = {
    declaredCountry: readOptional(readCountry, input.billingCountry, 'billingCountry'),
    deliveryCountry: contact.address?.country ?? null,
    clientAddress: context.identity.clientAddress,
  };
  const places = { ...taxEvidence, pickupCountry: context.pickupCountry };
  const countries = [places.declaredCountry, places.deliveryCountry, places.pickupCountry].filter(
    (each) => each !== null,
  );
  const found = owner && (await findCartToPrice(pool, owner, countries, now()));
  if (owner === null || found === null) throw notFound('The cart');
  const { cart, rates, hasAutomatic } = found;
  const { listed, warnings: unavailable } = await splitByAvailability(context, cart);
  const tooMany = listed.flatMap((line) => offerWarningFor(line, found.offers) ?? []);
  const warnings = [...unavailable, ...tooMany];
  const misfits = listed.filter(({ facts }) => facts.currency !== cart.currency);
  if (misfits.length > 0) return mixedCurrencies(listCurrencies(cart, misfits));
  if (listed.length === 0) return emptyCart();
  const unfit = forbidsTokens(listed, userIdOf(viewer));
  if (unfit !== null) return unfit;
  const { deliveryMethod } = input;
  requireDelivery(listed, contact.address, deliveryMethod);
  requireTaxPlaces(listed, deliveryMethod, places);
  const { declaredCountry } = taxEvidence;
  const codes = [...found.codes, ...(promotionCode === null ? [] : [promotionCode])];
  const { priced, matched } = await priceCart(context, listed, {
    address: contact.address,
    declaredCountry,
    deliveryMethod,
    rates,
    matched: await matchPromotions(context, listed, cart.currency!, { codes, hasAutomatic }),
    offers: found.offers,
  });
  const refusal = promotionCode === null ? null : await refuseCode(context, matched, promotionCode);
  if (refusal !== null) return refusal;
  requirePayable(priced);
  const at = now();
  const quote: Quote = {
    id: newId('quo'),
    cartId: cart.id,
    userId: userIdOf(viewer),
    tokenHash: 'tokenHash' in owner ? owner.tokenHash : null,
    ...contact,
    locale: userIdOf(viewer) === null ? locale : null,
    taxEvidence,
    deliveryMethod,
    priced,
    warnings,
    promotionCodes: matched.codes,
    expiresAt: new Date(at.getTime() + quoteLifetimeMs),
  };
  const away = await addQuote(pool, quote, at, quoteMadeEvent(quote, trail));
  if (away.length > 0) return sellerOnVacation(away);
  const given = new Set(priced.orders.flatMap(discountsOf).map(({ promotionId }) => promotionId));
  return { ...quote, enteredCodes: describeCodes(matched.codes, matched.candidates, matched.occasion, given) };
}

/** The refusal for a code that comes with the quote and does not apply. Unknown codes are counted. */
async function refuseCode(context: OrdersContext, matched: MatchedPromotions, code: string) {
  const giveBack = await takeCodeAttempt(context);
  const refusal = refusalOfCode(matched, code);
  if (refusal?.__typename !== 'PromotionCodeUnknown') await giveBack();
  return refusal;
}

/** The email address and delivery address of a quote. The users subgraph is asked only for data that the input lacks. */
async function findContact(
  { users, identity }: OrdersContext,
  { email, address, addressId }: QuoteCheckoutInput,
): Promise<{ email: string; address: Address | null }> {
  if (address != null && addressId != null) throw badUserInput('Pass `address` or `addressId`, not both.', 'addressId');
  const newAddress = address == null ? null : readAddress(address);
  const givenEmail = email == null ? null : readEmail(email, 'email');
  const isUser = identity.viewer.kind === 'user';
  if (!isUser && addressId != null) {
    throw badUserInput('Guests must pass `address`; `addressId` is for signed-in buyers.', 'addressId');
  }
  if (!isUser && givenEmail === null) throw badUserInput('`email` is required for guests.', 'email');
  if (givenEmail !== null && addressId == null) return { email: givenEmail, address: newAddress };
  const saved = await users.contactOf(identity, addressId ?? null);
  if (addressId != null && saved.address === null) {
    throw badUserInput('You have no saved address with this id.', 'addressId');
  }
  const foundEmail = givenEmail ?? saved.email;
  if (foundEmail === null) throw badUserInput('`email` is required: your account has no email address.', 'email');
  return { email: foundEmail, address: newAddress ?? saved.address };
}

/** The lines of a cart that are on sale, and a warning for each line that cannot be ordered as it is. */
async function splitByAvailability(
  { loaders }: OrdersContext,
  cart: Cart,
): Promise<{ listed: Wanted[]; warnings: QuoteWarning[] }> {
  const listed: Wanted[] = [];
  const warnings: QuoteWarning[] = [];
  const found = await Promise.all(cart.lines.map(({ variantId }) => loaders.facts.load(variantId)));
  for (const [index, line] of cart.lines.entries()) {
    const known = found[index] ?? null;
    // A variant that is not sold in the currency of the cart keeps its own, and the quote is refused for it.
    const facts = known && (factsIn(known, cart.currency ?? known.currency) ?? known);
    const warning = warningFor(line, facts);
    if (warning !== null) warnings.push(warning);
    if (facts?.onSale === true) listed.push({ facts, quantity: line.quantity });
  }
  return { listed, warnings };
}

/** Amounts that people write have the same maximum: the total of very many very dear goods may be greater. */
function requirePayable({ totalMinor, currency }: PricedCheckout): void {
  if (totalMinor <= maxAmountMinor) return;
  const max = formatMinor(maxAmountMinor, currency);
  throw badUserInput(`The total must be at most ${max} ${currency}. Order in parts.`, 'cartToken');
}

/** The refusal for a cart with tokens that cannot be ordered like this, or null. */
function forbidsTokens(wanted: readonly Wanted[], userId: string | null) {
  const tokens = wanted.filter(({ facts }) => isToken(facts));
  if (tokens.length === 0) return null;
  if (userId === null) return signInRequired();
  const sellers = new Set(tokens.map(({ facts }) => facts.sellerId));
  return wanted.some(({ facts }) => isPhysical(facts) && sellers.has(facts.sellerId)) ? tokensApart() : null;
}

function requireDelivery(wanted: readonly Wanted[], address: Address | null, method: DeliveryMethod): void {
  if (!wanted.some(({ facts }) => isPhysical(facts))) return;
  if (address === null)
    throw badUserInput('Pass `address` or `addressId`: the cart contains physical goods.', 'address');
  if (method === 'NONE') {
    throw badUserInput(
      'Choose a `deliveryMethod` other than NONE: the cart contains physical goods.',
      'deliveryMethod',
    );
  }
}

/**
 * Refuses a quote when the country whose tax applies to a line is unknown, or when two countries are given for digital goods:
 * otherwise buyers could choose a country without tax.
 */
function requireTaxPlaces(wanted: readonly Wanted[], method: DeliveryMethod, places: TaxPlaces): void {
  const { declaredCountry, deliveryCountry } = places;
  const isContradicted = deliveryCountry !== null && declaredCountry !== null && declaredCountry !== deliveryCountry;
  if (isContradicted && wanted.some(({ facts }) => !isPhysical(facts))) {
    throw badUserInput(
      `The \`billingCountry\` must be ${deliveryCountry}, the country of the address, because the tax on digital goods depends on it. Order digital goods without an address, or separately.`,
      'billingCountry',
    );
  }
  const unknown = wanted.find(({ facts }) => taxCountryOf(facts, method, places) === null);
  if (unknown === undefined) return;
  if (isPhysical(unknown.facts)) {
    throw badUserInput(
      'Goods cannot be collected here. Choose another `deliveryMethod` than PICKUP.',
      'deliveryMethod',
    );
  }
  throw badUserInput(
    'Pass `billingCountry`, the country in which the buyer lives: it decides the tax on digital goods.',
    'billingCountry',
  );
}

/** The currency of a cart, and those of goods that are not sold in it. */
const listCurrencies = ({ currency }: Cart, misfits: readonly Wanted[]): string[] => [
  ...new Set([...(currency === null ? [] : [currency]), ...misfits.flatMap(({ facts }) => currenciesOf(facts))]),
];
