import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import {
  countStatements,
  ensureDatabases,
  migrate,
  openDatabase,
  startEmbeddedPostgres,
  withDatabase,
} from '@soko/postgres';
import type pg from 'pg';
import { createSettlementWorker } from '../subgraphs/wallets/commands/settlement/run-settlements.ts';
import { type NewTransaction, post } from '../subgraphs/wallets/ledger/index.ts';
import { addRun } from '../subgraphs/wallets/store/settlement/runs.ts';

interface Options {
  bets: number;
  pageSize: number;
  rounds: number;
  /** Puts the processes of Postgres on a core of their own. */
  pin: (pid: number) => void;
}

export interface Measured {
  bets: number;
  ms: number;
  paidMinor: bigint;
  /** CPU time of settling, and of the Postgres connection that it used. */
  nodeMs: number;
  postgresMs: number;
  /** SQL statements of a page on average. */
  statements: number;
}

const at = new Date();
const currency = 'KES';
const stakeMinor = 5_000n;
const outcomes = ['HOME', 'DRAW', 'AWAY'] as const;
/** Bets of one user. */
const betsEach = 2;

/** An event with one closed market, of which `HOME` wins. */
async function addMarket(pool: pg.Pool): Promise<{ eventId: string; marketId: string; selectionIds: string[] }> {
  const [sportId, competitionId, eventId, marketId] = [newId('spt'), newId('cmp'), newId('spe'), newId('mkt')];
  const selectionIds = outcomes.map(() => newId('sel'));
  await pool.query(`INSERT INTO sport (id, slug, name, created_at) VALUES ($1, $2, 'Football', $3)`, [
    sportId,
    sportId.replaceAll('_', '-'),
    at,
  ]);
  await pool.query(`INSERT INTO competition (id, sport_id, name, created_at) VALUES ($1, $2, 'Premier League', $3)`, [
    competitionId,
    sportId,
    at,
  ]);
  await pool.query(
    `INSERT INTO sport_event (id, competition_id, sport_id, name, home, away, starts_at, status, created_at, updated_at)
     VALUES ($1, $2, $3, 'Gor Mahia v AFC Leopards', 'Gor Mahia', 'AFC Leopards', $4, 'ENDED', $4, $4)`,
    [eventId, competitionId, sportId, at],
  );
  await pool.query(
    `INSERT INTO market (id, event_id, type, name, status, created_at, updated_at)
     VALUES ($1, $2, 'MATCH_RESULT', 'Match result', 'SETTLED', $3, $3)`,
    [marketId, eventId, at],
  );
  await pool.query(
    `INSERT INTO selection (id, market_id, event_id, outcome, name, position, odds_milli)
     SELECT id, $1, $2, outcome, outcome, no, 2100 FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS s (id, outcome, no)`,
    [marketId, eventId, selectionIds, outcomes],
  );
  return { eventId, marketId, selectionIds };
}

/** Posts the same bookings that deposits and stakes make. */
async function postStakes(pool: pg.Pool, bets: readonly { id: string; userId: string }[]): Promise<void> {
  for (let from = 0; from < bets.length; from += 2_000) {
    const transactions = bets.slice(from, from + 2_000).flatMap(({ id, userId }): NewTransaction[] => {
      const wallet = { code: 'user_wallet', currency, ownerId: userId } as const;
      const deposit = { debit: { code: 'mpesa_float', currency }, credit: wallet, amountMinor: stakeMinor } as const;
      const stake = { debit: wallet, credit: { code: 'bet_open_stakes', currency }, amountMinor: stakeMinor } as const;
      return [
        { reference: `deposit:${id}`, kind: 'deposit', transfers: [deposit], at },
        { reference: `bet:${id}:stake`, kind: 'bet_stake', transfers: [stake], at },
      ];
    });
    await post(pool, transactions);
  }
}

async function addBets(pool: pg.Pool, count: number, market: Awaited<ReturnType<typeof addMarket>>): Promise<void> {
  const users = Array.from({ length: Math.ceil(count / betsEach) }, () => newId('usr'));
  await pool.query(
    `INSERT INTO wallet (id, owner_id, currency, status, created_at) SELECT id, owner, $3, 'OPEN', $4
     FROM unnest($1::text[], $2::text[]) AS w (id, owner)`,
    [users.map(() => newId('wal')), users, currency, at],
  );
  const bets = Array.from({ length: count }, (_, number) => ({
    id: newId('bet'),
    userId: users[number % users.length]!,
  }));
  const [ids, owners] = [bets.map(({ id }) => id), bets.map(({ userId }) => userId)];
  await pool.query(
    `INSERT INTO bet (id, user_id, currency, kind, stake_minor, unit_stake_minor, lines, system_sizes, potential_return_minor,
       open_stake_minor, status, odds_policy, idempotency_key, input_hash, placed_at)
     SELECT id, user_id, $3, 'SINGLE', $4::bigint, $4, 1, '{}', $4::bigint * 21 / 10, $4, 'ACCEPTED', 'NONE', id, '', $5
     FROM unnest($1::text[], $2::text[]) AS b (id, user_id)`,
    [ids, owners, currency, stakeMinor, at],
  );
  await pool.query(
    `INSERT INTO bet_leg (bet_id, position, selection_id, market_id, event_id, odds_milli, odds_version, is_banker)
     SELECT id, 1, ($2::text[])[1 + no % 3], $3, $4, 2100, 1, false FROM unnest($1::text[]) WITH ORDINALITY AS b (id, no)`,
    [ids, market.selectionIds, market.marketId, market.eventId],
  );
  await pool.query(
    `INSERT INTO exposure (scope, subject_id, currency, bets, stake_minor, open_minor)
     SELECT scope, subject, b.currency, count(*), sum(b.stake_minor), sum(b.potential_return_minor)
     FROM bet b JOIN bet_leg l ON l.bet_id = b.id AND l.market_id = $1,
       LATERAL (VALUES ('USER', b.user_id), ('SELECTION', l.selection_id), ('MARKET', l.market_id), ('EVENT', l.event_id))
         AS s (scope, subject) GROUP BY 1, 2, 3`,
    [market.marketId],
  );
  await postStakes(pool, bets);
}

/** CPU time of the processes of Postgres, in milliseconds. Linux counts it in hundredths of a second. */
async function cpuOfPostgres(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  const times = await Promise.all(
    rows.map(async ({ pid }) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [user = '0', system = '0'] = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13);
      return 10 * (Number(user) + Number(system));
    }),
  );
  return times.reduce((sum, ms) => sum + ms, 0);
}

async function settle(pool: pg.Pool, { bets, pageSize }: Options): Promise<Measured> {
  const market = await addMarket(pool);
  await addBets(pool, bets, market);
  await pool.query('VACUUM ANALYZE');
  await pool.query('CHECKPOINT');
  const run = {
    ...({ id: newId('stl'), marketId: market.marketId, revision: 1, kind: 'SETTLE', reason: null } as const),
    ...({ actorKind: 'service', actorId: 'bench', correlationId: newId('req'), startedAt: new Date() } as const),
  };
  const results = market.selectionIds.map((selectionId, index) => ({
    selectionId,
    result: { result: index === 0 ? ('WON' as const) : ('LOST' as const) },
  }));
  await addRun(pool, run, results);
  const worker = createSettlementWorker({ pool, log: silentLogger, now: () => new Date(), pageSize, lanes: 2 });
  const [cpuBefore, postgresBefore] = [process.cpuUsage(), await cpuOfPostgres(pool)];
  const startedAt = performance.now();
  const { count } = await countStatements(() => worker.runDue());
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpu = { nodeMs: (user + system) / 1000, postgresMs: (await cpuOfPostgres(pool)) - postgresBefore };
  const { rows } = await pool.query<{ paid: string; open: number }>(
    `SELECT sum(return_minor)::text AS paid, count(*) FILTER (WHERE status = 'ACCEPTED')::int AS open FROM bet b
     WHERE EXISTS (SELECT FROM bet_leg l WHERE l.bet_id = b.id AND l.market_id = $1)`,
    [market.marketId],
  );
  if (rows[0]!.open > 0) throw new Error(`${rows[0]!.open} bets are still open.`);
  return { bets, ms, ...cpu, paidMinor: BigInt(rows[0]!.paid), statements: count / Math.ceil(bets / pageSize) };
}

/** Settles a market with many bets, on a Postgres that syncs to disk. A third of the bets win. */
export async function* measureSettlement(options: Options): AsyncGenerator<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-bench-'));
  // Postgres runs as a user of its own when this runs as root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: newId('req') });
  const url = withDatabase(server.connectionString, 'wallets');
  try {
    const [pid] = (await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
    options.pin(Number(pid));
    await ensureDatabases(server.connectionString, ['wallets']);
    await migrate(url, 'prisma/wallets/migrations');
    const { pool, close } = openDatabase({
      connectionString: url,
      applicationName: 'bench',
      planning: 'by index',
    });
    try {
      for (let round = 0; round < options.rounds; round += 1) yield await settle(pool, options);
    } finally {
      await close();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
