/** A rule of the ledger. The SQL selects what breaks it, from the postings and transactions since `$1`. */
export interface LedgerRule {
  name: string;
  rule: string;
  sql: string;
  /** Reads every posting, whatever the time: only checked with all others. */
  isFull?: boolean;
}

const nameOf = (alias: string): string =>
  `concat_ws(':', ${alias}.code, ${alias}.currency, nullif(${alias}.owner_id, ''))`;

const labelOf = (alias: string): string => `${nameOf(alias)} || '#' || ${alias}.stripe`;

const balanceOf = (alias: string): string =>
  `CASE WHEN ${alias}.is_debit_normal THEN ${alias}.debits_minor - ${alias}.credits_minor
     ELSE ${alias}.credits_minor - ${alias}.debits_minor END`;

/** What an auditor checks. See docs/ledger.md. */
export const verificationRules: readonly LedgerRule[] = [
  {
    name: 'transactions-unchanged',
    rule: 'A transaction of the journal is as it was written.',
    sql: `SELECT t.reference AS subject, 'its content does not fit its hash' AS found FROM ledger_transaction t
      WHERE t.at >= $1 AND t.digest <> ledger_digest(t.reference, t.kind, t.phase, t.at, t.transfers, t.about, t.reason, t.actor_id)`,
  },
  {
    name: 'postings-unchanged',
    rule: 'A posting is as it was written, and follows the one before it on its account.',
    sql: `SELECT ${labelOf('a')} || ' ' || p.sequence AS subject, CASE
        WHEN t.id IS NULL THEN 'its transaction is missing'
        WHEN p.at <> t.at THEN 'its time is not that of its transaction'
        WHEN p.sequence > 1 AND before.hash IS NULL THEN 'the posting before it is missing'
        WHEN p.balance_minor <> coalesce(before.balance_minor, 0) + CASE WHEN p.is_pending THEN 0
          WHEN (p.side = 'D') = a.is_debit_normal THEN p.amount_minor ELSE -p.amount_minor END
          THEN format('its balance %s does not follow from %s', p.balance_minor, coalesce(before.balance_minor, 0))
        ELSE 'its content does not fit its hash' END AS found
      FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
      LEFT JOIN ledger_transaction t ON t.id = p.transaction_id
      LEFT JOIN ledger_posting before ON before.account_id = p.account_id AND before.sequence = p.sequence - 1
      WHERE p.at >= $1 AND (t.id IS NULL OR p.at <> t.at OR (p.sequence > 1 AND before.hash IS NULL)
        OR p.balance_minor <> coalesce(before.balance_minor, 0) + CASE WHEN p.is_pending THEN 0
          WHEN (p.side = 'D') = a.is_debit_normal THEN p.amount_minor ELSE -p.amount_minor END
        OR p.hash <> sha256(coalesce(before.hash, ledger_genesis(a.code, a.currency, a.owner_id, a.stripe))
          || ledger_content(t.digest, p.side = 'D', p.is_pending, p.amount_minor)))`,
  },
  {
    name: 'accounts-end-their-chain',
    rule: 'An account has the balance, the number and the hash of its last posting.',
    sql: `SELECT ${labelOf('a')} AS subject, format('balance %s, %s postings; the last one says %s', ${balanceOf('a')}, a.postings,
        coalesce(last.balance_minor, 0)) AS found
      FROM ledger_account a LEFT JOIN LATERAL (SELECT sequence, balance_minor, hash FROM ledger_posting p
        WHERE p.account_id = a.id ORDER BY sequence DESC LIMIT 1) last ON true
      WHERE a.postings <> coalesce(last.sequence, 0) OR ${balanceOf('a')} <> coalesce(last.balance_minor, 0)
        OR a.head <> coalesce(last.hash, ledger_genesis(a.code, a.currency, a.owner_id, a.stripe))`,
  },
  {
    name: 'transactions-balance',
    rule: 'The postings of a transaction are those of its transfers: its debits are its credits.',
    sql: `WITH line AS (
        SELECT t.id, t.reference, t.phase, split_part(line, ' ', 3)::numeric AS amount
        FROM ledger_transaction t, regexp_split_to_table(t.transfers, E'\\n') line WHERE t.at >= $1
      ), wanted AS (SELECT id, reference, phase, sum(amount) AS amount FROM line GROUP BY 1, 2, 3
      ), made AS (
        SELECT transaction_id, sum(amount_minor) FILTER (WHERE side = 'D' AND NOT is_pending) AS debits,
          sum(amount_minor) FILTER (WHERE side = 'C' AND NOT is_pending) AS credits,
          sum(amount_minor) FILTER (WHERE side = 'D' AND is_pending) AS pending_debits,
          sum(amount_minor) FILTER (WHERE side = 'C' AND is_pending) AS pending_credits
        FROM ledger_posting WHERE at >= $1 GROUP BY 1)
      SELECT w.reference AS subject, format('%s of %s: debits %s, credits %s, pending %s and %s', w.phase, w.amount, m.debits, m.credits,
        m.pending_debits, m.pending_credits) AS found
      FROM wanted w LEFT JOIN made m ON m.transaction_id = w.id
      WHERE m.debits IS DISTINCT FROM m.credits OR m.pending_debits IS DISTINCT FROM m.pending_credits
        OR CASE w.phase WHEN 'held' THEN m.pending_debits WHEN 'hold_ended' THEN -m.pending_debits ELSE m.debits END
          IS DISTINCT FROM w.amount`,
  },
  {
    name: 'debits-are-credits',
    rule: 'The debits of a currency are its credits.',
    sql: `SELECT currency AS subject, format('debits %s, credits %s, pending %s and %s', sum(debits_minor), sum(credits_minor),
        sum(pending_debits_minor), sum(pending_credits_minor)) AS found
      FROM ledger_account GROUP BY currency
      HAVING sum(debits_minor) <> sum(credits_minor) OR sum(pending_debits_minor) <> sum(pending_credits_minor)`,
  },
  {
    name: 'holds-are-pending',
    rule: 'What holds set aside on an account is the sum of its pending holds.',
    sql: `WITH held AS (
        SELECT split_part(t.transfers, ' ', 1) AS debited, h.amount_minor FROM ledger_hold h
        JOIN ledger_transaction t ON t.id = h.transaction_id WHERE h.status = 'PENDING'
      ), sums AS (SELECT debited, sum(amount_minor) AS amount FROM held GROUP BY 1
      ), account AS (SELECT ${nameOf('a')} AS name, sum(a.pending_debits_minor) AS amount FROM ledger_account a GROUP BY 1)
      SELECT coalesce(account.name, sums.debited) AS subject,
        format('%s is set aside, the holds come to %s', coalesce(account.amount, 0), coalesce(sums.amount, 0)) AS found
      FROM account FULL JOIN sums ON sums.debited = account.name WHERE coalesce(account.amount, 0) <> coalesce(sums.amount, 0)`,
  },
  {
    name: 'holds-follow-the-journal',
    rule: 'A hold has the amount of its transaction, and has ended when another transaction ends it.',
    sql: `SELECT t.reference AS subject, format('%s, %s of %s', h.status, h.posted_minor, h.amount_minor) AS found
      FROM ledger_transaction t LEFT JOIN ledger_hold h ON h.transaction_id = t.id
      LEFT JOIN ledger_transaction ending ON ending.hold_id = t.id
      WHERE t.phase = 'held' AND t.at >= $1 AND (h.transaction_id IS NULL
        OR h.amount_minor <> split_part(t.transfers, ' ', 3)::bigint
        OR (h.status = 'PENDING') <> (ending.id IS NULL)
        OR h.posted_minor <> CASE ending.phase WHEN 'hold_posted' THEN split_part(ending.transfers, ' ', 3)::bigint ELSE 0 END)`,
  },
  {
    name: 'accounts-are-their-postings',
    rule: 'The totals of an account are the sums of its postings.',
    isFull: true,
    sql: `WITH sums AS (
        SELECT account_id, coalesce(sum(amount_minor) FILTER (WHERE side = 'D' AND NOT is_pending), 0) AS debits,
          coalesce(sum(amount_minor) FILTER (WHERE side = 'C' AND NOT is_pending), 0) AS credits,
          coalesce(sum(amount_minor) FILTER (WHERE side = 'D' AND is_pending), 0) AS pending_debits,
          coalesce(sum(amount_minor) FILTER (WHERE side = 'C' AND is_pending), 0) AS pending_credits, count(*) AS count
        FROM ledger_posting WHERE $1::timestamptz IS NOT NULL GROUP BY 1)
      SELECT coalesce(${labelOf('a')}, 'account ' || s.account_id) AS subject,
        format('debits %s and credits %s, its postings %s and %s', a.debits_minor, a.credits_minor, s.debits, s.credits) AS found
      FROM ledger_account a FULL JOIN sums s ON s.account_id = a.id
      WHERE (coalesce(a.debits_minor, 0), coalesce(a.credits_minor, 0), coalesce(a.pending_debits_minor, 0),
          coalesce(a.pending_credits_minor, 0), coalesce(a.postings, 0))
        IS DISTINCT FROM (coalesce(s.debits, 0), coalesce(s.credits, 0), coalesce(s.pending_debits, 0),
          coalesce(s.pending_credits, 0), coalesce(s.count, 0))`,
  },
];
