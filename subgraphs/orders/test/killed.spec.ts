import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { signRequest, type Viewer } from '@soko/auth';
import { createPostgresLog, type EventBus } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { type StartedSubgraph, startSubgraph, type SubgraphRequest } from '@soko/subgraph';
import {
  buildProgram,
  createTestDatabase,
  person,
  type Program,
  requestBy,
  type RunningProgram,
  type TestDatabase,
  until,
} from '@soko/testing';
import type pg from 'pg';
import { orders } from '../index.ts';
import type { Fixture } from '@soko/testing';
import type { FixtureVariant } from './peers/products.ts';
import { address, card, type Fixtures, startFixtures } from './shop.ts';

/** Long enough that no process takes over from one that lives, however slow the machine is. */
const leaseMs = 60_000;
const env = { SOKO_SEAL_KEY: 'a key for specs alone and long enough', ORDERS_SAGA_LEASE_MS: String(leaseMs) };
const migrations = join(import.meta.dirname, '../../../prisma/orders/migrations');

/** A spec reads results as plain JSON; its expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** A moment at which a process dies: before or after a call to another subgraph. */
interface Death {
  when: 'before' | 'after';
  question: string;
  /** The circumstances that lead to this call. */
  given: 'all well' | 'declined' | 'digital' | 'sold out';
  /** No process takes over before the deadline. */
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
  let built: Program;
  /** The process to kill, and the next one, which has loaded its modules and waits. */
  let program: RunningProgram;
  let spare: RunningProgram;
  let pool: pg.Pool;
  let bus: EventBus;
  /** The process that takes over. Its clock is ahead by `shiftMs`. */
  let survivor: StartedSubgraph;
  let shiftMs = 0;
  let buyers = 0;

  const transport = (name: string) => (fixtures as unknown as Record<string, Fixture>)[name]!.transport;

  const startSpare = (): RunningProgram =>
    built.run({
      SPEC_DATABASE: database.connectionString,
      SPEC_EVENTS: events.connectionString,
      SPEC_PEERS: `http://127.0.0.1:${(server.address() as { port: number }).port}/`,
      SPEC_LEASE_MS: String(leaseMs),
    });

  beforeAll(async () => {
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
    [database, events, built] = await Promise.all([
      createTestDatabase({ migrations }),
      createTestDatabase(),
      buildProgram(join(import.meta.dirname, 'crash-program.ts')),
    ]);
    spare = startSpare();
    pool = database.openPool();
    bus = createPostgresLog({ url: events.connectionString, log: silentLogger });
    survivor = await startSubgraph(orders, {
      databaseUrl: database.connectionString,
      bus,
      peers: transport,
      log: silentLogger,
      env,
      now: () => new Date(Date.now() + shiftMs),
    });
  });

  afterEach(async () => {
    await program.kill();
    for (const { watch } of [fixtures.fulfilment, fixtures.payments]) {
      delete watch.before;
      delete watch.after;
    }
    shiftMs = 0;
  });

  afterAll(async () => {
    await spare.kill();
    await survivor.close();
    await bus.close();
    server.closeAllConnections();
    server.close();
    await Promise.all([database.drop(), events.drop(), built.remove()]);
  });

  const ask = async (buyer: Viewer, query: string, input: object): Promise<Json> => {
    const port = await until('the program listens', () => /port (\d+)/.exec(program.output())?.[1]);
    const body = JSON.stringify({ query, variables: { input } });
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...signRequest('a key for specs', { identity: requestBy(buyer), subgraph: 'orders', body }),
      },
      body,
    });
    const { data, errors } = (await response.json()) as Json;
    if (errors) throw new Error(JSON.stringify(errors));
    return data.answer;
  };

  async function quoteFor(buyer: Viewer, variants: readonly FixtureVariant[]): Promise<string> {
    for (const { variantId } of variants) {
      await ask(buyer, 'mutation ($input: AddToCartInput!) { answer: addToCart(input: $input) { __typename } }', {
        variantId,
        quantity: 1,
      });
    }
    const quote =
      'mutation ($input: QuoteCheckoutInput!) { answer: quoteCheckout(input: $input) { ... on CheckoutQuote { id } } }';
    return (await ask(buyer, quote, { email: 'ada@example.com', address, deliveryMethod: 'STANDARD' })).id;
  }

  /** Kills the process at the first such moment. */
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

  /** After the payment is authorised, the reservations expire and the stock is gone. */
  function sellOut(): void {
    const { stock, reservations } = fixtures.fulfilment;
    const { watch } = fixtures.payments;
    const next = watch.after;
    watch.after = async (question) => {
      if (question === 'authorizePayments') {
        for (const id of reservations.keys()) fixtures.fulfilment.expire(id);
        for (const id of stock.keys()) stock.set(id, 0);
      }
      await next?.(question);
    };
  }

  it.each(deaths)('$when $question ($given): ends $status, with its payment $payment', async (death) => {
    const { given } = death;
    program = spare;
    program.child.stdin!.write('start\n');
    const buyer = person(`usr_${(buyers += 1)}`);
    const kind = given === 'digital' ? ({ type: 'DIGITAL', package: null } as const) : {};
    const variants = [fixtures.products.sell(kind), fixtures.products.sell(kind)];
    for (const { variantId } of variants) fixtures.fulfilment.stock.set(variantId, 3);
    const quoteId = await quoteFor(buyer, variants);
    const dead = killAt(death);
    if (given === 'sold out') sellOut();
    const paymentMethod = given === 'declined' ? { ...card, token: 'pm_declined' } : card;
    const place = 'mutation ($input: PlaceOrderInput!) { answer: placeOrder(input: $input) { __typename } }';
    const input = { quoteId, paymentMethod, idempotencyKey: 'one purchase' };
    const answer = ask(buyer, place, input).then(
      () => 'answered',
      () => 'died',
    );
    await dead;
    expect(await answer).toBe('died');

    // The lease of the dead process ends, or the deadline passes as well.
    shiftMs = death.late ? 3_600_000 : leaseMs + 1;
    spare = startSpare();
    await until('everything is done', async () => {
      await survivor.runJob('orders.continue-checkouts');
      await survivor.runJob('orders.run-tasks');
      const { rows } = await pool.query(`SELECT (SELECT count(*) FROM checkout_saga WHERE next_at IS NOT NULL)
          + (SELECT count(*) FROM order_task WHERE next_at IS NOT NULL) AS open`);
      return rows[0].open === '0';
    });

    const { rows } = await pool.query<{ id: string; status: string }>(
      'SELECT id, status FROM orders WHERE checkout_id IN (SELECT id FROM checkout WHERE quote_id = $1) ORDER BY number',
      [quoteId],
    );
    expect(rows.map(({ status }) => status)).toEqual([death.status, death.status]);
    const paid = rows.map(({ id }) => fixtures.payments.of(id));
    expect(paid.map((payment) => payment?.status)).toEqual([death.payment, death.payment]);
    expect(paid.every((payment) => payment!.captures === (death.payment === 'CAPTURED' ? 1 : 0))).toBe(true);
    const left = death.status === 'CONFIRMED' ? 2 : given === 'sold out' ? 0 : 3;
    expect(variants.map(({ variantId }) => fixtures.fulfilment.available(variantId))).toEqual([left, left]);
    const repeat = await survivor.execute({ query: place, variables: { input }, identity: requestBy(buyer) });
    const isGood = death.status === 'CONFIRMED' || death.status === 'FULFILLED';
    const name = isGood ? 'Checkout' : given === 'declined' ? 'PaymentDeclined' : 'OutOfStock';
    expect(repeat.data).toEqual({ answer: { __typename: name } });
    const { rows: counted } = await pool.query('SELECT count(*)::int AS n FROM checkout WHERE quote_id = $1', [
      quoteId,
    ]);
    expect(counted).toEqual([{ n: 1 }]);
  });
});
