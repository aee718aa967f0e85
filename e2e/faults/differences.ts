import type { Installation } from './installation.ts';

/** Sales by M-Pesa whose postings have other amounts than their rows, and payouts, whose amounts left the same account. */
export async function differingPostings({ pools }: Installation): Promise<string[]> {
  const { rows } = await pools.wallets.query<{ what: string }>(
    `WITH posted AS (
       SELECT coalesce(t.about->>'paymentId', t.about->>'payoutId') AS id, string_agg(t.reference, ', ') AS transactions,
         sum(CASE p.side WHEN 'D' THEN p.amount_minor ELSE -p.amount_minor END) AS amount
       FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id JOIN ledger_transaction t ON t.id = p.transaction_id
       WHERE a.code = 'mpesa_float' AND NOT p.is_pending AND t.reference !~ '^(deposit|withdrawal):' GROUP BY 1),
     known AS (
       SELECT payment_id AS id, CASE WHEN posted_at IS NULL THEN 0 ELSE captured_minor END - coalesce((
         SELECT sum(amount_minor) FROM sale_refund r WHERE r.payment_id = sale.payment_id AND r.posted_at IS NOT NULL), 0) AS amount
       FROM sale WHERE method = 'MPESA'
       UNION ALL SELECT id, CASE status WHEN 'PAID' THEN -amount_minor ELSE 0 END FROM payout WHERE kind = 'MPESA')
     SELECT format('%s: %s is posted (%s), and its row says %s', coalesce(posted.id, known.id), posted.amount, posted.transactions, known.amount) AS what
     FROM posted FULL JOIN known USING (id) WHERE coalesce(posted.amount, 0) <> coalesce(known.amount, 0)`,
  );
  return rows.map(({ what }) => what);
}

/** Prompts of checkouts that brought another amount than their payments kept, and money that went back from prompts without an outcome. */
export async function differingPrompts({ pools }: Installation, untold: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await pools.payments.query<{ what: string }>(
    `SELECT format('%s brought %s, of which %s went back, and its payments kept %s: %s %s', c.id, c.received, d.returned, p.kept, c.state, d.state) AS what
     FROM (SELECT id, reference, CASE status WHEN 'SUCCEEDED' THEN received_minor ELSE 0 END AS received, to_jsonb(c)::text AS state
       FROM collection c WHERE purpose = 'CHECKOUT') AS c
     CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor) FILTER (WHERE status = 'SUCCEEDED'), 0) AS returned, string_agg(to_jsonb(d)::text, ' ') AS state
       FROM disbursement d WHERE collection_id = c.id) AS d
     CROSS JOIN LATERAL (SELECT coalesce(sum(captured_minor), 0) - coalesce((SELECT sum(amount_minor) FROM disbursement d
         WHERE d.status = 'SUCCEEDED' AND d.payment_id = ANY(array_agg(p.id))), 0) AS kept
       FROM payment p WHERE checkout_id = c.reference) AS p
     WHERE c.received - d.returned <> p.kept
     UNION ALL
     SELECT format('%s of %s has no checkout: %s', id, amount_minor, to_jsonb(d)::text) FROM disbursement d
     WHERE provider = 'mpesa' AND status = 'SUCCEEDED' AND purpose NOT IN ('RETURN', 'WITHDRAWAL')`,
  );
  return [`without an outcome: ${[...untold].join(', ')}`, ...rows.map(({ what }) => what)];
}

/** Payments by M-Pesa of which payments and the ledger know other amounts, in minor units. */
export async function differingSales({ pools }: Installation): Promise<string[]> {
  const [paid, posted] = await Promise.all([
    pools.payments.query<{ id: string; amount: string; state: string }>(
      `SELECT p.id, captured_minor - coalesce((SELECT sum(d.amount_minor) FROM disbursement d
           WHERE d.payment_id = p.id AND d.status = 'SUCCEEDED'), 0) AS amount,
         to_jsonb(p)::text || coalesce((SELECT string_agg(to_jsonb(d)::text, ' ') FROM disbursement d
           WHERE d.payment_id = p.id), '') AS state
       FROM payment p WHERE p.method = 'MPESA' AND p.captured_minor > 0`,
    ),
    pools.wallets.query<{ id: string; amount: string }>(
      `SELECT payment_id AS id, captured_minor - coalesce((SELECT sum(r.amount_minor) FROM sale_refund r
         WHERE r.payment_id = sale.payment_id), 0) AS amount FROM sale WHERE method = 'MPESA'`,
    ),
  ]);
  const inLedger = new Map(posted.rows.map(({ id, amount }) => [id, amount]));
  return paid.rows.flatMap(({ id, amount, state }) => {
    const ours = inLedger.get(id) ?? '0';
    return ours === amount ? [] : [`${id} is ${ours} in the ledger, ${amount} in payments: ${state}`];
  });
}

/** Deposits and withdrawals of which payments and the ledger know other amounts, in minor units. */
export async function differingFunds({ pools }: Installation): Promise<string[]> {
  const [paid, posted] = await Promise.all([
    pools.payments.query<{ id: string; amount: string; state: string }>(
      `SELECT reference AS id, coalesce(received_minor - returned_minor, 0) AS amount, to_jsonb(c)::text AS state
         FROM collection c WHERE purpose = 'DEPOSIT'
       UNION ALL SELECT reference, CASE status WHEN 'SUCCEEDED' THEN -amount_minor ELSE 0 END, to_jsonb(d)::text
         FROM disbursement d WHERE purpose = 'WITHDRAWAL'`,
    ),
    pools.wallets.query<{ id: string; amount: string }>(
      `SELECT split_part(t.reference, ':', 2) AS id, sum(CASE p.side WHEN 'D' THEN p.amount_minor ELSE -p.amount_minor END) AS amount
       FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id JOIN ledger_transaction t ON t.id = p.transaction_id
       WHERE a.code IN ('mpesa_float', 'stripe_clearing') AND NOT p.is_pending AND t.reference ~ '^(deposit|withdrawal):'
       GROUP BY 1`,
    ),
  ]);
  const atPayments = new Map(paid.rows.map((row) => [row.id, row]));
  const inLedger = new Map(posted.rows.map(({ id, amount }) => [id, amount]));
  return [...new Set([...atPayments.keys(), ...inLedger.keys()])].flatMap((id) => {
    const [theirs, ours] = [atPayments.get(id)?.amount ?? '0', inLedger.get(id) ?? '0'];
    return theirs === ours
      ? []
      : [`${id} is ${ours} in the ledger, ${theirs} in payments: ${atPayments.get(id)?.state}`];
  });
}
