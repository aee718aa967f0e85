import type { Invariant } from '@soko/invariants';

/** The legs of open bets, and their users: what each of them is exposed to. */
const subjects = `SELECT 'USER' AS scope, b.user_id AS subject_id, b.* FROM bet b WHERE b.status = 'ACCEPTED'
  UNION ALL SELECT DISTINCT s.scope, s.subject_id, b.* FROM bet b JOIN bet_leg l ON l.bet_id = b.id
    CROSS JOIN LATERAL (VALUES ('SELECTION', l.selection_id), ('MARKET', l.market_id), ('EVENT', l.event_id)) AS s (scope, subject_id)
    WHERE b.status = 'ACCEPTED'`;

/** Rules of bets that no constraint can state. */
export const betInvariants: readonly Invariant[] = [
  {
    name: 'exposure-is-that-of-the-open-bets',
    rule: 'The exposure of a selection, a market, an event and a user is the sum of their open bets.',
    sql: `SELECT coalesce(e.scope, o.scope) || ' ' || coalesce(e.subject_id, o.subject_id) AS subject,
        format('%s bets of %s to return %s, counted %s of %s to return %s', o.bets, o.stake, o.open, e.bets, e.stake_minor, e.open_minor) AS found
      FROM (SELECT scope, subject_id, currency, count(*) AS bets, sum(open_stake_minor) AS stake, sum(potential_return_minor) AS open
        FROM (${subjects}) open_bets GROUP BY 1, 2, 3) o
      FULL JOIN exposure e ON e.scope = o.scope AND e.subject_id = o.subject_id AND e.currency = o.currency
      WHERE (coalesce(o.bets, 0), coalesce(o.stake, 0), coalesce(o.open, 0))
        IS DISTINCT FROM (coalesce(e.bets, 0), coalesce(e.stake_minor, 0), coalesce(e.open_minor, 0))`,
  },
  {
    name: 'one-selection-of-an-event',
    rule: 'A bet has at most one selection of each event.',
    sql: `SELECT b.id AS subject, l.event_id || ': ' || count(*) || ' selections' AS found
      FROM bet b CROSS JOIN bounds JOIN bet_leg l ON l.bet_id = b.id
      WHERE b.placed_at >= bounds.since GROUP BY b.id, l.event_id HAVING count(*) > 1`,
  },
  {
    name: 'stakes-fit-their-markets',
    rule: 'The stake of a bet is at most the largest one that each of its markets takes in its currency.',
    sql: `SELECT b.id AS subject, format('%s %s, %s takes %s', b.stake_minor, b.currency, m.id, m.max_stakes ->> b.currency::text) AS found
      FROM bet b CROSS JOIN bounds JOIN bet_leg l ON l.bet_id = b.id JOIN market m ON m.id = l.market_id
      WHERE b.placed_at >= bounds.since AND b.stake_minor > (m.max_stakes ->> b.currency::text)::bigint`,
  },
  {
    name: 'open-stakes-are-in-the-ledger',
    rule: 'The open stakes of the ledger are those of the open bets.',
    sql: `SELECT 'bet_open_stakes ' || coalesce(a.currency, b.currency) AS subject,
        format('ledger %s, open bets %s', a.amount, b.amount) AS found
      FROM (SELECT currency, sum(credits_minor - debits_minor) AS amount FROM ledger_account
        WHERE code = 'bet_open_stakes' GROUP BY 1) a
      FULL JOIN (SELECT currency::text AS currency, sum(open_stake_minor) AS amount FROM bet WHERE status = 'ACCEPTED' GROUP BY 1) b
        ON b.currency = a.currency
      WHERE coalesce(a.amount, 0) <> coalesce(b.amount, 0)`,
  },
  {
    name: 'cash-outs-add-up',
    rule: 'The cash-outs of a bet are the amount and the number that the bet says.',
    sql: `SELECT b.id AS subject, format('%s for %s, payments %s for %s', b.cash_outs, b.cashed_out_minor, c.number, c.amount) AS found
      FROM bet b CROSS JOIN bounds
      CROSS JOIN LATERAL (SELECT count(*) AS number, coalesce(sum(amount_minor), 0) AS amount FROM cash_out WHERE bet_id = b.id) c
      WHERE b.placed_at >= bounds.since AND (b.cash_outs, b.cashed_out_minor) IS DISTINCT FROM (c.number, c.amount)`,
  },
  {
    name: 'stakes-and-payments-are-in-the-history',
    rule: 'The history of a bet has its stake and everything that it paid.',
    sql: `SELECT b.id AS subject, format('history %s, bet %s', h.amount, p.amount) AS found
      FROM bet b CROSS JOIN bounds
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS amount FROM bet_history WHERE bet_id = b.id) h
      CROSS JOIN LATERAL (SELECT CASE WHEN b.status = 'CANCELLED' THEN 0
        ELSE b.cashed_out_minor + coalesce(b.return_minor, 0) - b.stake_minor END AS amount) p
      WHERE b.placed_at >= bounds.since AND h.amount <> p.amount`,
  },
];
