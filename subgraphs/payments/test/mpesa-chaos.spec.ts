import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkInvariants } from '@soko/invariants';
import { invariants } from '../store/invariants.ts';
import { ordersByMpesa } from './orders-by-mpesa.ts';
import { type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill({ PAYMENT_GIVE_UP_AFTER_MS: '900000' });
  await till.admin('PATCH', 'settings', { tps: 10_000 });
  await till.admin('PUT', 'float', { utility: 1_000_000 });
});
afterAll(() => till.close());

const { authorize, voidOrder } = ordersByMpesa(() => till, '55');

/** The same numbers in every run. */
function createDice(seed: number) {
  let state = seed;
  return <Item>(items: readonly Item[]): Item => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return items[Math.floor((state / 2_147_483_648) * items.length)]!;
  };
}

// Digits of phones, which choose what becomes of a prompt or a payout.
const prompts = ['555', '555', '202', '100', '111', '222', '404', '032', '001', '201'];
const payouts = ['555', '555', '404', '600', '040', '004', '111', '112'];
const calls = ['stkpush', 'stkpushquery', 'b2c', 'transactionstatus', 'reversal'];

/** Lets one of the next calls fail: refused, lost on its way, or answered to nobody. */
async function addFault(dice: ReturnType<typeof createDice>): Promise<void> {
  const when = dice(['before', 'after', 'after']);
  const effect = dice([
    { effect: 'disconnect' },
    { effect: 'status', status: 503 },
    { status: 500, code: '500.009.9999' },
  ]);
  await till.admin('POST', 'faults', { match: `POST /mpesa/${dice(calls)}/*`, when, ...effect });
}

const disturbances = [
  { duplicates: 3 },
  { duplicates: 0, reorder: 4 },
  { reorder: 1, delayMs: { min: 0, max: 60 } },
  { delayMs: { min: 0, max: 0 }, dropRate: 0.4 },
  { dropRate: 0, duplicates: 0, reorder: 1 },
];
const calm = { duplicates: 0, reorder: 1, delayMs: { min: 0, max: 0 }, dropRate: 0 };

/** Whatever is open in payments. */
async function open(): Promise<number> {
  const { rows } = await till.pool
    .query(`SELECT (SELECT count(*) FROM collection WHERE status NOT IN ('SUCCEEDED', 'FAILED') OR due_at IS NOT NULL)
    + (SELECT count(*) FROM disbursement WHERE status NOT IN ('SUCCEEDED', 'FAILED'))
    + (SELECT count(*) FROM provider_event WHERE processed_at IS NULL)
    + (SELECT count(*) FROM provider_call WHERE status = 'PENDING') AS n`);
  return Number(rows[0].n);
}

/** What payments tells the ledger of M-Pesa, in shillings. */
async function netMoved(): Promise<number> {
  const text = `query ($until: DateTime!) { fundsMoved(until: $until) { method received { amount } paid { amount } } }`;
  const { data } = await till.asWallets(text, { until: new Date(Date.now() + 864e5 * 90).toISOString() });
  const mpesa = data['fundsMoved'].find(({ method }: Json) => method === 'MPESA');
  return Number(mpesa?.received.amount ?? 0) - Number(mpesa?.paid.amount ?? 0);
}

/**
 * What M-Pesa has moved, without what payments does not count: prompts of which it was never told, because the answer and the
 * callback were lost; money of checkouts that went back or pays nothing; and the amounts that no callback has told.
 */
async function explained(): Promise<{ atMpesa: number; known: number }> {
  const { data: transactions } = await till.admin('GET', 'transactions');
  const { data: pushes } = await till.admin('GET', 'pushes');
  const sum = (items: { kind: string; amount: number }[]): number =>
    items.reduce((total, { kind, amount }) => total + (kind === 'STK' ? amount : -amount), 0);
  const { rows } = await till.pool.query(
    `SELECT id, provider_ref, receipt, status, purpose, received_minor / 100 AS received FROM collection`,
  );
  let untold = 0;
  for (const { receipt, callbackUrl, id } of pushes as Json[]) {
    const paid = transactions.find((each: Json) => each.id === receipt);
    if (paid === undefined) continue;
    const own = rows.find((row: Json) => row.provider_ref === id || callbackUrl.endsWith(row.id));
    if (own.status === 'FAILED') untold += paid.amount;
    else untold += paid.amount - Number(own.received);
  }
  // Differences that people have not decided about, and checkouts that are on neither side of the ledger.
  const { rows: left } = await till.pool.query(`SELECT
    (SELECT coalesce(sum(amount_minor), 0) / 100 FROM unmatched_funds WHERE reason = 'paid_differently') AS differing,
    (SELECT coalesce(sum(c.received_minor), 0) / 100 FROM collection c WHERE purpose = 'CHECKOUT' AND status = 'SUCCEEDED')
    - (SELECT coalesce(sum(captured_minor), 0) / 100 FROM payment) AS uncaptured,
    (SELECT coalesce(sum(amount_minor), 0) / 100 FROM disbursement
      WHERE purpose = 'RETURN' AND status = 'SUCCEEDED' AND payment_id IS NULL) AS returned`);
  const { differing, uncaptured, returned } = left[0];
  return { atMpesa: sum(transactions) - untold, known: Number(differing) + Number(uncaptured) - Number(returned) };
}

describe('money that M-Pesa moves while its answers and callbacks are lost, late, repeated and turned round', () => {
  it.each([1, 2])('is in the books of payments with every shilling (seed %i)', async (seed) => {
    const dice = createDice(seed);
    const begun: Promise<unknown>[] = [];
    for (let number = 0; number < 45; number += 1) {
      const [name, digits] = [`${seed}_${number}`, String(100 + number)];
      if (dice([true, false])) await addFault(dice);
      if (number % 9 === 0) await till.admin('PATCH', 'webhooks', dice(disturbances));
      const phone = (last: string) => `+2547${seed}${digits}${number % 10}${last}`;
      const amount = { amount: `${dice([100, 250, 1_062])}.00`, currency: 'KES' };
      const kind = dice(['deposit', 'deposit', 'withdrawal', 'checkout'] as const);
      const made =
        kind === 'deposit'
          ? till.collect(`dep_${name}`, phone(dice(prompts)), { amount })
          : kind === 'withdrawal'
            ? till.disburse(`wdr_${name}`, phone(dice(payouts)), { amount })
            : authorize({ [`ord_${name}`]: amount.amount }, phone(dice(prompts)));
      begun.push(made.catch(() => {}));
      if (kind === 'checkout' && dice([true, false])) begun.push(voidOrder(`ord_${name}`).catch(() => {}));
      await till.advance(dice([0, 500, 4_000]));
    }
    await Promise.all(begun);
    await till.admin('PATCH', 'webhooks', calm);
    for (let round = 0; round < 40; round += 1) {
      // Voiding again is what orders does until it has an answer.
      await till.advance(60_000);
      if ((await open()) === 0) break;
    }
    await till.untilFast('nothing is open', async () => (await open()) === 0);
    const { atMpesa, known } = await explained();
    expect((await netMoved()) + known).toBe(atMpesa);
    const found = await checkInvariants(till.pool, invariants, { since: new Date(0), settled: new Date(0) });
    expect(
      found.filter((each) => each.broken.length > 0).map(({ invariant, broken }) => [invariant.name, broken]),
    ).toEqual([]);
  });
});
