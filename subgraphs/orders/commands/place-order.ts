import { userIdOf } from '@soko/auth';
import { badUserInput, idempotencyMismatch, notFound } from '@soko/errors';
import type { OrdersContext } from '../context.ts';
import { lineTotal } from '../domain/line.ts';
import { type PricedCheckout, samePrices, type Wanted } from '../domain/price-checkout.ts';
import type { Checkout, PaymentMethodKind, Purchase } from '../domain/purchase.ts';
import type { Quote } from '../domain/quote.ts';
import {
  type CheckoutRefusal,
  emptyCart,
  outOfStock,
  priceChanged,
  quoteExpired,
  quoteUsed,
} from '../domain/refusals.ts';
import type { PaymentMethod } from '../peers/payments.ts';
import { addPurchase } from '../store/add-purchase.ts';
import { findPurchase } from '../store/find-purchases.ts';
import { findPlaceFacts, type PlaceFacts } from '../store/quotes.ts';
import { digestOf } from '../tokens.ts';
import { newPurchase } from './new-purchase.ts';
import { priceCart } from './price-cart.ts';
import { runSaga } from './run-saga.ts';

export interface PlaceInput {
  quoteId: string;
  paymentMethod: {
    method: PaymentMethodKind;
    token?: string | null | undefined;
    phone?: string | null | undefined;
  };
  idempotencyKey: string;
}

/** What `placeOrder` comes to. */
export type Placed =
  | Checkout
  | CheckoutRefusal
  | ReturnType<typeof priceChanged>
  | ReturnType<typeof emptyCart>
  | ReturnType<typeof quoteExpired>;

/** How long somebody who asks again waits for the first one, in another process, to come to an answer. */
const patienceMs = 15_000;

/**
 * Orders what was quoted. Four statements when it goes well, besides asking the others: the facts, the checkout, that it
 * is paid for, and that it is certain.
 */
export async function placeOrder(context: OrdersContext, input: PlaceInput): Promise<Placed> {
  const method = readMethod(input.paymentMethod);
  if (input.idempotencyKey.length < 1 || input.idempotencyKey.length > 200) {
    throw badUserInput('Expected 1 to 200 characters.', 'idempotencyKey');
  }
  const hash = digestOf([input.quoteId, method.method, method.token, method.phone]);
  const flight = JSON.stringify([userIdOf(context.viewer), input.idempotencyKey, hash]);
  const { flights } = context;
  const inTheAir = flights.get(flight);
  if (inTheAir !== undefined) return inTheAir;
  const placing = place(context, input, method, hash).finally(() => flights.delete(flight));
  flights.set(flight, placing);
  return placing;
}

async function place(context: OrdersContext, input: PlaceInput, method: PaymentMethod, hash: string): Promise<Placed> {
  const { pool, viewer, now, trail } = context;
  const facts = await findPlaceFacts(pool, input.quoteId, input.idempotencyKey, now());
  if (facts === null || facts.quote.userId !== userIdOf(viewer)) throw notFound('Quote');
  if (facts.earlier !== null) return answerAgain(context, facts.earlier, hash);
  const { quote, sequence } = facts;
  if (sequence === null) return facts.used ? quoteUsed() : quoteExpired();
  const priced = await priceAgain(context, facts);
  if ('__typename' in priced) return priced;
  const fees = await feesOf(context, priced);
  const number = `SO-${now().getUTCFullYear()}-${sequence.padStart(6, '0')}`;
  const purchase = newPurchase(context, { quote, priced, fees, number, method, inputHash: hash, now: now() });
  const { quoteId, idempotencyKey } = input;
  if (await addPurchase(pool, purchase, { quoteId, idempotencyKey }, trail)) {
    return answerOf(await runSaga(context, purchase, trail));
  }
  // Another process came first: with this key, or with the same quote.
  const { earlier } = (await findPlaceFacts(pool, quoteId, idempotencyKey, now()))!;
  return earlier === null ? quoteUsed() : answerAgain(context, earlier, hash);
}

function readMethod({ method, token, phone }: PlaceInput['paymentMethod']): PaymentMethod {
  if ((method === 'STRIPE_CARD' || method === 'PAYMENT_3P') && !token) {
    throw badUserInput('This method needs the token the provider gave for the card.', 'paymentMethod.token');
  }
  if (method === 'MPESA' && !phone) throw badUserInput('This method needs the payer’s phone.', 'paymentMethod.phone');
  return { method, token: token ?? null, phone: phone ?? null };
}

/** What was quoted at today's prices, if they are the same. Nothing the client sent has a say in it. */
async function priceAgain(context: OrdersContext, { quote, rates }: PlaceFacts) {
  const quoted = quote.priced.orders.flatMap(({ lines }) => lines);
  if (quoted.length === 0) return emptyCart();
  const found = await Promise.all(quoted.map(({ variantId }) => context.loaders.facts.load(variantId)));
  const wanted = quoted.flatMap(({ quantity }, index): Wanted[] => {
    const facts = found[index];
    return facts?.onSale === true ? [{ facts, quantity }] : [];
  });
  if (wanted.length < quoted.length) {
    const on = new Set(wanted.map(({ facts }) => facts.variantId));
    const gone = quoted.filter(({ variantId }) => !on.has(variantId));
    return outOfStock(gone.map(({ variantId, quantity }) => ({ variantId, requested: quantity, available: 0 })));
  }
  const { address, deliveryMethod } = quote;
  const priced = await priceCart(context, wanted, { address, deliveryMethod, rates });
  return samePrices(quote.priced, priced) ? priced : changed(quote, priced);
}

function changed({ priced: before }: Quote, after: PricedCheckout) {
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

const feesOf = ({ payments, identity }: OrdersContext, { currency, orders }: PricedCheckout) =>
  payments.quoteFees(
    orders.map(({ sellerId, lines }) => ({
      orderKey: sellerId,
      sellerId,
      currency,
      lines: lines.map((line) => ({ categoryId: line.categoryId, totalMinor: lineTotal(line) })),
    })),
    identity.correlationId,
  );

const answerOf = ({ checkout }: Pick<Purchase, 'checkout'>): Checkout | CheckoutRefusal => checkout.refusal ?? checkout;

/** The first answer once more, as soon as there is one. */
async function answerAgain({ pool }: OrdersContext, earlier: Checkout, hash: string): Promise<Placed> {
  if (earlier.inputHash !== hash) throw idempotencyMismatch();
  const until = Date.now() + patienceMs;
  for (let checkout = earlier; ;) {
    if (checkout.status !== 'PENDING' || Date.now() > until) return answerOf({ checkout });
    await new Promise((resolve) => setTimeout(resolve, 50));
    checkout = (await findPurchase(pool, { checkoutId: checkout.id }))!.purchase.checkout;
  }
}
