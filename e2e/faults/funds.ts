import { signedInAs } from '../harness/client.ts';
import type { Charge, Intent, StripeAdmin } from '../harness/paying.ts';
import { differingFunds, differingPostings, differingPrompts, differingSales } from './differences.ts';
import type { ProviderAdmin } from './faults.ts';
import type { Installation } from './installation.ts';
import type { Player } from './players.ts';
import { groupBy } from './settling.ts';

interface SavedPayment {
  id: string;
  ref: string | null;
  captured: string;
  refunded: string;
}

type StripeCharge = Charge & { currency: string };

const allOf = async <Item>(stripe: StripeAdmin, name: string): Promise<Item[]> =>
  (await stripe.call<{ data: Item[] }>('GET', `objects/${name}?limit=100000`)).data;

/** The differences between the records of Stripe and ours, of payments and of deposits. */
export async function wrongCharges({ pools }: Installation, stripe: StripeAdmin): Promise<string[]> {
  const charges = groupBy(
    (await allOf<Charge>(stripe, 'charges')).filter((charge) => charge.amount_captured > 0),
    (charge) => charge.payment_intent,
  );
  const { rows } = await pools.payments.query<SavedPayment>(
    `SELECT id, provider_ref AS ref, captured_minor AS captured, refunded_minor AS refunded
     FROM payment WHERE provider = 'stripe'
     UNION ALL
     SELECT id, provider_ref, coalesce(received_minor, 0), 0 FROM collection WHERE provider = 'stripe'`,
  );
  const byRef = new Map(rows.flatMap((payment) => (payment.ref === null ? [] : [[payment.ref, payment] as const])));
  const faults: string[] = [];
  for (const intent of await allOf<Intent>(stripe, 'payment_intents')) {
    const made = charges.get(intent.id) ?? [];
    const payment = byRef.get(intent.id);
    byRef.delete(intent.id);
    const captured = made.reduce((sum, charge) => sum + charge.amount_captured, 0);
    const refunded = made.reduce((sum, charge) => sum + charge.amount_refunded, 0);
    const ours = payment ?? { id: 'no payment', captured: '0', refunded: '0' };
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

/** A completed transaction of the simulated M-Pesa, in shillings. */
interface MpesaTransaction {
  id: string;
  kind: 'STK' | 'C2B' | 'B2C' | 'REVERSAL';
  amount: number;
}

const transactionsOf = async (mpesa: ProviderAdmin): Promise<MpesaTransaction[]> =>
  (await mpesa.call<{ data: MpesaTransaction[] }>('GET', 'transactions')).data;

const isIncoming = ({ kind }: MpesaTransaction): boolean => kind === 'STK' || kind === 'C2B';

interface MpesaPush {
  id: string;
  receipt: string | null;
  callbackUrl: string;
}

const pushesOf = async (mpesa: ProviderAdmin): Promise<MpesaPush[]> =>
  (await mpesa.call<{ data: MpesaPush[] }>('GET', 'pushes')).data;

/**
 * Receipts that only a statement of M-Pesa can tell us of: the answer to the request was lost, and so was the callback,
 * which M-Pesa sends once. Their collections failed because there was no outcome, and say that money may follow.
 */
async function neverTold({ pools }: Installation, mpesa: ProviderAdmin): Promise<Set<string>> {
  const { rows } = await pools.payments.query<{ id: string }>(
    `SELECT id FROM collection
     WHERE provider = 'mpesa' AND status = 'FAILED' AND failure_code = 'no_outcome' AND provider_ref IS NULL`,
  );
  return new Set(
    (await pushesOf(mpesa))
      .filter(({ callbackUrl }) => rows.some(({ id }) => callbackUrl.includes(id)))
      .flatMap(({ receipt }) => (receipt === null ? [] : [receipt])),
  );
}

/**
 * Receipts of reversals, by the receipt that they reversed. A reversal whose answer was lost is asked for again, and the second
 * request is answered without a receipt.
 */
async function reversalsOf(mpesa: ProviderAdmin): Promise<Map<string, string>> {
  const { data } = await mpesa.call<{ data: MpesaPayout[] }>('GET', 'payouts');
  return new Map(
    data.flatMap(({ kind, reverses, receipt }) =>
      kind === 'REVERSAL' && reverses !== null && receipt !== null ? [[reverses, receipt] as const] : [],
    ),
  );
}

interface MpesaPayout {
  kind: 'B2C' | 'REVERSAL';
  reverses: string | null;
  /** Null when it moved nothing. */
  receipt: string | null;
}

interface SavedShillings {
  id: string;
  ref: string | null;
  receipt: string | null;
  /** Receipt of the payment that is reversed. */
  reverses: string | null;
  amount: string;
}

/**
 * Prompts whose outcome was found by asking, and whose callback never came: M-Pesa does not say the amount when it is asked, so
 * only a statement can tell that another one was paid. By receipt: the amount that counts as received, in cents.
 */
async function assumedAmounts({ pools }: Installation, mpesa: ProviderAdmin): Promise<Map<string, bigint>> {
  const { rows } = await pools.payments.query<{ ref: string; amount: string }>(
    `SELECT provider_ref AS ref, received_minor AS amount FROM collection c
     WHERE provider = 'mpesa' AND status = 'SUCCEEDED' AND receipt IS NULL AND NOT EXISTS (
       SELECT FROM provider_event e WHERE e.provider = 'mpesa' AND e.type = 'stk' AND e.object_ref = c.id)`,
  );
  const assumed = new Map(rows.map(({ ref, amount }) => [ref, BigInt(amount)]));
  return new Map(
    (await pushesOf(mpesa)).flatMap(({ id, receipt }) => {
      const amount = assumed.get(id);
      return receipt === null || amount === undefined ? [] : [[receipt, amount] as const];
    }),
  );
}

/** The differences between the records of M-Pesa and ours: every receipt is known once, with its amount. */
export async function wrongShillings(installation: Installation, mpesa: ProviderAdmin): Promise<string[]> {
  const { rows } = await installation.pools.payments.query<SavedShillings>(
    `SELECT id, provider_ref AS ref, receipt, NULL AS reverses, received_minor AS amount
     FROM collection WHERE provider = 'mpesa' AND status = 'SUCCEEDED'
     UNION ALL
     SELECT d.id, d.provider_ref, d.receipt, CASE d.kind WHEN 'REVERSAL' THEN coalesce(d.reversed_receipt, c.receipt) END, d.amount_minor
     FROM disbursement d LEFT JOIN collection c ON c.id = d.collection_id WHERE d.provider = 'mpesa' AND d.status = 'SUCCEEDED'`,
  );
  const receipts = new Map((await pushesOf(mpesa)).map(({ id, receipt }) => [id, receipt]));
  const reversals = await reversalsOf(mpesa);
  // An outcome that was found by asking has no receipt.
  const ours = groupBy(rows, ({ receipt, ref, reverses }) =>
    String(receipt ?? receipts.get(ref ?? '') ?? reversals.get(reverses ?? '')),
  );
  const [untold, assumed] = [await neverTold(installation, mpesa), await assumedAmounts(installation, mpesa)];
  const faults: string[] = [];
  for (const { id, kind, amount } of await transactionsOf(mpesa)) {
    const known = ours.get(id) ?? [];
    ours.delete(id);
    if (known.length === 0 && untold.has(id)) continue;
    const found = known.map((each) => `${each.id} of ${each.amount}`).join(', ');
    const expected = assumed.get(id) ?? BigInt(amount) * 100n;
    if (known.length !== 1 || BigInt(known[0]!.amount) !== expected)
      faults.push(`M-Pesa has ${kind} ${id} of ${amount}, we have ${found || 'nothing'}`);
  }
  for (const [receipt, known] of ours)
    faults.push(`M-Pesa does not know ${receipt} of ${known.map(({ id }) => id).join(', ')}`);
  return faults;
}

/**
 * The clearing accounts of the ledger, compared with what the providers took and gave back. Sales that are not posted
 * yet are added.
 */
export async function wrongClearing(
  installation: Installation,
  stripe: StripeAdmin,
  mpesa: ProviderAdmin,
): Promise<string[]> {
  const atProviders = new Map<string, bigint>();
  const add = (key: string, amount: bigint): void => void atProviders.set(key, (atProviders.get(key) ?? 0n) + amount);
  for (const { currency, amount_captured: taken, amount_refunded: returned } of await allOf<StripeCharge>(
    stripe,
    'charges',
  ))
    add(`stripe_clearing ${currency.toUpperCase()}`, BigInt(taken - returned));
  const [untold, assumed] = [await neverTold(installation, mpesa), await assumedAmounts(installation, mpesa)];
  for (const transaction of await transactionsOf(mpesa)) {
    const paid = assumed.get(transaction.id) ?? BigInt(transaction.amount) * 100n;
    if (!untold.has(transaction.id)) add('mpesa_float KES', isIncoming(transaction) ? paid : -paid);
  }
  const { rows } = await installation.pools.wallets.query<{ account: string; amount: string }>(
    `SELECT account, sum(amount) AS amount FROM (
       SELECT code || ' ' || currency AS account, debits_minor - credits_minor AS amount FROM ledger_account
       WHERE code IN ('stripe_clearing', 'mpesa_float')
       UNION ALL
       SELECT CASE method WHEN 'MPESA' THEN 'mpesa_float ' ELSE 'stripe_clearing ' END || currency, captured_minor
       FROM sale WHERE posted_at IS NULL AND method IN ('MPESA', 'STRIPE_CARD')
       UNION ALL
       SELECT CASE s.method WHEN 'MPESA' THEN 'mpesa_float ' ELSE 'stripe_clearing ' END || s.currency, -r.amount_minor
       FROM sale_refund r JOIN sale s USING (payment_id)
       WHERE r.posted_at IS NULL AND s.method IN ('MPESA', 'STRIPE_CARD')) AS parts
     GROUP BY account`,
  );
  const inLedger = new Map(rows.map(({ account, amount }) => [account, BigInt(amount)]));
  const differing = [...new Set([...atProviders.keys(), ...inLedger.keys()])].flatMap((account) => {
    const [theirs, ours] = [atProviders.get(account) ?? 0n, inLedger.get(account) ?? 0n];
    return theirs === ours ? [] : [`${account} is ${ours} in the ledger, ${theirs} at the provider`];
  });
  if (differing.length === 0) return [];
  return [
    ...differing,
    ...(await differingFunds(installation)),
    ...(await differingSales(installation)),
    ...(await differingPostings(installation)),
    ...(await differingPrompts(installation, untold)),
  ];
}

/** What became of deposits that brought another amount, as text. */
export async function describeOtherAmounts({ pools }: Installation): Promise<string> {
  const [inSuspense, byAsking] = await Promise.all([
    pools.wallets.query<{ whole: string; corrected: string }>(
      `SELECT count(*) FILTER (WHERE status = 'FAILED' AND received_minor IS NOT NULL) AS whole, count(corrected_minor) AS corrected
       FROM deposit`,
    ),
    pools.payments.query(
      `SELECT FROM collection WHERE provider = 'mpesa' AND status = 'SUCCEEDED' AND receipt IS NULL`,
    ),
  ]);
  const { whole, corrected } = inSuspense.rows[0]!;
  return `${whole} deposits in suspense, ${corrected} corrected after their credit, ${byAsking.rowCount} prompts never told`;
}

/** The balances that differ from the sum of what their owners did. */
export async function wrongBalances({ pools }: Installation): Promise<string[]> {
  const { rows } = await pools.wallets.query<{ owner: string; currency: string; expected: string; balance: string }>(
    `WITH moved (owner, currency, amount) AS (
       SELECT owner_id, currency, amount_minor - excise_minor FROM deposit WHERE status = 'COMPLETED'
       UNION ALL SELECT owner_id, currency, -amount_minor FROM withdrawal WHERE status = 'COMPLETED'
       UNION ALL SELECT user_id, currency, cashed_out_minor + coalesce(return_minor, 0) - stake_minor
         FROM bet WHERE status <> 'CANCELLED'
       UNION ALL SELECT user_id, currency, refunded_minor - captured_minor FROM wallet_hold
       UNION ALL SELECT owner_id, currency, debits_minor - credits_minor
         FROM ledger_account WHERE code = 'customer_receivable'),
     expected AS (SELECT owner, currency, sum(amount) AS amount FROM moved GROUP BY owner, currency)
     SELECT e.owner, e.currency, e.amount AS expected, a.credits_minor - a.debits_minor AS balance
     FROM expected e
     LEFT JOIN ledger_account a ON a.code = 'user_wallet' AND a.owner_id = e.owner AND a.currency = e.currency
     WHERE e.amount <> coalesce(a.credits_minor - a.debits_minor, 0)`,
  );
  return rows.map(({ owner, currency, expected, balance }) => `${owner} has ${balance} ${currency}, not ${expected}`);
}

/** What is wrong with the things that players made: one key makes one thing, and what was answered is saved. */
export async function brokenKeys({ pools }: Installation, players: readonly Player[]): Promise<string[]> {
  const { rows } = await pools.wallets.query<{ kind: string; key: string; id: string }>(
    `SELECT 'deposit' AS kind, idempotency_key AS key, id FROM deposit
     UNION ALL SELECT 'withdrawal', idempotency_key, id FROM withdrawal
     UNION ALL SELECT 'bet', idempotency_key, id FROM bet`,
  );
  const saved = new Map(rows.map(({ kind, key, id }) => [`${kind} ${key}`, id]));
  return players.flatMap(({ kept }) =>
    kept.flatMap(({ kind, key, ids }) => {
      const own = saved.get(`${kind} ${key}`);
      const wrong = [...ids].filter((id) => id !== own);
      return wrong.length === 0 ? [] : [`${kind} ${key} was answered with ${wrong.join(', ')}, and ${own} is saved`];
    }),
  );
}

/** What an administrator sees that must not be: a trial balance that is not zero, a ledger that was changed. */
export async function booksOfAdministrator({ processes }: Installation): Promise<string[]> {
  const admin = await signedInAs('admin@example.com', processes.gatewayUrl);
  const { trialBalance, verifyLedger } = await admin
    .data(
      `mutation { verifyLedger(input: {}) { ... on LedgerVerification { postings breakCount breaks { rule subject found } } } }`,
    )
    .then(async (verified) => ({
      ...verified,
      ...(await admin.data('{ trialBalance { currencies { currency difference { amount } } } }')),
    }));
  const unbalanced = (trialBalance.currencies as { currency: string; difference: { amount: string } }[])
    .filter(({ difference }) => Number(difference.amount) !== 0)
    .map(({ currency, difference }) => `the trial balance of ${currency} differs by ${difference.amount}`);
  const breaks = (verifyLedger.breaks as { rule: string; subject: string; found: string }[]).map(
    ({ rule, subject, found }) => `${rule}: ${subject} ${found}`,
  );
  if (Number(verifyLedger.postings) === 0) unbalanced.push('the ledger has no postings');
  return [...unbalanced, ...breaks];
}
