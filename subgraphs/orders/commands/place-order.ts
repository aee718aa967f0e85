import { userIdOf } from '@soko/auth';
import { notFound, serviceUnavailable } from '@soko/errors';
import { requireSameInput } from '@soko/idempotency';
import { networkOf } from '@soko/limits';
import { isRefusal } from '@soko/refusals';
import { pollUntil } from '@soko/retry';
import type { OrdersContext } from '../context.ts';
import { refusalFor } from '../domain/checkout-failure.ts';
import { factsIn, feeBase } from '../domain/line.ts';
import { openPlaced } from '../domain/may-see.ts';
import type { PlaceOrderResult } from '../domain/place-order-result.ts';
import { hasSamePrices, type PricedCheckout, type Wanted } from '../domain/price-checkout.ts';
import type { Checkout, PaymentMethodKind, Purchase } from '../domain/purchase.ts';
import type { Quote } from '../domain/quote.ts';
import {
  amountTooLarge,
  amountTooSmall,
  emptyCart,
  maxUnpaidCheckouts,
  outOfStock,
  priceChanged,
  quoteExpired,
  quoteUsed,
  tooManyUnpaid,
} from '../domain/refusals.ts';
import { paymentBounds } from '../domain/payment-bounds.ts';
import { sellerOnVacation } from '../domain/vacations/refusals.ts';
import { taxCountryOf } from '../domain/tax.ts';
import type { PayingFacts, PayingOutcome } from '../placement-guard.ts';
import { addRedeemed } from '../store/add-redeemed.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { findPlaced, findPlaceFacts, type PlaceFacts } from '../store/quotes.ts';
import { makePurchase } from './make-purchase.ts';
import { priceCart } from './price-cart.ts';
import { codesByPromotion, matchPromotions } from './promotions/match-promotions.ts';
import { type Placement, type PlaceOrderInput, readPlacement } from './read-placement.ts';
import { runSaga } from './run-saga.ts';

/**
 * Orders a quote. Four statements when it succeeds, besides asking the peers: the facts, the new checkout, the authorised
 * payment, and the confirmation. Promotions need one to be read, and a transaction with the new checkout to be redeemed.
 */
export async function placeOrder(context: OrdersContext, input: PlaceOrderInput): Promise<PlaceOrderResult> {
  const placement = readPlacement(context.sealKeys, input);
  const call = JSON.stringify([userIdOf(context.viewer), placement.idempotencyKey, placement.inputHashes[0]]);
  const { runningCalls } = context;
  const running = runningCalls.get(call);
  if (running !== undefined) return running;
  const placing = placeOnce(context, placement).finally(() => runningCalls.delete(call));
  runningCalls.set(call, placing);
  return placing;
}

async function placeOnce(context: OrdersContext, placement: Placement): Promise<PlaceOrderResult> {
  const { viewer, now } = context;
  const { quoteId, idempotencyKey, inputHashes } = placement;
  const until = Date.now() + context.placeTimeoutMs;
  const facts = await findPlaceFacts(context, quoteId, idempotencyKey, now());
  if (facts === null) return repeatWithoutQuote(context, placement, until);
  if (facts.quote.userId !== userIdOf(viewer)) throw notFound('The quote');
  if (facts.earlier !== null) return awaitFirstResult(context, facts.earlier, inputHashes, until);
  if (facts.sequence === null) return facts.used === null ? quoteExpired() : quoteUsed(openPlaced(facts.used));
  if (facts.unpaidIds.length >= maxUnpaidCheckouts) return refuseUnpaid(context, facts.unpaidIds);
  const { quote } = facts;
  const network = networkOf(context.identity.clientAddress);
  const origin: PayingFacts = {
    owner: quote.userId ?? quote.cartId,
    guestEmail: quote.userId === null ? `${quote.email} ${network}` : null,
    network,
    method:
      placement.method.phone === null ? placement.methodDigest : `${placement.methodDigest} ${quote.userId ?? network}`,
  };
  return context.guard.guard(origin, () => placeQuote(context, placement, facts, until), payingOutcomeOf);
}

/** The first result of a call whose quote has been deleted since. */
async function repeatWithoutQuote(
  context: OrdersContext,
  { quoteId, idempotencyKey, inputHashes }: Placement,
  until: number,
): Promise<PlaceOrderResult> {
  const earlier = await findPlaced(context.pool, { userId: userIdOf(context.viewer), quoteId, idempotencyKey });
  if (earlier === null) throw notFound('The quote');
  return awaitFirstResult(context, earlier, inputHashes, until);
}

/** What the limits on attempts to pay count. A method that Soko does not offer yet was never tried. */
function payingOutcomeOf(result: PlaceOrderResult): PayingOutcome {
  if (!isRefusal(result)) return result.status === 'REQUIRES_ACTION' ? 'unconfirmed' : 'other';
  const isDeclined = result.__typename === 'PaymentDeclined' && result.declineCode !== null;
  return isDeclined && result.declineCode !== 'METHOD_NOT_AVAILABLE' ? 'declined' : 'other';
}

async function refuseUnpaid({ loaders }: OrdersContext, ids: readonly string[]): Promise<PlaceOrderResult> {
  const found = await Promise.all(ids.slice(0, maxUnpaidCheckouts).map((id) => loaders.checkout.load(id)));
  return tooManyUnpaid(found.filter((checkout) => checkout !== null).map(openPlaced));
}

async function placeQuote(
  context: OrdersContext,
  { quoteId, idempotencyKey, inputHashes, method }: Placement,
  placeable: PlaceFacts,
  until: number,
): Promise<PlaceOrderResult> {
  const { pool, now, trail } = context;
  const { quote, sequence } = placeable;
  const repriced = await priceQuoteAgain(context, placeable);
  if (isRefusal(repriced)) return repriced;
  let { priced, codes } = repriced;
  const uncharged = findUncharged(priced, method.method);
  if (uncharged !== null) return uncharged;
  const fees = await quoteFees(context, priced);
  if (Date.now() > until) throw serviceUnavailable('The order was not placed in time. Try again in a moment.');
  const number = `SO-${now().getUTCFullYear()}-${sequence!.padStart(6, '0')}`;
  for (let attempt = 0; attempt < maxUnpaidCheckouts; attempt += 1) {
    const facts = { quote, priced, fees, number, method, inputHash: inputHashes[0], now: now() };
    const purchase = makePurchase(context, facts);
    const added = await addRedeemed(pool, purchase, { quoteId, idempotencyKey, codes }, trail);
    if (added === 'added') {
      return resultOf(await waitForSaga(context, purchase.checkout, runSaga(context, purchase, trail), until));
    }
    if (typeof added === 'object') return sellerOnVacation(added.away);
    // Another call was faster: with this key, with the same quote, or with the last checkout that may be unpaid.
    const { earlier, used, unpaidIds, offers } = (await findPlaceFacts(context, quoteId, idempotencyKey, now()))!;
    if (earlier !== null) return awaitFirstResult(context, earlier, inputHashes, until);
    if (used !== null) return quoteUsed(openPlaced(used));
    if (unpaidIds.length >= maxUnpaidCheckouts) return refuseUnpaid(context, unpaidIds);
    // A promotion or an offer ended or was used up between the price and the checkout: the goods cost more now, or have the same
    // price by another offer.
    if (added === 'not redeemed') {
      const again = await priceQuoteAgain(context, { ...placeable, offers });
      if (isRefusal(again)) return again;
      ({ priced, codes } = again);
    }
    // Or it took the place among the unpaid ones that this call wanted: the next attempt takes another.
  }
  throw serviceUnavailable('Another request ordered this quote at the same time and failed. Try again.');
}

/** The refusal for an order whose amount the payment method does not charge, or null. */
function findUncharged({ currency, orders }: PricedCheckout, method: PaymentMethodKind) {
  const { minimumMinor, maximumMinor } = paymentBounds(method, currency);
  const small = orders.find(({ totalMinor }) => minimumMinor !== null && totalMinor < minimumMinor);
  if (small !== undefined) return amountTooSmall(currency, small.totalMinor, minimumMinor!);
  const large = orders.find(({ totalMinor }) => maximumMinor !== null && totalMinor > maximumMinor);
  return large === undefined ? null : amountTooLarge(currency, large.totalMinor, maximumMinor!);
}

/** Prices the quoted goods again. They are ordered only if nothing has changed: no price comes from the client. */
async function priceQuoteAgain(context: OrdersContext, { quote, rates, hasAutomatic, offers }: PlaceFacts) {
  const quoted = quote.priced.orders.flatMap(({ lines }) => lines);
  if (quoted.length === 0) return emptyCart();
  const found = await Promise.all(quoted.map(({ variantId }) => context.loaders.facts.load(variantId)));
  const listed = quoted.flatMap(({ quantity }, index): Wanted[] => {
    const known = found[index] ?? null;
    const facts = known && factsIn(known, quote.priced.currency);
    return facts?.onSale === true ? [{ facts, quantity }] : [];
  });
  if (listed.length < quoted.length) {
    const onSale = new Set(listed.map(({ facts }) => facts.variantId));
    const gone = quoted.filter(({ variantId }) => !onSale.has(variantId));
    return outOfStock(gone.map(({ variantId, quantity }) => ({ variantId, requested: quantity, available: 0 })));
  }
  const { address, deliveryMethod, taxEvidence } = quote;
  const { declaredCountry } = taxEvidence;
  const places = { declaredCountry, deliveryCountry: address?.country ?? null, pickupCountry: context.pickupCountry };
  // Quotes of an earlier version may lack the country whose tax applies.
  if (listed.some(({ facts }) => taxCountryOf(facts, deliveryMethod, places) === null)) return quoteExpired();
  const { priced, matched } = await priceCart(context, listed, {
    address,
    declaredCountry,
    deliveryMethod,
    rates,
    matched: await matchPromotions(context, listed, quote.priced.currency, {
      codes: quote.promotionCodes,
      hasAutomatic,
    }),
    offers,
  });
  return hasSamePrices(quote.priced, priced)
    ? { priced, codes: codesByPromotion(matched) }
    : comparePrices(quote, priced);
}

/** The refusal that lists the changed prices. */
function comparePrices({ priced: before }: Quote, after: PricedCheckout) {
  const current = new Map(after.orders.flatMap(({ lines }) => lines.map((line) => [line.variantId, line])));
  const lines = before.orders
    .flatMap((order) => order.lines)
    .map(({ variantId, unitPriceMinor }) => ({
      variantId,
      quotedMinor: unitPriceMinor,
      currentMinor: current.get(variantId)?.unitPriceMinor ?? unitPriceMinor,
    }))
    .filter(({ quotedMinor, currentMinor }) => quotedMinor !== currentMinor);
  const totals = { quotedMinor: before.totalMinor, currentMinor: after.totalMinor };
  return priceChanged(after.currency, totals, lines);
}

const quoteFees = ({ payments, identity }: OrdersContext, { currency, orders }: PricedCheckout) =>
  payments.quoteFees(
    orders.map(({ sellerId, lines }) => ({
      orderKey: sellerId,
      sellerId,
      currency,
      lines: lines.map((line) => ({ categoryId: line.categoryId, totalMinor: feeBase(line) })),
    })),
    identity.correlationId,
  );

/** The checkout after its saga, or as it is when the caller does not wait longer. The saga then continues by itself. */
async function waitForSaga(
  { pool, log }: OrdersContext,
  { id }: Checkout,
  running: Promise<Purchase>,
  until: number,
): Promise<Checkout> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, until - Date.now()));
  });
  running.catch((error: unknown) => log.warn({ err: error, checkoutId: id }, 'a checkout was interrupted; retrying'));
  const purchase = await Promise.race([running, timeout]).finally(() => clearTimeout(timer));
  return (purchase ?? (await findPurchase(pool, { checkoutId: id }))!.purchase).checkout;
}

const resultOf = (checkout: Checkout): PlaceOrderResult =>
  checkout.failure === null ? openPlaced(checkout) : refusalFor(checkout.failure);

/**
 * Waits until the first call with the same key, which runs in another process, has a result; not longer than `until`. Calls
 * of this process share one wait (`runningCalls`), and its pauses grow to a second.
 */
async function awaitFirstResult(
  { pool }: OrdersContext,
  earlier: Checkout,
  hashes: readonly string[],
  until: number,
): Promise<PlaceOrderResult> {
  requireSameInput(earlier.inputHash, hashes);
  let checkout = earlier;
  const look = async () => (checkout = (await findPurchase(pool, { checkoutId: earlier.id }))!.purchase.checkout);
  const hasResult = ({ status }: Checkout) => status !== 'PENDING';
  if (!hasResult(earlier))
    await pollUntil(look, hasResult, { timeoutMs: until - Date.now(), firstMs: 50, maxMs: 1_000 });
  return resultOf(checkout);
}
