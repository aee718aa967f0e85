import type { Invariant } from '@soko/invariants';

/** Amount that a transaction of the ledger credits to wallets. A line of its transfers is `debit credit amount`. */
const creditedToWallets = `(SELECT coalesce(sum(split_part(line, ' ', 3)::bigint), 0)
  FROM regexp_split_to_table(t.transfers, E'\\n') AS line WHERE split_part(line, ' ', 2) LIKE 'user_wallet:%')`;

/** Rules of settled bets that no constraint can state. */
export const settlementInvariants: readonly Invariant[] = [
  {
    name: 'settled-bets-are-paid',
    rule: 'The ledger has the settlement of every settled bet, with its return.',
    sql: `SELECT b.id AS subject, format('%s, revision %s, return %s, paid %s', b.status, b.settlement_revision, b.return_minor,
        ${creditedToWallets}) AS found
      FROM bet b CROSS JOIN bounds
      LEFT JOIN ledger_transaction t ON t.reference = 'bet:' || b.id || ':settle:' || b.settlement_revision
      WHERE b.placed_at >= bounds.since AND b.status IN ('WON', 'LOST', 'VOID')
        AND (t.id IS NULL OR ${creditedToWallets} <> b.return_minor)`,
  },
  {
    name: 'one-settlement-of-a-bet-counts',
    rule: 'Every settlement of a bet but its last one is reversed, and the last one as well when the bet is open again.',
    sql: `SELECT b.id AS subject, format('%s: revision %s is not reversed', b.status, revision) AS found
      FROM bet b CROSS JOIN bounds
      CROSS JOIN generate_series(1, b.settlement_revision - CASE WHEN b.status IN ('WON', 'LOST', 'VOID') THEN 1 ELSE 0 END) AS revision
      WHERE b.placed_at >= bounds.since AND b.settlement_revision > 0 AND NOT EXISTS (
        SELECT FROM ledger_transaction t WHERE t.reference = 'bet:' || b.id || ':settle:' || revision || ':reversal')`,
  },
  {
    name: 'bets-with-all-results-are-settled',
    rule: 'An open bet has a selection without a result.',
    sql: `SELECT b.id AS subject, 'ACCEPTED' AS found FROM bet b CROSS JOIN bounds
      WHERE b.placed_at >= bounds.since AND b.status = 'ACCEPTED'
        AND NOT EXISTS (SELECT FROM bet_leg leg WHERE leg.bet_id = b.id AND leg.result IS NULL)`,
  },
  {
    name: 'results-reach-all-bets',
    rule: 'After a settlement, every bet on the market has its results.',
    sql: `SELECT leg.bet_id AS subject, format('market %s: revision %s of %s', leg.market_id, leg.settled_revision, run.revision) AS found
      FROM bounds, settlement_run run JOIN market ON market.id = run.market_id AND market.settlement_revision = run.revision
      JOIN bet_leg leg ON leg.market_id = run.market_id
      WHERE run.status = 'DONE' AND run.done_at >= bounds.since AND leg.settled_revision <> run.revision`,
  },
  {
    name: 'every-bet-can-be-settled',
    rule: 'No bet is set aside because it cannot be settled.',
    sql: `SELECT s.bet_id AS subject, format('market %s, %s tries: %s', s.market_id, s.tries, s.error) AS found FROM set_aside_bet s, bounds`,
  },
  {
    name: 'settlements-end',
    rule: 'Every settlement of a market ends.',
    sql: `SELECT run.id AS subject, format('market %s, revision %s: %s of %s bets', run.market_id, run.revision,
        run.bets_done + (SELECT coalesce(sum(p.bets_done), 0) FROM settlement_part p WHERE p.run_id = run.id), run.bets) AS found
      FROM settlement_run run, bounds WHERE run.status = 'RUNNING' AND run.started_at < bounds.settled`,
  },
];
