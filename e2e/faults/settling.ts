import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { checkEverything } from '../../compositions/check-everything.ts';
import { subgraphNames } from '../../compositions/subgraphs.ts';
import type { Promised } from './buyers.ts';
import type { ProviderAdmin } from './faults.ts';
import type { Installation } from './installation.ts';

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

interface Open {
  what: string;
  database: string;
  sql: string;
}

/** Work that is not finished, in every database. */
const openWork: readonly Open[] = [
  { what: 'purchases', database: 'soko_orders', sql: 'FROM checkout_saga WHERE next_at IS NOT NULL' },
  { what: 'tasks of orders', database: 'soko_orders', sql: 'FROM order_task WHERE next_at IS NOT NULL' },
  { what: 'provider calls', database: 'soko_payments', sql: `FROM provider_call WHERE status = 'PENDING'` },
  { what: 'webhooks', database: 'soko_payments', sql: 'FROM provider_event WHERE processed_at IS NULL' },
  { what: 'refunds', database: 'soko_payments', sql: `FROM refund WHERE status = 'PENDING'` },
  { what: 'reservations', database: 'soko_fulfilment', sql: `FROM reservation WHERE status = 'HELD'` },
  ...subgraphNames.map((name) => ({
    what: `outbox of ${name}`,
    database: `soko_${name}`,
    sql: 'FROM outbox WHERE sent_at IS NULL',
  })),
  {
    what: 'collections',
    database: 'soko_payments',
    sql: `FROM collection WHERE status IN ('CREATED', 'PENDING')`,
  },
  {
    what: 'disbursements',
    database: 'soko_payments',
    sql: `FROM disbursement WHERE status NOT IN ('SUCCEEDED', 'FAILED')`,
  },
  {
    what: 'deposits',
    database: 'soko_wallets',
    sql: `FROM deposit WHERE status IN ('CREATED', 'PENDING') AND client_secret IS NULL`,
  },
  {
    what: 'withdrawals',
    database: 'soko_wallets',
    sql: `FROM withdrawal WHERE status IN ('HELD', 'SUBMITTED', 'UNDER_REVIEW')`,
  },
  { what: 'settlements', database: 'soko_wallets', sql: `FROM settlement_run WHERE status = 'RUNNING'` },
];

const number = async (pool: pg.Pool, sql: string): Promise<number> =>
  Number((await pool.query<{ count: string }>(`SELECT count(*) ${sql}`)).rows[0]!.count);

/** One of the rows, for people. */
async function example(pool: pg.Pool, sql: string): Promise<string> {
  const { rows } = await pool.query<{ row: string }>(
    `SELECT left(to_jsonb(t)::text, 900) AS row FROM (SELECT * ${sql} LIMIT 2) AS t`,
  );
  return ` (${rows.map(({ row }) => row).join('; ')})`;
}

/** Waits until nothing is under way, here or at the providers. Throws with what is left after `timeoutMs`. */
export async function untilQuiet(
  { poolOf, events }: Installation,
  providers: Readonly<Record<string, ProviderAdmin>>,
  timeoutMs = 90_000,
): Promise<void> {
  const pools = new Map([...new Set(openWork.map(({ database }) => database))].map((name) => [name, poolOf(name)]));
  const deadline = Date.now() + timeoutMs;
  for (let quietLooks = 0; quietLooks < 2;) {
    const left: string[] = [];
    const isLate = Date.now() > deadline;
    for (const { what, database, sql } of openWork) {
      const open = await number(pools.get(database)!, sql);
      if (open > 0) left.push(`${open} ${what}${isLate ? await example(pools.get(database)!, sql) : ''}`);
    }
    for (const [name, provider] of Object.entries(providers)) {
      const { waiting } = await provider.call<{ waiting: number }>('GET', 'webhooks');
      if (waiting > 0) left.push(`${waiting} webhooks of ${name}`);
    }
    const unhandled = await events.unhandled();
    if (unhandled > 0) left.push(`${unhandled} unhandled events`);
    // Twice: an effect may be on its way from one database to the next.
    quietLooks = left.length === 0 ? quietLooks + 1 : 0;
    if (isLate && left.length > 0) throw new Error(`Not quiet after ${timeoutMs / 1_000} s: ${left.join('\n')}`);
    await sleep(400);
  }
}

/** Reports of what people must decide: some payers of a run pay another amount than they were asked for. */
const forPeople = new Set(['no-deposit-in-suspense']);

/** The rules that are broken, as text. */
export async function brokenRules({ pools }: Installation): Promise<string[]> {
  const rules = await checkEverything(pools, { since: new Date(0), settled: new Date() });
  return rules
    .filter(({ name }) => !forPeople.has(name))
    .flatMap(({ owner, name, broken }) => broken.map(({ subject, found }) => `${owner}.${name}: ${subject} ${found}`));
}

interface SavedCheckout {
  id: string;
  key: string;
  status: string;
  total: string;
  orders: string[];
}

async function checkoutsByKey({ pools }: Installation): Promise<Map<string, SavedCheckout[]>> {
  const { rows } = await pools.orders.query<SavedCheckout>(
    `SELECT c.id, c.idempotency_key AS key, c.status, c.total_minor AS total,
       array(SELECT id FROM orders o WHERE o.checkout_id = c.id ORDER BY id) AS orders FROM checkout c`,
  );
  return groupBy(rows, ({ key }) => key);
}

const endedUnpaid = new Set(['REJECTED', 'PAYMENT_FAILED', 'EXPIRED', 'CANCELLED']);

/** What is wrong with the answers to one key, given what is saved. */
function faultOfPromise({ key, answers, isWithdrawn }: Promised, saved: readonly SavedCheckout[]): string[] {
  if (saved.length > 1) return [`${key} bought ${saved.length} times`];
  const given = answers.filter(({ __typename: type }) => type === 'Checkout');
  const checkout = saved[0];
  if (given.length > 0 && checkout === undefined) return [`${key} was answered, and nothing is saved`];
  const faults: string[] = [];
  for (const { id, orders, total } of given) {
    if (id !== checkout!.id) faults.push(`${key} was answered with ${id} and ${checkout!.id}`);
    const ids = (orders ?? []).map((order) => order.id).toSorted();
    if (ids.join() !== checkout!.orders.join()) faults.push(`${key} was answered with other orders: ${ids.join()}`);
    if (BigInt(total!.amount.replace('.', '')) !== BigInt(checkout!.total)) faults.push(`${key} has another total`);
  }
  const isPromised = given.some(({ status }) => status === 'CONFIRMED');
  const isRefused = answers.some(({ __typename: type }) => type === 'PaymentDeclined' || type === 'OutOfStock');
  if (isPromised && isRefused) faults.push(`${key} was confirmed and refused`);
  if (isPromised && !isWithdrawn && endedUnpaid.has(checkout!.status))
    faults.push(`${key} was confirmed and is ${checkout!.status}`);
  if (isRefused && checkout !== undefined && !endedUnpaid.has(checkout.status))
    faults.push(`${key} was refused and is ${checkout.status}`);
  return faults;
}

/** The promises to clients that were not kept. */
export async function brokenPromises(installation: Installation, promised: readonly Promised[]): Promise<string[]> {
  const saved = await checkoutsByKey(installation);
  return promised.flatMap((promise) => faultOfPromise(promise, saved.get(promise.key) ?? []));
}
