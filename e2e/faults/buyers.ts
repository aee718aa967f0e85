import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { address, addressIn } from '../harness/buying.ts';
import { type Client, client } from '../harness/client.ts';
import type { StripeAdmin } from '../harness/paying.ts';
import { newAddress } from '../harness/people.ts';
import { GaveUp, type Patient, patient } from './asking.ts';
import { names, numbers } from './cards.ts';
import type { ProviderAdmin } from './faults.ts';
import type { Figures } from './figures.ts';
import type { Random } from './random.ts';

const refused = '... on UserError { __typename code message }';

/** An answer of `placeOrder`. */
export interface Placed {
  __typename: string;
  id?: string;
  status?: string;
  token?: string | null;
  total?: { amount: string };
  orders?: { id: string }[];
  payment?: { actions: { paymentId: string; orderId: string; clientSecret: string | null }[] };
}

/** All that Soko answered for one idempotency key: what it promised. */
export interface Promised {
  key: string;
  answers: Placed[];
  /** The buyer cancelled some of it, or did not confirm the payment. */
  isWithdrawn: boolean;
}

export interface Market {
  url: string;
  /** Variants of every seller: with and without stock. */
  physical: readonly (readonly string[])[];
  digital: readonly string[];
  /** Digital variants with a price in shillings. */
  inShillings: readonly string[];
  stripe: StripeAdmin;
  mpesa: ProviderAdmin;
}

const placeOrder = `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) {
  ... on Checkout { __typename id status token total { amount } orders { id }
    payment { actions { paymentId orderId clientSecret } } } ${refused} } }`;

/** A buyer who buys again and again. */
export interface Buyer {
  market: Market;
  figures: Figures;
  random: Random;
  isOver: () => boolean;
  /** Null for a guest, who is another one each time. Users have euros in their wallets. */
  user: Client | null;
  /** What was promised so far. */
  promised: Promised[];
}

/** One purchase, from the cart to the answer that ends it. */
export async function buy(buyer: Buyer): Promise<void> {
  const { market, figures, isOver, user } = buyer;
  const asking = patient(user ?? client({ url: market.url, timeoutMs: 20_000 }), figures, isOver);
  try {
    const method = methodOf(buyer);
    const quoteId = await quote(buyer, asking, method);
    if (quoteId !== null) await order(buyer, asking, quoteId, method);
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error;
  }
}

type Method = 'STRIPE_CARD' | 'WALLET' | 'MPESA';

const methodOf = ({ random, user }: Buyer): Method => {
  if (user === null) return random.chance(0.25) ? 'MPESA' : 'STRIPE_CARD';
  return random.chance(0.3) ? 'WALLET' : 'STRIPE_CARD';
};

const quoteCheckout = `mutation($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) {
  ... on CheckoutQuote { id } ${refused} } }`;

async function quote({ random, market }: Buyer, asking: Patient, method: Method): Promise<string | null> {
  const isDigital = method === 'MPESA' || random.chance(0.15);
  const digital = method === 'MPESA' ? market.inShillings : market.digital;
  const shelves = isDigital ? [digital] : random.shuffle(market.physical).slice(0, random.chance(0.25) ? 2 : 1);
  let cartToken: string | null = null;
  for (const variants of shelves) {
    const input = {
      variantId: random.pick(variants),
      quantity: isDigital ? 1 : random.between(1, 3),
      ...(cartToken === null ? {} : { cartToken }),
    };
    const { data } = await asking.ask(
      `mutation($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { token } ${refused} } }`,
      { input },
    );
    if (data === null || data.addToCart.code !== undefined) return null;
    cartToken ??= data.addToCart.token;
  }
  if (method === 'MPESA') {
    const set = `mutation($input: SetCartCurrencyInput!) { setCartCurrency(input: $input) { __typename } }`;
    await asking.ask(set, { input: { cartToken, currency: 'KES' } });
  }
  const to = method === 'MPESA' ? addressIn('KE') : address;
  const deliveryMethod = isDigital ? 'NONE' : 'STANDARD';
  const input = { cartToken, email: newAddress('guest'), address: to, deliveryMethod };
  const { data } = await asking.ask(quoteCheckout, { input });
  return data?.quoteCheckout.id ?? null;
}

/** Outcomes of a prompt. All but the last three pay. */
const prompts = [
  'success',
  'success',
  'success',
  'twice-told',
  'no-callback',
  'wrong-pin',
  'cancelled',
  'insufficient',
];

/** What a buyer pays with. The provider may be failing for their browser or phone as well. */
async function chooseMeans({ random, market, user }: Buyer, method: Method): Promise<object> {
  if (method === 'WALLET') return { method };
  if (method === 'MPESA') {
    // One phone may decline twenty payments in an hour.
    const phone = `25471${random.between(1_000, 9_999)}5${random.between(10, 99)}`;
    const outcome = { kind: 'stk', msisdn: phone, scenario: random.pick(prompts) };
    await market.mpesa.call('POST', 'outcomes', outcome).catch(() => {});
    return { method, phone: `+${phone}` };
  }
  // A user may have ten payments declined or not confirmed in an hour.
  const kind = random.chance(user === null ? 0.12 : 0.01) ? 'declined' : random.chance(0.3) ? 'asks' : 'pays';
  const card = random.chance(0.5) ? await market.stripe.newCard(numbers[kind]).catch(() => null) : null;
  return { method, token: card ?? names[kind] };
}

async function order(buyer: Buyer, asking: Patient, quoteId: string, method: Method): Promise<void> {
  const { random, figures, isOver } = buyer;
  const paymentMethod = await chooseMeans(buyer, method);
  const promised: Promised = { key: v7(), answers: [], isWithdrawn: false };
  buyer.promised.push(promised);
  const place = async (): Promise<Placed> => {
    const input = { quoteId, idempotencyKey: promised.key, paymentMethod };
    const { data, code } = await asking.ask(placeOrder, { input }, ['RATE_LIMITED']);
    const placed: Placed = data?.placeOrder ?? { __typename: code ?? 'nothing' };
    promised.answers.push(placed);
    return placed;
  };
  // Some clients send an order twice at once, and some send it again later.
  let [placed] = await Promise.all(random.chance(0.15) ? [place(), place()] : [place()]);
  while (placed.status === 'PENDING' && !isOver()) placed = await place();
  if (placed.status === 'REQUIRES_ACTION')
    placed = await (method === 'MPESA'
      ? untilAnswered(buyer, placed, place)
      : confirm(buyer, asking, promised, placed, place));
  if (random.chance(0.1)) placed = await place();
  if (placed.__typename !== 'Checkout') figures.declined += 1;
  if (placed.status !== 'CONFIRMED') return;
  figures.checkouts += 1;
  figures.orders += placed.orders!.length;
  figures.paidBy.set(method, (figures.paidBy.get(method) ?? 0) + 1);
  if (random.chance(0.08)) await cancel(figures, asking, promised, placed);
}

/** The payer has a prompt on the phone. */
async function untilAnswered({ isOver }: Buyer, placed: Placed, place: () => Promise<Placed>): Promise<Placed> {
  let now = placed;
  for (let looks = 0; looks < 60 && now.status === 'REQUIRES_ACTION' && !isOver(); looks += 1) {
    await sleep(250);
    now = await place();
  }
  return now;
}

/** The buyer's way to the bank: most confirm, some decline, some never come back. */
async function confirm(
  { random, market, isOver, user }: Buyer,
  asking: Patient,
  promised: Promised,
  placed: Placed,
  place: () => Promise<Placed>,
): Promise<Placed> {
  const isSure = user !== null && random.chance(0.9);
  const doing = isSure
    ? 'approve'
    : random.pick(['approve', 'approve', 'approve', 'approve', 'decline', 'leave'] as const);
  if (doing !== 'approve') promised.isWithdrawn = true;
  if (doing === 'leave') return placed;
  let now = placed;
  for (let rounds = 0; rounds < 200 && now.status === 'REQUIRES_ACTION' && !isOver(); rounds += 1) {
    for (const { orderId, paymentId, clientSecret } of now.payment?.actions ?? []) {
      for (const { id, status } of await market.stripe.intentsOf([orderId])) {
        // It may have ended meanwhile.
        if (status === 'requires_action') await market.stripe.answer(id, doing).catch(() => {});
      }
      const input = { paymentId, ...(clientSecret === null ? {} : { clientSecret }) };
      if (random.chance(0.6)) {
        await asking.ask(`mutation($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { status } }`, {
          input,
        });
      }
    }
    now = await place();
  }
  return now;
}

async function cancel(figures: Figures, asking: Patient, promised: Promised, { orders, token }: Placed): Promise<void> {
  promised.isWithdrawn = true;
  const input = { orderId: orders![0]!.id, ...(token ? { token } : {}) };
  const { data } = await asking.ask(
    `mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { status } ${refused} } }`,
    { input },
  );
  if (data?.cancelOrder.status === 'CANCELLED') figures.cancelled += 1;
}
