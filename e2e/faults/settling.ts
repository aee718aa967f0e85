import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { checkEverything } from '../../compositions/check-everything.ts';
import { subgraphNames } from '../../compositions/subgraphs.ts';
import type { Charge, Intent, StripeAdmin } from '../harness/paying.ts';
import type { Promised } from './buyers.ts';
import type { Installation } from './installation.ts';

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
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
    what: 'unhandled events',
    database: 'soko_events',
    sql: `FROM event_group_offset g JOIN event_partition p USING (topic, partition) WHERE g.next_offset < p.next_offset`,
  },
];

const number = async (pool: pg.Pool, sql: string): Promise<number> =>
  Number((await pool.query<{ count: string }>(`SELECT count(*) ${sql}`)).rows[0]!.count);

/** Waits until nothing is under way. Throws with what is left after `timeoutMs`. */
export async function untilQuiet({ poolOf }: Installation, timeoutMs = 90_000): Promise<void> {
  const pools = new Map([...new Set(openWork.map(({ database }) => database))].map((name) => [name, poolOf(name)]));
  const deadline = Date.now() + timeoutMs;
  for (let quietLooks = 0; quietLooks < 2;) {
    const left: string[] = [];
    for (const { what, database, sql } of openWork) {
      const open = await number(pools.get(database)!, sql);
      if (open > 0) left.push(`${open} ${what}`);
    }
    // Twice: an effect may be on its way from one database to the next.
    quietLooks = left.length === 0 ? quietLooks + 1 : 0;
    if (Date.now() > deadline) throw new Error(`Not quiet after ${timeoutMs / 1_000} s: ${left.join(', ')}.`);
    await sleep(400);
  }
}

/** The rules that are broken, as text. */
export async function brokenRules({ pools }: Installation): Promise<string[]> {
  const rules = await checkEverything(pools, { since: new Date(0), settled: new Date() });
  return rules.flatMap(({ owner, name, broken }) =>
    broken.map(({ subject, found }) => `${owner}.${name}: ${subject} ${found}`),
  );
}

export async function deadLetters({ poolOf }: Installation): Promise<string[]> {
  const { rows } = await poolOf('soko_events').query<{ group_name: string; topic: string; error: string }>(
    'SELECT group_name, topic, error FROM event_dead_letter',
  );
  return rows.map(({ group_name: group, topic, error }) => `${group}, ${topic}: ${error.split('\n', 1)[0]}`);
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

interface SavedPayment {
  id: string;
  ref: string | null;
  status: string;
  captured: string;
  refunded: string;
}

/** The differences between the provider's records and ours. */
export async function wrongCharges({ pools }: Installation, stripe: StripeAdmin): Promise<string[]> {
  const all = async <Item>(name: string): Promise<Item[]> =>
    (await stripe.call<{ data: Item[] }>('GET', `objects/${name}?limit=100000`)).data;
  const charges = groupBy(
    (await all<Charge>('charges')).filter((charge) => charge.amount_captured > 0),
    (charge) => charge.payment_intent,
  );
  const { rows } = await pools.payments.query<SavedPayment>(
    `SELECT id, provider_ref AS ref, status, captured_minor AS captured, refunded_minor AS refunded FROM payment`,
  );
  const byRef = new Map(rows.flatMap((payment) => (payment.ref === null ? [] : [[payment.ref, payment] as const])));
  const faults: string[] = [];
  for (const intent of await all<Intent>('payment_intents')) {
    const made = charges.get(intent.id) ?? [];
    const payment = byRef.get(intent.id);
    byRef.delete(intent.id);
    const captured = made.reduce((sum, charge) => sum + charge.amount_captured, 0);
    const refunded = made.reduce((sum, charge) => sum + charge.amount_refunded, 0);
    const ours = payment ?? { id: 'no payment', status: 'none', captured: '0', refunded: '0' };
    if (made.length > 1 || captured !== Number(ours.captured) || refunded !== Number(ours.refunded)) {
      faults.push(
        `${ours.id} captured ${ours.captured}, refunded ${ours.refunded}; ` +
          `${intent.id} has ${made.length} charges of ${captured}, refunded ${refunded}`,
      );
    }
    if (payment === undefined && intent.status === 'requires_capture')
      faults.push(`${intent.id} is authorised, and no payment knows it`);
  }
  for (const [ref, { id, captured }] of byRef) if (captured !== '0') faults.push(`${id} is charged; ${ref} is unknown`);
  return faults;
}
