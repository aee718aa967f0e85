import { newId } from '@soko/ids';
import type pg from 'pg';
import { post } from '../subgraphs/wallets/ledger/index.ts';

const markets = 50;

/** Makes the users adults with money, and adds events whose first selection has odds of 2.000. Returns those selections. */
export async function fill(pool: pg.Pool, users: readonly string[]): Promise<string[]> {
  await pool.query(
    `INSERT INTO gaming_person (user_id, date_of_birth, country) SELECT id, '1990-01-01', 'KE' FROM unnest($1::text[]) AS u (id)
     ON CONFLICT (user_id) DO UPDATE SET date_of_birth = EXCLUDED.date_of_birth`,
    [users],
  );
  await pool.query(
    `INSERT INTO wallet (id, owner_id, currency, status, created_at)
     SELECT id, owner, 'KES', 'OPEN', now() FROM unnest($1::text[], $2::text[]) AS w (id, owner)`,
    [users.map(() => newId('wal')), users],
  );
  for (const ownerId of users) {
    const deposit = {
      debit: { code: 'mpesa_float', currency: 'KES' },
      credit: { code: 'user_wallet', currency: 'KES', ownerId },
      amountMinor: 10n ** 12n,
    } as const;
    await post(pool, [{ reference: `bench:${ownerId}`, kind: 'deposit', transfers: [deposit], at: new Date() }]);
  }
  await pool.query(`INSERT INTO sport (id, slug, name, created_at) VALUES ('spt_bench', 'bench', 'Bench', now())`);
  await pool.query(
    `INSERT INTO competition (id, sport_id, name, created_at) VALUES ('cmp_bench', 'spt_bench', 'Premier League', now())`,
  );
  // The limits of one event would be reached soon.
  await pool.query(
    `UPDATE betting_limit SET selection_max_minor = $1, market_max_minor = $1, event_max_minor = $1, user_max_minor = $1`,
    [10n ** 15n],
  );
  return Promise.all(Array.from({ length: markets }, () => addMarket(pool)));
}

async function addMarket(pool: pg.Pool): Promise<string> {
  const [eventId, marketId, selectionId] = [newId('spe'), newId('mkt'), newId('sel')];
  await pool.query(
    `INSERT INTO sport_event (id, competition_id, sport_id, name, starts_at, status, created_at, updated_at)
     VALUES ($1, 'cmp_bench', 'spt_bench', 'A v B', now() + interval '1 day', 'SCHEDULED', now(), now())`,
    [eventId],
  );
  await pool.query(
    `INSERT INTO market (id, event_id, type, name, status, created_at, updated_at) VALUES ($1, $2, 'BTTS', 'Both', 'ACTIVE', now(), now())`,
    [marketId, eventId],
  );
  await pool.query(
    `INSERT INTO selection (id, market_id, event_id, outcome, name, position, odds_milli) VALUES ($1, $2, $3, 'YES', 'Yes', 1, 2000)`,
    [selectionId, marketId, eventId],
  );
  return selectionId;
}

/** Adds bets that ended, as if they had been placed and lost. */
export async function grow(pool: pg.Pool, users: readonly string[], count: number): Promise<void> {
  await pool.query(
    `WITH added AS (
      INSERT INTO bet (id, user_id, currency, kind, stake_minor, unit_stake_minor, lines, system_sizes, potential_return_minor,
        open_stake_minor, status, odds_policy, idempotency_key, input_hash, placed_at, settled_at, return_minor)
      SELECT 'bet_' || gen_random_uuid(), ($2::text[])[1 + n % cardinality($2::text[])], 'KES', 'SINGLE', 2000, 2000, 1, '{}', 4000, 0, 'LOST', 'NONE',
        gen_random_uuid(), 'x', now() - n * interval '1 second', now(), 0 FROM generate_series(1, $1) n
      RETURNING id
    ), legs AS (
      INSERT INTO bet_leg (bet_id, position, selection_id, market_id, event_id, odds_milli, odds_version, is_banker, result)
      SELECT added.id, 1, s.id, s.market_id, s.event_id, 2000, 1, false, 'LOST' FROM added
      CROSS JOIN LATERAL (SELECT * FROM selection WHERE added.id IS NOT NULL AND event_id IN (SELECT id FROM sport_event WHERE competition_id = 'cmp_bench') ORDER BY random() LIMIT 1) s
    )
    INSERT INTO bet_history (bet_id, at, to_status, actor_kind, amount_minor) SELECT id, now(), 'ACCEPTED', 'user', -2000 FROM added`,
    [count, users],
  );
  await pool.query('ANALYZE');
}

/** The mutation that the benchmarks send. */
export const placing = /* GraphQL */ `
  mutation Place($input: PlaceBetInput!) {
    placeBet(input: $input) {
      __typename
      ... on Bet {
        id
        status
        potentialReturn {
          amount
        }
      }
      ... on UserError {
        code
      }
    }
  }
`;

/** Its input: a bet of 20 shillings at 2.000. */
export const betOn = (selectionId: string) => ({
  kind: 'SINGLE',
  selections: [{ selectionId, odds: '2.000' }],
  stake: { amount: '20.00', currency: 'KES' },
  idempotencyKey: newId('req'),
});
