import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signRequest } from '@soko/auth';
import { createPostgresLog, type EventBus } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { type StartedSubgraph, startSubgraph, type SubgraphRequest } from '@soko/subgraph';
import {
  createTestDatabase,
  requestBy,
  type RunningProgram,
  runProgram,
  type TestDatabase,
  until,
} from '@soko/testing';
import pg from 'pg';
import { orders } from '../index.ts';
import type { Fixture } from './peers/fixture.ts';
import type { FixtureVariant } from './peers/products.ts';
import { address, buyer, card, type Fixtures, startFixtures } from './shop.ts';

const env = { SOKO_SEAL_KEY: 'a key for specs alone, long enough', ORDERS_SAGA_LEASE_MS: '1000' };
const migrations = join(import.meta.dirname, '../../../prisma/orders/migrations');

/** A spec reads answers as the JSON they are, and its expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** Every moment at which a process may die: before and after each question that a purchase asks. */
interface Death {
  when: 'before' | 'after';
  question: string;
  /** What makes the purchase ask it. */
  given: 'all well' | 'declined' | 'digital' | 'sold out';
  /** Nobody takes it up again before its time is over. */
  late?: true;
  status: string;
  payment: string | undefined;
}

const confirmed = { given: 'all well', status: 'CONFIRMED', payment: 'AUTHORIZED' } as const;
const deaths: Death[] = [
  { when: 'before', question: 'reserveStock', ...confirmed },
  { when: 'after', question: 'reserveStock', ...confirmed },
  { when: 'before', question: 'authorizePayments', ...confirmed },
  { when: 'after', question: 'authorizePayments', ...confirmed },
  { when: 'before', question: 'commitReservation', ...confirmed },
  { when: 'after', question: 'commitReservation', ...confirmed },
  {
    when: 'after',
    question: 'authorizePayments',
    given: 'all well',
    late: true,
    status: 'REJECTED',
    payment: 'VOIDED',
  },
  { when: 'before', question: 'commitReservation', late: true, ...confirmed },
  { when: 'after', question: 'commitReservation', late: true, ...confirmed },
  { when: 'after', question: 'authorizePayments', given: 'declined', status: 'PAYMENT_FAILED', payment: 'FAILED' },
  { when: 'before', question: 'releaseReservation', given: 'declined', status: 'PAYMENT_FAILED', payment: 'FAILED' },
  { when: 'after', question: 'releaseReservation', given: 'declined', status: 'PAYMENT_FAILED', payment: 'FAILED' },
  { when: 'before', question: 'capturePayment', given: 'digital', status: 'FULFILLED', payment: 'CAPTURED' },
  { when: 'after', question: 'capturePayment', given: 'digital', status: 'FULFILLED', payment: 'CAPTURED' },
  { when: 'before', question: 'voidPayment', given: 'sold out', status: 'CANCELLED', payment: 'VOIDED' },
  { when: 'after', question: 'voidPayment', given: 'sold out', status: 'CANCELLED', payment: 'VOIDED' },
];

describe('a process that is killed in the middle of a purchase', () => {
  let fixtures: Fixtures;
  let server: Server;
  let database: TestDatabase;
  let events: TestDatabase;
  let program: RunningProgram;
  let pool: pg.Pool;
  let bus: EventBus;
  let next: StartedSubgraph | undefined;

  const transport = (name: string) => (fixtures as unknown as Record<string, Fixture>)[name]!.transport;

  beforeEach(async () => {
    fixtures = startFixtures();
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const asked = JSON.parse(Buffer.concat(chunks).toString()) as SubgraphRequest;
        void transport(request.url!.slice(1))(asked).then((answer) => response.end(JSON.stringify(answer)));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    [database, events] = await Promise.all([createTestDatabase({ migrations }), createTestDatabase()]);
    pool = new pg.Pool({ connectionString: database.connectionString, max: 2 });
    bus = createPostgresLog({ url: events.connectionString, log: silentLogger });
    const { port } = server.address() as { port: number };
    program = await runProgram(join(import.meta.dirname, 'crash-program.ts'), {
      SPEC_DATABASE: database.connectionString,
      SPEC_EVENTS: events.connectionString,
      SPEC_PEERS: `http://127.0.0.1:${port}/`,
    });
  }, 60_000);

  afterEach(async () => {
    await program.kill();
    await next?.close();
    next = undefined;
    await bus.close();
    await pool.end();
    server.closeAllConnections();
    server.close();
    await Promise.all([database.drop(), events.drop()]);
  });

  const ask = async (query: string, input: object): Promise<Json> => {
    const port = await until('the program listens', () => /port (\d+)/.exec(program.output())?.[1], 30_000);
    const body = JSON.stringify({ query, variables: { input } });
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signRequest('a key for specs', requestBy(buyer), body) },
      body,
    });
    const { data, errors } = (await response.json()) as Json;
    if (errors) throw new Error(JSON.stringify(errors));
    return data.answer;
  };

  async function quoteFor(variants: readonly FixtureVariant[]): Promise<string> {
    for (const { variantId } of variants) {
      await ask('mutation ($input: AddToCartInput!) { answer: addToCart(input: $input) { __typename } }', {
        variantId,
        quantity: 1,
      });
    }
    const quote =
      'mutation ($input: QuoteCheckoutInput!) { answer: quoteCheckout(input: $input) { ... on CheckoutQuote { id } } }';
    return (await ask(quote, { email: 'ada@example.com', address, deliveryMethod: 'STANDARD' })).id;
  }

  /** Has the process killed at the first such moment. */
  function killAt({ when, question }: Death): Promise<void> {
    return new Promise((resolve) => {
      let killed = false;
      const look = async (asked: string): Promise<void> => {
        if (asked !== question || killed) return;
        killed = true;
        await program.kill();
        resolve();
      };
      for (const fixture of [fixtures.fulfilment, fixtures.payments]) fixture.watch[when] = look;
    });
  }

  /** After the payment is authorised the reservation is gone, and so is the stock. */
  function sellOut(): void {
    const { stock, reservations } = fixtures.fulfilment;
    fixtures.payments.watch.after = (question) => {
      if (question !== 'authorizePayments') return;
      for (const id of reservations.keys()) fixtures.fulfilment.expire(id);
      for (const id of stock.keys()) stock.set(id, 0);
    };
  }

  it.each(deaths)(
    '$when $question ($given): ends $status, with its payment $payment',
    async (death) => {
      const { given } = death;
      const kind = given === 'digital' ? ({ type: 'DIGITAL', package: null } as const) : {};
      const variants = [fixtures.products.sell(kind), fixtures.products.sell(kind)];
      for (const { variantId } of variants) fixtures.fulfilment.stock.set(variantId, 3);
      const quoteId = await quoteFor(variants);
      const dead = killAt(death);
      if (given === 'sold out') {
        const { watch } = fixtures.payments;
        const kill = watch.after;
        sellOut();
        const sold = watch.after!;
        watch.after = async (question) => {
          await sold(question);
          await kill?.(question);
        };
      }
      const paymentMethod = given === 'declined' ? { ...card, token: 'pm_declined' } : card;
      const place = 'mutation ($input: PlaceOrderInput!) { answer: placeOrder(input: $input) { __typename } }';
      const answer = ask(place, { quoteId, paymentMethod, idempotencyKey: 'one purchase' }).then(
        () => 'answered',
        () => 'died',
      );
      await dead;
      expect(await answer).toBe('died');

      next = await startSubgraph(orders, {
        databaseUrl: database.connectionString,
        bus,
        peers: transport,
        log: silentLogger,
        env,
        now: () => new Date(Date.now() + (death.late ? 3_600_000 : 0)),
      });
      await until(
        'everything is done',
        async () => {
          const { rows } = await pool.query(`SELECT (SELECT count(*) FROM checkout_saga WHERE next_at IS NOT NULL)
          + (SELECT count(*) FROM order_task WHERE next_at IS NOT NULL) AS open`);
          return rows[0].open === '0';
        },
        20_000,
      );

      const { rows } = await pool.query<{ id: string; status: string }>(
        'SELECT id, status FROM orders ORDER BY number',
      );
      expect(rows.map(({ status }) => status)).toEqual([death.status, death.status]);
      const paid = rows.map(({ id }) => fixtures.payments.of(id));
      expect(paid.map((payment) => payment?.status)).toEqual([death.payment, death.payment]);
      expect(paid.every((payment) => payment!.captures === (death.payment === 'CAPTURED' ? 1 : 0))).toBe(true);
      const held = death.status === 'CONFIRMED' ? 2 : given === 'sold out' ? 0 : 3;
      expect(variants.map(({ variantId }) => fixtures.fulfilment.available(variantId))).toEqual([held, held]);
      const again = await next.execute({
        query: place,
        variables: { input: { quoteId, paymentMethod, idempotencyKey: 'one purchase' } },
        identity: requestBy(buyer),
      });
      const good = death.status === 'CONFIRMED' || death.status === 'FULFILLED';
      const name = good ? 'Checkout' : given === 'declined' ? 'PaymentDeclined' : 'OutOfStock';
      expect(again.data).toEqual({ answer: { __typename: name } });
      const { rows: counted } = await pool.query('SELECT count(*)::int AS n FROM checkout');
      expect(counted).toEqual([{ n: 1 }]);
    },
    60_000,
  );
});
