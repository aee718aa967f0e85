import { inTimeOrder, type PersonalSection } from '@soko/subgraph';

const deposited = inTimeOrder('d.created_at', 'd.id');
const withdrawn = inTimeOrder('w.created_at', 'w.id');
const placed = inTimeOrder('b.placed_at', 'b.id');

/** SQL: the accounts of a person in the ledger: of their wallets, of what they owe, and of what they earned as a seller. */
const ownAccounts = `
  SELECT a.*, w.id AS wallet_id, NULL AS seller_id FROM wallet w JOIN ledger_account a ON a.code = 'user_wallet'
    AND a.currency = w.currency AND a.owner_id = CASE WHEN w.name IS NULL THEN w.owner_id ELSE w.id END
    WHERE w.owner_id = $1
  UNION ALL SELECT a.*, w.id, NULL FROM wallet w JOIN ledger_account a ON a.code = 'customer_receivable'
    AND a.currency = w.currency AND a.owner_id = w.owner_id WHERE w.owner_id = $1 AND w.name IS NULL
  UNION ALL SELECT a.*, NULL, s.id FROM seller s JOIN ledger_account a ON a.code = 'seller_payable' AND a.owner_id = s.id WHERE s.user_id = $1`;

const balanceOf = (a: string): string =>
  `CASE WHEN ${a}.is_debit_normal THEN ${a}.debits_minor - ${a}.credits_minor ELSE ${a}.credits_minor - ${a}.debits_minor END`;

const charged = inTimeOrder('c.at', 'c.reference');

const chargeItem = `jsonb_build_object('sellerId', c.seller_id, 'kind', c.kind, 'amountMinor', c.amount_minor::text,
  'currency', c.currency, 'at', c.at, 'invoiceId', c.invoice_id)`;

/** Bets have up to 30 selections. */
const large = 50;

/** What wallets holds about a person. The journal names other people in its transfers: of it, their own postings alone. */
export const personalData: readonly PersonalSection[] = [
  {
    name: 'wallets',
    sql: `SELECT w.id AS key, jsonb_build_object('id', w.id, 'name', w.name, 'currency', w.currency, 'status', w.status,
        'createdAt', w.created_at) AS item
      FROM wallet w WHERE w.owner_id = $1 AND w.id > $2 ORDER BY w.id LIMIT $3`,
  },
  {
    name: 'walletChanges',
    sql: `SELECT lpad(c.id::text, 20, '0') AS key, jsonb_build_object('walletId', c.wallet_id, 'kind', c.kind, 'at', c.at) AS item
      FROM wallet w JOIN wallet_change c ON c.wallet_id = w.id
      WHERE w.owner_id = $1 AND c.id > coalesce(nullif($2, '')::bigint, 0) ORDER BY c.id LIMIT $3`,
  },
  {
    name: 'adjustments',
    sql: `SELECT j.id AS key, jsonb_build_object('id', j.id, 'walletId', j.wallet_id, 'kind', j.kind,
        'amountMinor', j.amount_minor::text, 'currency', j.currency, 'status', j.status, 'proposedAt', j.proposed_at,
        'decidedAt', j.decided_at) AS item
      FROM wallet w JOIN wallet_adjustment j ON j.wallet_id = w.id
      WHERE w.owner_id = $1 AND j.id > $2 ORDER BY j.id LIMIT $3`,
  },
  {
    name: 'accounts',
    sql: `SELECT lpad(a.id::text, 20, '0') AS key, jsonb_build_object('account', a.code, 'walletId', a.wallet_id,
        'sellerId', a.seller_id, 'currency', a.currency, 'balanceMinor', (${balanceOf('a')})::text,
        'heldMinor', CASE WHEN a.is_debit_normal THEN a.pending_credits_minor ELSE a.pending_debits_minor END::text) AS item
      FROM (${ownAccounts}) AS a WHERE a.id > coalesce(nullif($2, '')::bigint, 0) ORDER BY a.id LIMIT $3`,
  },
  {
    name: 'postings',
    // Of each account, no more rows are read than the part has.
    sql: `SELECT lpad(a.id::text, 20, '0') || ' ' || lpad(p.sequence::text, 20, '0') AS key,
        jsonb_build_object('account', a.code, 'walletId', a.wallet_id, 'sellerId', a.seller_id, 'currency', a.currency,
          'position', p.sequence, 'at', p.at, 'kind', t.kind, 'reference', t.reference, 'isHold', p.is_pending,
          'amountMinor', (CASE WHEN (p.side = 'D') = a.is_debit_normal THEN p.amount_minor ELSE -p.amount_minor END)::text,
          'balanceMinor', p.balance_minor::text) AS item
      FROM (${ownAccounts}) AS a
      CROSS JOIN (SELECT coalesce(nullif(split_part($2, ' ', 1), '')::bigint, 0) AS account,
        coalesce(nullif(split_part($2, ' ', 2), '')::bigint, 0) AS sequence) AS last
      CROSS JOIN LATERAL (SELECT * FROM ledger_posting l WHERE l.account_id = a.id
          AND l.sequence > CASE WHEN a.id = last.account THEN last.sequence ELSE 0 END ORDER BY l.sequence LIMIT $3) AS p
      JOIN ledger_transaction t ON t.id = p.transaction_id
      WHERE a.id >= last.account ORDER BY a.id, p.sequence LIMIT $3`,
  },
  {
    name: 'deposits',
    sql: `SELECT ${deposited.key} AS key, jsonb_build_object('id', d.id, 'walletId', d.wallet_id, 'method', d.method,
        'status', d.status, 'currency', d.currency, 'amountMinor', d.amount_minor::text, 'exciseMinor', d.excise_minor::text,
        'receivedMinor', d.received_minor::text, 'receivedIn', d.received_in, 'returnedMinor', d.returned_minor::text,
        'receipt', d.receipt, 'failureCode', d.failure_code, 'createdAt', d.created_at, 'updatedAt', d.updated_at) AS item
      FROM deposit d WHERE d.owner_id = $1 AND ${deposited.after} ORDER BY ${deposited.order} LIMIT $3`,
  },
  {
    name: 'withdrawals',
    sql: `SELECT ${withdrawn.key} AS key, jsonb_build_object('id', w.id, 'walletId', w.wallet_id, 'status', w.status,
        'currency', w.currency, 'amountMinor', w.amount_minor::text, 'withholdingMinor', w.withholding_minor::text,
        'phone', w.phone, 'receipt', w.receipt, 'failureCode', w.failure_code, 'createdAt', w.created_at,
        'submittedAt', w.submitted_at, 'updatedAt', w.updated_at) AS item
      FROM withdrawal w WHERE w.owner_id = $1 AND ${withdrawn.after} ORDER BY ${withdrawn.order} LIMIT $3`,
  },
  {
    name: 'holds',
    sql: `SELECT h.reference AS key, jsonb_build_object('reference', h.reference, 'status', h.status, 'currency', h.currency,
        'amountMinor', h.amount_minor::text, 'capturedMinor', h.captured_minor::text, 'refundedMinor', h.refunded_minor::text,
        'createdAt', h.created_at, 'expiresAt', h.expires_at,
        'refunds', (SELECT jsonb_agg(jsonb_build_object('reference', r.reference, 'amountMinor', r.amount_minor::text,
            'createdAt', r.created_at) ORDER BY r.created_at, r.reference)
          FROM wallet_refund r WHERE r.hold_reference = h.reference)) AS item
      FROM wallet_hold h WHERE h.user_id = $1 AND h.reference > $2 ORDER BY h.reference LIMIT $3`,
  },
  {
    name: 'bets',
    rows: large,
    sql: `SELECT ${placed.key} AS key, jsonb_build_object('id', b.id, 'kind', b.kind, 'status', b.status,
        'currency', b.currency, 'stakeMinor', b.stake_minor::text, 'potentialReturnMinor', b.potential_return_minor::text,
        'returnMinor', b.return_minor::text, 'cashedOutMinor', b.cashed_out_minor::text, 'lines', b.lines,
        'systemSizes', b.system_sizes, 'placedAt', b.placed_at, 'settledAt', b.settled_at,
        'selections', (SELECT jsonb_agg(jsonb_build_object('selectionId', l.selection_id, 'name', s.name,
            'marketId', l.market_id, 'eventId', l.event_id, 'odds', (l.odds_milli / 1000.0)::numeric(12, 3)::text,
            'isBanker', l.is_banker, 'result', l.result) ORDER BY l.position)
          FROM bet_leg l JOIN selection s ON s.id = l.selection_id WHERE l.bet_id = b.id),
        'cashOuts', (SELECT jsonb_agg(jsonb_build_object('stakeMinor', c.stake_minor::text,
            'amountMinor', c.amount_minor::text, 'at', c.at) ORDER BY c.number) FROM cash_out c WHERE c.bet_id = b.id)) AS item
      FROM bet b WHERE b.user_id = $1 AND ${placed.after} ORDER BY ${placed.order} LIMIT $3`,
  },
  {
    name: 'responsibleGaming',
    sql: `SELECT g.user_id AS key, jsonb_build_object('dateOfBirth', g.date_of_birth, 'country', g.country,
        'exclusionKind', g.exclusion_kind, 'excludedUntil', g.excluded_until) AS item
      FROM gaming_person g WHERE g.user_id = $1 AND g.user_id > $2 ORDER BY g.user_id LIMIT $3`,
  },
  {
    name: 'gamingAccounts',
    sql: `SELECT g.currency AS key, jsonb_build_object('currency', g.currency, 'depositedMinor', g.deposited_minor::text,
        'stakedMinor', g.staked_minor::text, 'returnedMinor', g.returned_minor::text,
        'depositDayMinor', g.deposit_day_minor::text, 'depositWeekMinor', g.deposit_week_minor::text,
        'depositMonthMinor', g.deposit_month_minor::text, 'stakeDayMinor', g.stake_day_minor::text,
        'stakeWeekMinor', g.stake_week_minor::text, 'stakeMonthMinor', g.stake_month_minor::text,
        'lossDayMinor', g.loss_day_minor::text, 'lossWeekMinor', g.loss_week_minor::text,
        'lossMonthMinor', g.loss_month_minor::text, 'latestAt', g.latest_at) AS item
      FROM gaming_account g WHERE g.user_id = $1 AND g.currency > $2 ORDER BY g.currency LIMIT $3`,
  },
  {
    name: 'gamingActivities',
    sql: `SELECT g.currency || ' ' || g.sequence AS key, jsonb_build_object('currency', g.currency, 'position', g.sequence,
        'activity', g.activity, 'at', g.at, 'amountMinor', g.amount_minor::text, 'reference', g.reference,
        'takenBackAt', g.taken_back_at) AS item
      FROM gaming_activity g WHERE g.user_id = $1 AND (g.currency, g.sequence)
        > (split_part($2, ' ', 1), coalesce(nullif(split_part($2, ' ', 2), '')::int, 0))
      ORDER BY g.currency, g.sequence LIMIT $3`,
  },
  {
    name: 'limitChanges',
    sql: `SELECT g.id AS key, jsonb_build_object('id', g.id, 'currency', g.currency, 'kind', g.kind, 'period', g.period,
        'previousMinor', g.previous_minor::text, 'amountMinor', g.amount_minor::text, 'status', g.status,
        'requestedAt', g.requested_at, 'appliedAt', g.applied_at) AS item
      FROM gaming_limit_change g WHERE g.user_id = $1 AND g.id > $2 ORDER BY g.id LIMIT $3`,
  },
  {
    name: 'exclusions',
    sql: `SELECT g.id AS key, jsonb_build_object('id', g.id, 'kind', g.kind, 'startedAt', g.started_at, 'until', g.until,
        'isOwn', g.staff_id IS NULL) AS item
      FROM gaming_exclusion g WHERE g.user_id = $1 AND g.id > $2 ORDER BY g.id LIMIT $3`,
  },
  {
    // Before those on invoices: a charge that is put on one between two parts is in both sections rather than in none.
    name: 'sellerCharges',
    sql: `SELECT c.seller_id || ' ' || c.currency || ' ' || ${charged.key} || ' ' || c.kind AS key, ${chargeItem} AS item
      FROM seller s
      CROSS JOIN (SELECT split_part($2, ' ', 1) AS seller, split_part($2, ' ', 2) AS currency,
        coalesce(nullif(split_part($2, ' ', 3), '')::timestamptz, '-infinity') AS at, split_part($2, ' ', 4) AS reference,
        split_part($2, ' ', 5) AS kind) AS last
      CROSS JOIN LATERAL (SELECT * FROM seller_charge o WHERE o.seller_id = s.id AND o.invoice_id IS NULL
          AND (o.currency, o.at, o.reference, o.kind)
            > (CASE WHEN s.id = last.seller THEN last.currency ELSE '' END::bpchar, last.at, last.reference, last.kind)
        ORDER BY o.currency, o.at, o.reference, o.kind LIMIT $3) AS c
      WHERE s.user_id = $1 AND s.id >= last.seller
      ORDER BY c.seller_id, c.currency, c.at, c.reference, c.kind LIMIT $3`,
  },
  {
    name: 'invoicedCharges',
    sql: `SELECT c.invoice_id || ' ' || c.reference || ' ' || c.kind AS key, ${chargeItem} AS item
      FROM (SELECT i.id FROM seller s JOIN invoice i ON i.seller_id = s.id
        WHERE s.user_id = $1 AND i.id >= split_part($2, ' ', 1) ORDER BY i.id) AS i
      CROSS JOIN LATERAL (SELECT * FROM seller_charge o WHERE o.invoice_id = i.id AND (o.reference, o.kind)
          > (CASE WHEN i.id = split_part($2, ' ', 1) THEN split_part($2, ' ', 2) ELSE '' END, split_part($2, ' ', 3))
        ORDER BY o.reference, o.kind LIMIT $3) AS c
      ORDER BY i.id, c.reference, c.kind LIMIT $3`,
  },
  {
    name: 'invoices',
    sql: `SELECT i.id AS key, jsonb_build_object('id', i.id, 'number', i.number, 'kind', i.kind, 'sellerId', i.seller_id,
        'currency', i.currency, 'periodFrom', i.period_from, 'periodUntil', i.period_until, 'netMinor', i.net_minor::text,
        'vatMinor', i.vat_minor::text, 'totalMinor', i.total_minor::text, 'recipient', i.recipient, 'issuedAt', i.issued_at,
        'lines', (SELECT jsonb_agg(jsonb_build_object('kind', l.kind, 'count', l.count, 'totalMinor', l.total_minor::text,
            'vatMinor', l.vat_minor::text) ORDER BY l.position) FROM invoice_line l WHERE l.invoice_id = i.id)) AS item
      FROM seller s JOIN invoice i ON i.seller_id = s.id WHERE s.user_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3`,
  },
  {
    name: 'billingDetails',
    sql: `SELECT b.seller_id AS key, jsonb_build_object('sellerId', b.seller_id, 'updatedAt', b.updated_at) || b.details AS item
      FROM seller s JOIN seller_billing b ON b.seller_id = s.id
      WHERE s.user_id = $1 AND b.details IS NOT NULL AND b.seller_id > $2 ORDER BY b.seller_id LIMIT $3`,
  },
  {
    name: 'payouts',
    sql: `SELECT p.id AS key, jsonb_build_object('id', p.id, 'sellerId', p.seller_id, 'status', p.status, 'kind', p.kind,
        'destination', p.masked, 'amountMinor', p.amount_minor::text, 'currency', p.currency, 'receipt', p.receipt,
        'failureCode', p.failure_code, 'createdAt', p.created_at, 'submittedAt', p.submitted_at, 'paidAt', p.paid_at,
        'returnedAt', p.returned_at) AS item
      FROM payout p WHERE p.user_id = $1 AND p.id > $2 ORDER BY p.id LIMIT $3`,
  },
];
