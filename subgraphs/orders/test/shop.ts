import type { Viewer } from '@soko/auth';
import {
  type EventTrail,
  fulfilmentDelivery,
  fulfilmentPackaging,
  newEvent,
  paymentsPayment,
  usersSeller,
} from '@soko/events';
import { newId } from '@soko/ids';
import { person, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { orders } from '../index.ts';
import { type ChainFixture, startChain } from './peers/chain.ts';
import { type FulfilmentFixture, startFulfilment } from './peers/fulfilment.ts';
import { type PaymentsFixture, startPayments } from './peers/payments.ts';
import { type FixtureVariant, type ProductsFixture, startProducts } from './peers/products.ts';
import { startUsers } from './peers/users.ts';

/** A spec reads results as plain JSON; its expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

export const buyer = person('usr_buyer');
export const stranger = person('usr_stranger');
export const support = person('usr_support', 'SUPPORT');
export const admin = person('usr_admin', 'ADMIN');
export const guest: Viewer = { kind: 'anonymous' };

export const address = {
  name: 'Ada Lovelace',
  line1: 'Main Street 1',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

export const wholeOrder = `id number status paymentStatus seller { id } buyer { id } email deliveryMethod
  lines { id title sku quantity packedQuantity unitPrice { amount } total { amount } tax { amount } taxIncluded variant { id } }
  itemsTotal { amount } deliveryTotal { amount } taxTotal { amount } taxIncludedTotal { amount } discountTotal { amount }
  feeTotal { amount } total { amount currency } history { from to by reason } version`;

const wholeCheckout = `... on Checkout { id number status token total { amount currency }
  payment { method actions { orderId clientSecret } actionDueAt } orders { ${wholeOrder} } }`;
const refusals = `... on OutOfStock { lines { variantId requested available } } ... on PaymentDeclined { declineCode }
  ... on PriceChanged { quotedTotal { amount } total { amount } lines { variantId quoted { amount } current { amount } } }`;

export interface Fixtures {
  products: ProductsFixture;
  chain: ChainFixture;
  fulfilment: FulfilmentFixture;
  payments: PaymentsFixture;
  users: ReturnType<typeof startUsers>;
}

/** An orders subgraph with fixtures as its peers, and the steps that most specs need. */
export interface Shop extends TestSubgraph, Fixtures {
  /** The result of a mutation that takes `input`. Throws when the mutation fails. */
  mutate(as: Viewer, mutation: string, input: object, selection?: string): Promise<Json>;
  ask(as: Viewer, query: string, variables?: Record<string, unknown>): Promise<Json>;
  /** The `extensions` of the error of a mutation. */
  failure(as: Viewer, mutation: string, input: object): Promise<Json>;
  /** A variant on sale with stock. */
  stocked(onHand: number, overrides?: Partial<FixtureVariant>): FixtureVariant;
  /** Fills a cart: the viewer's, or that of a new guest. Returns the cart. */
  fillCart(as: Viewer, lines: readonly (readonly [FixtureVariant, number])[]): Promise<Json>;
  quote(as: Viewer, overrides?: object): Promise<Json>;
  place(as: Viewer, quoteId: string, overrides?: object): Promise<Json>;
  /** Cart, quote and order in one. */
  buy(lines: readonly (readonly [FixtureVariant, number])[], overrides?: object): Promise<Json>;
  order(id: string): Promise<Json>;
  /** Waits until an order has a status. */
  orderIn(id: string, status: string): Promise<Json>;
  packaging(type: keyof typeof fulfilmentPackaging.events, orderId: string, data?: object): Promise<void>;
  delivery(type: keyof typeof fulfilmentDelivery.events, orderId: string, data?: object): Promise<void>;
  /** Publishes an event of the payment of an order. */
  payment(type: keyof typeof paymentsPayment.events, orderId: string, data?: object): Promise<void>;
  /** A person who sells as this seller. */
  seller(sellerId: string): Promise<Viewer>;
  /** Deletes all rows and what the peers know, for specs that share a shop and look at all of it. */
  empty(): Promise<void>;
}

export const startFixtures = (): Fixtures => ({
  products: startProducts(),
  chain: startChain(),
  fulfilment: startFulfilment(),
  payments: startPayments(),
  users: startUsers(),
});

const trail: EventTrail = {
  correlationId: 'req_spec',
  causationId: null,
  actor: { kind: 'service', id: 'spec' },
  now: () => new Date(),
};

const nameOf = (mutation: string): string => `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;

/** Mutations without refusals. */
const plain = new Set(['setTaxRate', 'setReturnPolicy', 'endPromotion']);

export const card = { method: 'STRIPE_CARD', token: 'pm_card_visa' };

export async function openShop(options: { env?: Record<string, string>; now?: () => Date } = {}): Promise<Shop> {
  const fixtures = startFixtures();
  const graph = await startTestSubgraph(orders, {
    env: { SOKO_SEAL_KEY: 'a key for specs alone and long enough', ORDERS_PICKUP_COUNTRY: 'KE', ...options.env },
    peers: (name) => fixtures[name as keyof Fixtures].transport,
    ...(options.now ? { now: options.now } : {}),
  });
  let events = 0;
  let keys = 0;

  const mutate = async (as: Viewer, mutation: string, input: object, selection = ''): Promise<Json> => {
    const text = `mutation Test($input: ${nameOf(mutation)}!) { ${mutation}(input: $input) {
      __typename ${selection} ${plain.has(mutation) ? '' : '... on UserError { code message }'} } }`;
    const { data, errors } = await graph.query(text, { input }, { as });
    if (errors) throw new Error(`${mutation}: ${JSON.stringify(errors)}`);
    return data[mutation];
  };
  const ask = async (as: Viewer, query: string, variables = {}): Promise<Json> => {
    const { data, errors } = await graph.query(query, variables, { as });
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const publish = (topic: Json, prefix: string) => async (type: string, orderId: string, data: object) => {
    const event = newEvent(
      topic,
      type,
      { subject: `${prefix}_${orderId}`, sequence: (events += 1), data } as Json,
      trail,
    );
    await graph.bus.publish(topic.name, [event]);
  };
  const publishPackaging = publish(fulfilmentPackaging, 'pkg');
  const publishDelivery = publish(fulfilmentDelivery, 'dlv');
  const publishPayment = publish(paymentsPayment, 'pay');

  const shop: Shop = {
    ...graph,
    ...fixtures,
    mutate,
    ask,
    async failure(as, mutation, input) {
      const text = `mutation Test($input: ${nameOf(mutation)}!) { ${mutation}(input: $input) { __typename } }`;
      const { errors } = await graph.query(text, { input }, { as });
      return errors?.[0]?.extensions;
    },
    stocked(onHand, overrides = {}) {
      const variant = fixtures.products.sell(overrides);
      fixtures.fulfilment.stock.set(variant.variantId, onHand);
      return variant;
    },
    async fillCart(as, lines) {
      let cart: Json = {};
      let token: string | null = null;
      for (const [{ variantId }, quantity] of lines) {
        const input = { variantId, quantity, cartToken: token };
        cart = await mutate(as, 'addToCart', input, '... on Cart { id token lines { variantId quantity } }');
        token = cart.token ?? token;
      }
      return { ...cart, token };
    },
    quote: (as, overrides = {}) =>
      mutate(
        as,
        'quoteCheckout',
        { address, email: 'ada@example.com', deliveryMethod: 'STANDARD', ...overrides },
        `... on CheckoutQuote { id expiresAt lines { variant { id } quantity unitPrice { amount } total { amount } tax { amount } taxIncluded }
          itemsTotal { amount } deliveryTotal { amount } taxTotal { amount } taxIncludedTotal { amount } discountTotal { amount }
          total { amount currency } warnings { code variantId } }`,
      ),
    place: (as, quoteId, overrides = {}) =>
      mutate(
        as,
        'placeOrder',
        { quoteId, paymentMethod: card, idempotencyKey: `spec key ${(keys += 1)}`, ...overrides },
        `${wholeCheckout} ${refusals}`,
      ),
    async buy(lines, overrides = {}) {
      await shop.fillCart(buyer, lines);
      const quote = await shop.quote(buyer);
      return shop.place(buyer, quote.id, overrides);
    },
    order: async (id) => (await ask(support, `query ($id: ID!) { order(id: $id) { ${wholeOrder} } }`, { id })).order,
    orderIn: (id, status) =>
      until(`order ${status}`, async () => {
        const found = await shop.order(id);
        return found.status === status ? found : null;
      }),
    packaging: (type, orderId, data = {}) => publishPackaging(type, orderId, { orderId, ...data }),
    delivery: (type, orderId, data = {}) =>
      publishDelivery(type, orderId, { orderId, trackingNumber: `TRK-${orderId}`, ...data }),
    payment: (type, orderId, data = {}) => {
      const paid = fixtures.payments.of(orderId);
      const money = (amountMinor: bigint) => ({ amountMinor: amountMinor.toString(), currency: 'EUR' });
      const payment = {
        orderId,
        checkoutId: 'chk',
        sellerId: 'slr',
        buyerId: null,
        method: 'STRIPE_CARD',
        status: paid?.status ?? 'FAILED',
        authorized: money(paid?.authorizedMinor ?? 0n),
        captured: money(paid?.capturedMinor ?? 0n),
        refunded: money(0n),
      };
      return publishPayment(type, orderId, { payment, ...data });
    },
    async seller(sellerId) {
      const as = person(newId('usr'), 'CUSTOMER', 'SELLER');
      const userId = as.kind === 'user' ? as.id : '';
      const data = { userId, handle: 'h', displayName: 'D' };
      const event = newEvent(usersSeller, 'reinstated', { subject: sellerId, sequence: 1, data }, trail);
      await graph.bus.publish(usersSeller.name, [event]);
      await until('the seller is known', async () => {
        const { rows } = await graph.pool.query('SELECT FROM seller WHERE id = $1', [sellerId]);
        return rows.length === 1;
      });
      return as;
    },
    async empty() {
      await graph.pool.query(
        'TRUNCATE checkout, checkout_saga, order_task, orders, cart, quote, outbox, inbox CASCADE',
      );
      for (const { asked, watch } of Object.values(fixtures)) {
        asked.clear();
        delete watch.before;
        delete watch.after;
      }
      for (const map of [fixtures.fulfilment.stock, fixtures.fulfilment.reservations, fixtures.payments.payments])
        map.clear();
    },
  };
  return shop;
}
