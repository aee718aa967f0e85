import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { until } from '@soko/testing';
import type pg from 'pg';
import { balanceOf, post } from '../../ledger/index.ts';
import { changeExposures } from '../../store/bets/exposure.ts';
import { invariants } from '../../store/invariants.ts';
import { type Book, openBook, type Outcome } from '../markets/open-book.ts';

/** A leg of a bet that a spec places. */
export interface Leg {
  market: { id: string; selections: { id: string; outcome: string; odds: string }[] };
  eventId: string;
  outcome: string;
  odds?: number;
}

/** A book with users who bet, and what specs of settlements look at. */
export interface Betting extends Book {
  /** Saves a bet with its stake in the ledger, as placing it does. The user has nothing else. */
  bet(userId: string, legs: readonly Leg[], input?: { unitMinor?: bigint; sizes?: number[] }): Promise<string>;
  wallet(userId: string): Promise<bigint>;
  owed(userId: string): Promise<bigint>;
  /** Takes money out of a wallet, as a withdrawal does. */
  spend(userId: string, amountMinor: bigint): Promise<void>;
  /** Runs `work` while a deposit is being posted, which is saved once `work` waits for it. */
  whileDepositing(userId: string, amountMinor: bigint, work: () => Promise<unknown>): Promise<void>;
  /** Status, return, revision and open stake of a bet. */
  state(betId: string): Promise<unknown>;
  /** Runs all settlements to their end. */
  settleAll(): Promise<void>;
  /** Runs `work` while another transaction has the bets of a market, so that no settlement ends; then ends all of them. */
  whilePaying(marketId: string, work: () => Promise<void>): Promise<void>;
  /** Rows that break a rule, by its name. */
  broken(): Promise<Record<string, unknown[]>>;
}

const currency = 'KES';
const at = new Date('2026-03-01T12:00:00.000Z');
const walletOf = (ownerId: string) => ({ code: 'user_wallet', currency, ownerId }) as const;

const milli = (odds: string): number => Math.round(Number(odds) * 1000);

async function addBet(pool: pg.Pool, userId: string, legs: readonly Leg[], unitMinor: bigint, sizes: number[]) {
  const id = newId('bet');
  const lines = sizes.length === 0 ? 1 : sizes.reduce((sum, size) => sum + choose(legs.length, size), 0);
  const kind = sizes.length > 0 ? 'SYSTEM' : legs.length === 1 ? 'SINGLE' : 'ACCUMULATOR';
  const stakeMinor = unitMinor * BigInt(lines);
  const rows = legs.map(({ market, outcome, eventId, odds }) => {
    const selection = market.selections.find((each) => each.outcome === outcome)!;
    return { selectionId: selection.id, marketId: market.id, eventId, oddsMilli: odds ?? milli(selection.odds) };
  });
  await pool.query(
    `INSERT INTO bet (id, user_id, currency, kind, stake_minor, unit_stake_minor, lines, system_sizes, potential_return_minor,
       open_stake_minor, status, odds_policy, idempotency_key, input_hash, placed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $5, $5, 'ACCEPTED', 'NONE', $1, '', $9)`,
    [id, userId, currency, kind, stakeMinor, unitMinor, lines, sizes, at],
  );
  for (const [index, row] of rows.entries())
    await pool.query(
      `INSERT INTO bet_leg (bet_id, position, selection_id, market_id, event_id, odds_milli, odds_version, is_banker)
       VALUES ($1, $2, $3, $4, $5, $6, 1, false)`,
      [id, index + 1, row.selectionId, row.marketId, row.eventId, row.oddsMilli],
    );
  await pool.query(
    `INSERT INTO bet_history (bet_id, at, to_status, actor_kind, actor_id, amount_minor, reference)
     VALUES ($1, $2, 'ACCEPTED', 'user', $3, $4, $5)`,
    [id, at, userId, -stakeMinor, `bet:${id}:stake`],
  );
  await openExposure(pool, { userId, currency, legs: rows }, stakeMinor);
  const wallet = walletOf(userId);
  const deposit = { debit: { code: 'mpesa_float', currency }, credit: wallet, amountMinor: stakeMinor } as const;
  const stake = { debit: wallet, credit: { code: 'bet_open_stakes', currency }, amountMinor: stakeMinor } as const;
  await post(pool, [
    { reference: `deposit:${id}`, kind: 'deposit', transfers: [deposit], at },
    { reference: `bet:${id}:stake`, kind: 'bet_stake', transfers: [stake], at },
  ]);
  return id;
}

const choose = (of: number, size: number): number => (size === 0 ? 1 : (choose(of - 1, size - 1) * of) / size);

async function openExposure(
  pool: pg.Pool,
  bet: { userId: string; currency: string; legs: { selectionId: string; marketId: string; eventId: string }[] },
  stakeMinor: bigint,
) {
  const subjects = [['USER', bet.userId]].concat(
    bet.legs.flatMap((leg) => [
      ['SELECTION', leg.selectionId],
      ['MARKET', leg.marketId],
      ['EVENT', leg.eventId],
    ]),
  );
  await pool.query(
    `INSERT INTO exposure (scope, subject_id, currency, bets, stake_minor, open_minor)
     SELECT DISTINCT scope, subject, $3, 0, 0, 0 FROM unnest($1::text[], $2::text[]) AS s (scope, subject) ON CONFLICT DO NOTHING`,
    [subjects.map(([scope]) => scope), subjects.map(([, subject]) => subject), currency],
  );
  await changeExposures(pool, [{ bet, bets: 1, stakeMinor, openMinor: stakeMinor }]);
}

export async function openBets(options: { env?: Record<string, string> } = {}): Promise<Betting> {
  const book = await openBook(options);
  const { pool, subgraph } = book;
  return {
    ...book,
    async bet(userId, legs, { unitMinor = 1000n, sizes = [] } = {}) {
      await pool.query(
        `INSERT INTO wallet (id, owner_id, currency, status, created_at) VALUES ($1, $2, $3, 'OPEN', $4) ON CONFLICT DO NOTHING`,
        [newId('wal'), userId, currency, at],
      );
      return addBet(pool, userId, legs, unitMinor, sizes);
    },
    wallet: async (userId) => (await balanceOf(pool, walletOf(userId))).availableMinor,
    owed: async (ownerId) => (await balanceOf(pool, { code: 'customer_receivable', currency, ownerId })).postedMinor,
    async spend(userId, amountMinor) {
      const transfer = { debit: walletOf(userId), credit: { code: 'mpesa_float', currency }, amountMinor } as const;
      await post(pool, [{ reference: `withdrawal:${newId('wdr')}`, kind: 'withdrawal', transfers: [transfer], at }]);
    },
    async whileDepositing(userId, amountMinor, work) {
      const client = await pool.connect();
      const transfer = { debit: { code: 'mpesa_float', currency }, credit: walletOf(userId), amountMinor } as const;
      await client.query('BEGIN');
      await post(client, [{ reference: `deposit:${newId('dep')}`, kind: 'deposit', transfers: [transfer], at }]);
      const working = work();
      try {
        await untilBlocked(pool);
      } finally {
        await client.query('COMMIT');
        client.release();
      }
      await working;
    },
    async state(betId) {
      const { rows } = await pool.query(
        `SELECT status, return_minor::int AS paid, settlement_revision AS revision, open_stake_minor::int AS open FROM bet WHERE id = $1`,
        [betId],
      );
      return rows[0];
    },
    settleAll: () => subgraph.runJob('wallets.settle-bets'),
    async whilePaying(marketId, work) {
      await holdingBets(pool, marketId, work);
      await subgraph.runJob('wallets.settle-bets');
    },
    broken: () => brokenRules(pool),
  };
}

/** Waits until a statement waits for a row that another transaction has changed. */
const untilBlocked = (pool: pg.Pool): Promise<unknown> =>
  until('a statement waits for a row', async () => {
    const { rows } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });

async function holdingBets(pool: pg.Pool, marketId: string, work: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const ofMarket = 'SELECT bet_id FROM bet_leg WHERE market_id = $1';
    await client.query(`SELECT FROM bet WHERE id IN (${ofMarket}) FOR UPDATE`, [marketId]);
    await work();
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

async function brokenRules(pool: pg.Pool): Promise<Record<string, unknown[]>> {
  const checked = await checkInvariants(pool, invariants, { since: new Date(0), settled: new Date() });
  const { rows } = await pool.query(
    `SELECT currency FROM ledger_account GROUP BY currency HAVING sum(debits_minor) <> sum(credits_minor)`,
  );
  const broken = checked.map(({ invariant, broken }) => [invariant.name, broken] as const);
  return Object.fromEntries([...broken, ['trial balance', rows] as const].filter(([, found]) => found.length > 0));
}

/** Results of the selections of a market in their order; a pair is a dead heat. */
export const resultsOf = (market: Outcome, ...results: (string | [number, number])[]) =>
  market.selections.map(({ id: selectionId }: Outcome, index: number) => {
    const result = results[index]!;
    if (typeof result === 'string') return { selectionId, result };
    return { selectionId, result: 'DEAD_HEAT', deadHeat: { numerator: result[0], denominator: result[1] } };
  });
