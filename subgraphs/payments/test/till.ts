import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serviceIdentity } from '@soko/auth';
import { silentLogger } from '@soko/log';
import { type MpesaSimulator, startMpesaSimulator } from '@soko/mpesa-simulator';
import { createVirtualClock } from '@soko/simulator-kit';
import { startFixture, startTestSubgraph, type TestSubgraph, untilFast } from '@soko/testing';
import Fastify from 'fastify';
import { payments } from '../index.ts';

/** Specs read results as plain JSON; their expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export const callbackToken = 'callback-token-of-these-specs-0123456789';

/** Payments with a simulated M-Pesa. Both have the clock of the simulator, and callbacks arrive over HTTP. */
export interface Till extends TestSubgraph {
  mpesa: MpesaSimulator;
  env: Record<string, string>;
  /** Address to which M-Pesa sends its callbacks. */
  callbackBase: string;
  admin(method: string, path: string, body?: object): Promise<Json>;
  /** Moves the clock of M-Pesa and of payments. */
  advance(ms: number): Promise<void>;
  /** Sends an operation as the service wallets. */
  asWallets(document: string, variables?: object): ReturnType<TestSubgraph['query']>;
  collect(reference: string, phone: string, more?: object): Promise<Json>;
  disburse(reference: string, phone: string, more?: object): Promise<Json>;
  collection(reference: string): Promise<Json>;
  disbursement(reference: string): Promise<Json>;
  untilCollection(reference: string, status: string): Promise<Json>;
  untilDisbursement(reference: string, status: string): Promise<Json>;
  /** As `until`, while the clock runs fast, so that pauses between tries are short. */
  untilFast<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T>;
  /** The published events about a reference, by their last names. */
  eventsOf(reference: string): Promise<Json[]>;
  unmatched(): Promise<Json[]>;
  /** Posts a callback as M-Pesa would. Returns the status. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<number>;
}

const collectionFields =
  'id reference status amount { amount currency } receivedAmount { amount } receipt clientSecret actionUrl failureCode failureMessage';
const disbursementFields = 'id reference status amount { amount } receipt failureCode failureMessage';

async function listen() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Wallets that payments asks about: `wal_{owner}_{currency}` belongs to `usr_{owner}`; others do not exist. */
const startWallets = () =>
  startFixture('wallets', {
    Query: {
      walletOwner(_: unknown, { walletId }: { walletId: string }) {
        const [, owner, currency] = /^wal_(\w+)_([A-Z]{3})$/.exec(walletId) ?? [];
        return owner === undefined ? null : { ownerId: `usr_${owner}`, currency };
      },
    },
  });

export async function openTill(more: Record<string, string> = {}): Promise<Till> {
  const clock = createVirtualClock();
  const [{ server, url: callbackBase }, mpesa] = await Promise.all([
    listen(),
    startMpesaSimulator({ port: 0, log: silentLogger, clock }),
  ]);
  const { account } = mpesa;
  const env = {
    SOKO_SEAL_KEY: 'a-seal-key-of-these-specs-32-chars',
    SOKO_PUBLIC_URL: callbackBase,
    PAYMENT_RECOVERY_EVERY_MS: '50',
    MPESA_BASE_URL: mpesa.url,
    MPESA_CONSUMER_KEY: account.consumerKey,
    MPESA_CONSUMER_SECRET: account.consumerSecret,
    MPESA_SHORT_CODE: account.shortCode,
    MPESA_PASS_KEY: account.passkey,
    MPESA_INITIATOR: account.initiator,
    MPESA_INITIATOR_SECRET: account.initiatorPassword,
    MPESA_CERTIFICATE: mpesa.publicKey,
    MPESA_CALLBACK_SECRET: callbackToken,
    ...more,
  };
  const graph = await startTestSubgraph(payments, {
    env,
    now: () => clock.now(),
    peers: () => startWallets().transport,
  });
  const app = Fastify({ serverFactory: (handler) => server.on('request', handler) });
  await graph.subgraph.routes(app);
  await app.ready();

  const asWallets: Till['asWallets'] = (document, variables = {}) =>
    graph.query(document, { ...variables }, { identity: serviceIdentity('wallets', 'cor_spec') });
  const ask = async (document: string, variables: object): Promise<Json> => {
    const { data, errors } = await asWallets(document, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data.result;
  };
  const till: Till = {
    ...graph,
    mpesa,
    env,
    callbackBase,
    asWallets,
    async admin(method, path, body = {}) {
      const response = await fetch(`${mpesa.url}/_admin/${path}`, {
        method,
        ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const json: Json = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${json.message}`);
      return json;
    },
    advance: async (ms) => void (await till.admin('POST', 'clock', { advanceMs: ms })),
    collect: (reference, phone, input = {}) =>
      ask(`mutation ($input: CollectFundsInput!) { result: collectFunds(input: $input) { ${collectionFields} } }`, {
        input: {
          reference,
          userId: 'usr_payer',
          amount: { amount: '100.00', currency: 'KES' },
          method: 'MPESA',
          phone,
          description: 'Deposit',
          ...input,
        },
      }),
    disburse: (reference, phone, input = {}) =>
      ask(`mutation ($input: DisburseFundsInput!) { result: disburseFunds(input: $input) { ${disbursementFields} } }`, {
        input: {
          reference,
          userId: 'usr_payee',
          amount: { amount: '500.00', currency: 'KES' },
          phone,
          remarks: 'Withdrawal',
          ...input,
        },
      }),
    collection: (reference) =>
      ask(`query ($reference: ID!) { result: fundsCollection(reference: $reference) { ${collectionFields} } }`, {
        reference,
      }),
    disbursement: (reference) =>
      ask(`query ($reference: ID!) { result: disbursement(reference: $reference) { ${disbursementFields} } }`, {
        reference,
      }),
    untilCollection: (reference, status) =>
      till.untilFast(`${reference} is ${status}`, async () => {
        const found = await till.collection(reference);
        return found?.status === status && found;
      }),
    untilDisbursement: (reference, status) =>
      till.untilFast(`${reference} is ${status}`, async () => {
        const found = await till.disbursement(reference);
        return found?.status === status && found;
      }),
    untilFast: (what, look) => untilFast(what, clock.advance, look),
    async eventsOf(reference) {
      const told = await graph.told();
      return told
        .filter(({ data }: Json) => data.reference === reference)
        .map(({ type, data }) => ({ type: type.slice(type.lastIndexOf('.') + 1), ...(data as object) }));
    },
    unmatched: async () => (await graph.pool.query('SELECT * FROM unmatched_funds ORDER BY received_at, id')).rows,
    async post(path, body, headers = {}) {
      const response = await fetch(callbackBase + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      await response.text();
      return response.status;
    },
    async close() {
      await graph.close();
      await app.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await mpesa.close();
    },
  };
  return till;
}
