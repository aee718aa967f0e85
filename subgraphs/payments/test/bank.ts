import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serviceIdentity, userIdOf, type Viewer } from '@soko/auth';
import { newEvent, usersSeller, usersUser } from '@soko/events';
import { silentLogger } from '@soko/log';
import { startPayment3pSimulator } from '@soko/payment-3p-simulator';
import { startStripeSimulator } from '@soko/stripe-simulator';
import { person, startFixture, startTestSubgraph, type TestSubgraph, until, untilFast } from '@soko/testing';
import Fastify from 'fastify';
import type Stripe from 'stripe';
import { payments } from '../index.ts';
import { createStripe } from '../providers/stripe.ts';
import { noteSeller } from '../store/sellers.ts';

export const webhookSecret = 'whsec_of_these_specs';
export const sealKey = 'a-seal-key-of-these-specs-32-chars';

export const admin = person('usr_admin', 'ADMIN');
export const support = person('usr_support', 'SUPPORT');
export const buyer = person('usr_buyer');
export const seller = person('usr_seller', 'CUSTOMER', 'SELLER');
export const sellerId = 'slr_of_these_specs';

/** Specs read results as plain JSON; their expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

/** Calls the admin API of a simulator. `path` is below `/_admin/`. */
const adminOf = (url: string) =>
  async function call(method: string, path: string, body: unknown = {}): Promise<Json> {
    const response = await fetch(`${url}/_admin/${path}`, {
      method,
      ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const json: Json = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${json.message}`);
    return json;
  };

/** Payments with both providers simulated; webhooks arrive over HTTP. */
export interface Bank extends TestSubgraph {
  env: Record<string, string>;
  stripe: ReturnType<typeof adminOf>;
  payment3p: ReturnType<typeof adminOf>;
  webhookUrl: string;
  /** Address of the simulated Stripe. */
  stripeUrl: string;
  /** Number of webhooks received, including forged and repeated ones. */
  webhooks(): number;
  /** Sends an operation as the service orders. */
  asOrders(document: string, variables?: Record<string, unknown>): ReturnType<TestSubgraph['query']>;
  authorize(orders: Record<string, string>, input?: object): Promise<Json>;
  capture(orderId: string, amount: string): Promise<Json>;
  reauthorize(orderId: string, amount: string): Promise<Json>;
  /** Saves a card for a user. Returns its id. */
  saveCard(as: Viewer, token?: string): Promise<string>;
  void(orderId: string, reason?: string): Promise<Json>;
  refund(orderId: string, amount: string, idempotencyKey?: string, terms?: object): Promise<Json>;
  /** The database row of the payment of an order. */
  row(orderId: string): Promise<Json>;
  untilStatus(orderId: string, status: string): Promise<Json>;
  /** Users who are suspended, as the subgraph users says when it is asked. */
  suspended: Set<string>;
  /** Publishes that a user erased their account. */
  erase(as: Viewer): Promise<void>;
  /** Publishes that the seller of these specs was suspended or reinstated, and waits until payments knows it. */
  tellSeller(type: 'suspended' | 'reinstated', sequence: number): Promise<void>;
  /** Moves the clock of the subgraph forward, so that leases and pauses end. The providers keep their own clocks. */
  advance(ms: number): void;
  /** The clock of the subgraph. */
  now(): Date;
  /** As `until`, while the clock of the subgraph runs fast, so that pauses between tries are short. */
  untilFast<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T>;
  /** The last names of the published events about the payment of an order. */
  eventsOf(orderId: string): Promise<string[]>;
  /** A token that a buyer got from payment-3p, for an amount in minor units. */
  tokenOf3p(amount: number): Promise<string>;
  hold3p(token: string): Promise<Json>;
  /** A payment method of a card as Stripe.js creates it: usable once, unless it is attached to a customer. */
  newCard(number?: string): Promise<string>;
  /** The official SDK, for changes at the simulated Stripe outside Soko. */
  sdk(): Stripe;
  /** All intents of an order at the simulated Stripe, newest first. */
  intents(orderId: string): Promise<Json[]>;
  /** The one intent of an order. */
  intent(orderId: string): Promise<Json>;
}

const authorizeDocument = /* GraphQL */ `
  mutation ($input: AuthorizePaymentsInput!) {
    authorizePayments(input: $input) {
      __typename
      ... on PaymentsAuthorized {
        payments {
          id
          orderId
          status
        }
      }
      ... on PaymentActionRequired {
        payments {
          id
          orderId
          clientSecret
          actionUrl
        }
        authorizedOrderIds
      }
      ... on PaymentsDeclined {
        code
        message
      }
    }
  }
`;

const state =
  '__typename ... on Payment { id status captured { amount } } ... on WrongPaymentStatus { code message status }';

export const documents = {
  authorize: authorizeDocument,
  capture: `mutation ($input: CapturePaymentInput!) { result: capturePayment(input: $input) { ${state} } }`,
  save: `mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { ... on PaymentMethod { id } } }`,
  void: `mutation ($input: VoidPaymentInput!) { result: voidPayment(input: $input) { ${state} } }`,
  reauthorize: `mutation ($input: ReauthorizePaymentInput!) { result: reauthorizePayment(input: $input) { ${state}
    ... on ReauthorizationDeclined { code message } } }`,
  refund: `mutation ($input: RefundOrderInput!) { result: refundOrder(input: $input) { __typename
    ... on RefundMade { refund { id status amount { amount } } payment { status refunded { amount } refundable { amount } } }
    ... on RefundTooLarge { code message refundable { amount } }
    ... on WrongPaymentStatus { code status } ... on RefundNotPossible { code message } } }`,
};

async function listenOnFreePort(): Promise<{ server: Server; url: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe` };
}

export async function openBank(more: Record<string, string> = {}): Promise<Bank> {
  const { server, url: webhookUrl } = await listenOnFreePort();
  const [stripe, payment3p] = await Promise.all([
    startStripeSimulator({ port: 0, log: silentLogger, webhookUrl, webhookSecret }),
    startPayment3pSimulator({ port: 0, log: silentLogger }),
  ]);
  const env = {
    SOKO_SEAL_KEY: sealKey,
    STRIPE_SECRET_KEY: 'sk_test_of_these_specs',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_BASE: stripe.url,
    PAYMENT_3P_URL: payment3p.url,
    PAYMENT_RECOVERY_EVERY_MS: '100',
    ...more,
  };
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const suspended = new Set<string>();
  const { transport } = startFixture('users', {
    Query: {
      standingOf: (_, { userId }: { userId: string }) => (suspended.has(userId) ? null : { roles: ['CUSTOMER'] }),
    },
  });
  const peers = (name: string) => {
    if (name !== 'users') throw new Error(`These specs have no ${name}.`);
    return transport;
  };
  const graph = await startTestSubgraph(payments, { env, now, peers });
  await noteSeller(graph.pool, { id: sellerId, userId: 'usr_seller', status: 'ACTIVE', sequence: 1 });
  const trail = { correlationId: 'cor_spec', causationId: null, actor: { kind: 'service', id: 'users' }, now } as const;
  let received = 0;
  let saves = 0;
  server.on('request', () => (received += 1));
  const app = Fastify({ serverFactory: (handler) => server.on('request', handler) });
  await graph.subgraph.routes(app);
  await app.ready();

  const asOrders: Bank['asOrders'] = (document, variables = {}) =>
    graph.query(document, variables, { identity: serviceIdentity('orders', 'cor_spec') });
  const send = async (document: string, input: object): Promise<Json> => {
    const { data, errors } = await asOrders(document, { input });
    if (errors) throw new Error(JSON.stringify(errors));
    return data.result;
  };
  const bank: Bank = {
    ...graph,
    env,
    suspended,
    stripe: adminOf(stripe.url),
    payment3p: adminOf(payment3p.url),
    webhookUrl,
    stripeUrl: stripe.url,
    webhooks: () => received,
    now,
    asOrders,
    async authorize(orders, input = {}) {
      const request = {
        checkoutId: 'chk_spec',
        buyerId: 'usr_buyer',
        email: 'buyer@example.com',
        method: 'STRIPE_CARD',
        token: 'pm_card_visa',
        idempotencyKey: 'key-of-the-spec',
        payments: Object.entries(orders).map(([orderId, amount]) => ({ orderId, sellerId, amount, currency: 'EUR' })),
        ...input,
      };
      const { data, errors } = await asOrders(authorizeDocument, { input: request });
      if (errors) throw new Error(JSON.stringify(errors));
      return data.authorizePayments;
    },
    capture: (orderId, amount) => send(documents.capture, { orderId, amount: { amount, currency: 'EUR' } }),
    reauthorize: (orderId, amount) => send(documents.reauthorize, { orderId, amount: { amount, currency: 'EUR' } }),
    async saveCard(as, token = 'pm_card_visa') {
      const input = { method: 'STRIPE_CARD', token, idempotencyKey: `save ${(saves += 1)} of the spec` };
      const { data, errors } = await graph.query(documents.save, { input }, { as });
      if (errors) throw new Error(JSON.stringify(errors));
      return data.savePaymentMethod.id;
    },
    void: (orderId, reason = 'CANCELLED') => send(documents.void, { orderId, reason }),
    refund(orderId, amount, idempotencyKey = `refund ${amount} of ${orderId}`, terms = {}) {
      const input = { orderId, amount: { amount, currency: 'EUR' }, reason: 'Came back', idempotencyKey, ...terms };
      return send(documents.refund, input);
    },
    async row(orderId) {
      const { rows } = await graph.pool.query('SELECT * FROM payment WHERE order_id = $1', [orderId]);
      return rows[0];
    },
    erase: (as) =>
      graph.bus.publish(usersUser.name, [
        newEvent(usersUser, 'erased', { subject: userIdOf(as)!, sequence: 1, data: {} }, trail),
      ]),
    async tellSeller(type, sequence) {
      const data = { userId: 'usr_seller', handle: 'h', displayName: 'D', reason: null };
      const event = newEvent(usersSeller, type, { subject: sellerId, sequence, data }, trail);
      await graph.bus.publish(usersSeller.name, [event]);
      await until(`the seller is ${type}`, async () => {
        const { rows } = await graph.pool.query('SELECT FROM seller WHERE id = $1 AND sequence = $2', [
          sellerId,
          sequence,
        ]);
        return rows.length === 1;
      });
    },
    untilStatus: (orderId, status) =>
      until(`${orderId} is ${status}`, async () => {
        const row = await bank.row(orderId);
        return row?.status === status ? row : null;
      }),
    advance(ms) {
      aheadMs += ms;
    },
    untilFast: (what, look) => untilFast(what, bank.advance, look),
    async eventsOf(orderId) {
      const told = await graph.told();
      return told
        .filter(({ data }: Json) => data.payment.orderId === orderId)
        .map(({ type }) => type.slice(type.lastIndexOf('.') + 1));
    },
    async tokenOf3p(amount) {
      const body = JSON.stringify({ cardNumber: '1234567890123456', amount });
      const headers = { 'content-type': 'application/json' };
      const preauthorized: Json = await (
        await fetch(`${payment3p.url}/preauth`, { method: 'POST', headers, body })
      ).json();
      return preauthorized.paymentToken;
    },
    async hold3p(token) {
      const { data } = await bank.payment3p('GET', 'holds');
      return data.find(({ id }: Json) => id === token);
    },
    async newCard(number = '4242424242424242') {
      const card = { number, exp_month: 12, exp_year: 2040, cvc: '123' };
      return (await bank.sdk().paymentMethods.create({ type: 'card', card })).id;
    },
    sdk: () => createStripe({ secretKey: 'sk_test_x', apiBase: stripe.url, returnUrl: '', timeoutMs: 20_000 }),
    async intents(orderId) {
      const { data } = await bank.stripe('GET', 'objects/payment_intents?limit=1000');
      return data.filter(({ metadata }: Json) => metadata.orderId === orderId);
    },
    async intent(orderId) {
      const found = await bank.intents(orderId);
      if (found.length !== 1) throw new Error(`${orderId} has ${found.length} intents.`);
      return found[0];
    },
    async close() {
      await graph.close();
      await app.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([stripe.close(), payment3p.close()]);
    },
  };
  return bank;
}
