import type { Invariant } from '@soko/invariants';

/** Rules of the ledger and of wallets. `verifyLedger` checks the journal itself. */
export const ledgerInvariants: readonly Invariant[] = [
  {
    name: 'ledger-is-sound',
    rule: 'The last verification of the ledger, in part or whole, found nothing.',
    sql: `SELECT 'verification ' || v.id AS subject, format('%s breaks: %s', v.break_count, v.breaks->0) AS found
      FROM (SELECT DISTINCT ON (since IS NULL) * FROM ledger_verification ORDER BY since IS NULL, id DESC) v WHERE v.break_count > 0`,
  },
  {
    name: 'clearing-accounts-fit-the-providers',
    rule: 'The clearing accounts have the money that moved at the providers, at the last comparison.',
    sql: `SELECT a->>'code' || ' ' || (a->>'currency') AS subject,
        format('%s in the ledger, %s at the provider', a->>'ledgerMinor', a->>'providerMinor') AS found
      FROM (SELECT * FROM clearing_check ORDER BY id DESC LIMIT 1) c, jsonb_array_elements(c.accounts) a
      WHERE (a->>'isBreak')::boolean`,
  },
  {
    name: 'debits-are-credits',
    rule: 'The debits of a currency are its credits.',
    sql: `SELECT currency AS subject, format('debits %s, credits %s', sum(debits_minor), sum(credits_minor)) AS found
      FROM ledger_account GROUP BY currency HAVING sum(debits_minor) <> sum(credits_minor)
        OR sum(pending_debits_minor) <> sum(pending_credits_minor)`,
  },
  {
    name: 'holds-end-in-time',
    rule: 'A hold ends when its time has come.',
    sql: `SELECT t.reference AS subject, format('expired at %s', h.expires_at) AS found
      FROM ledger_hold h JOIN ledger_transaction t ON t.id = h.transaction_id, bounds
      WHERE h.status = 'PENDING' AND h.expires_at < bounds.settled`,
  },
  {
    name: 'freezes-reach-the-ledger',
    rule: 'The account of a frozen wallet is frozen, and no other.',
    sql: `SELECT w.id AS subject, format('%s, its account: frozen %s', w.status, a.frozen) AS found
      FROM wallet w JOIN ledger_account a ON a.code = 'user_wallet' AND a.currency = w.currency
        AND a.owner_id = CASE WHEN w.name IS NULL THEN w.owner_id ELSE w.id END
      WHERE (w.status = 'FROZEN') <> a.frozen`,
  },
];
