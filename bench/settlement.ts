import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@soko/ids';
import { ensureDatabases, migrate, openDatabase, startEmbeddedPostgres, withDatabase } from '@soko/postgres';
import type pg from 'pg';
import { type NewTransaction, post } from '../subgraphs/wallets/ledger/index.ts';
import { addRun } from '../subgraphs/wallets/store/settlement/runs.ts';

interface Options {
  bets: number;
  pageSize: number;
  lanes: number;
  rounds: number;
  /** Puts a process on core 0 (settling) or core 1 (Postgres). */
  pin: (core: 0 | 1, pid: number) => void;
}

export interface Measured {
  bets: number;
  /** Bets that were settled when the process was killed with SIGKILL; null when it was not. */
  killedAt: number | null;
  /** Clock time of settling. In a run that was killed, without the start of the second process. */
  ms: number;
  /** CPU time of settling, and of Postgres, whole. Null in a run that was killed. */
  nodeMs: number | null;
  postgresMs: number | null;
  /** SQL statements of a page on average. */
  statements: number | null;
  /** Settlements in the ledger, of bets that won and lost: one each. */
  settledOnce: number;
  /** Debits without credits. */
  unbalanced: bigint;
  paidMinor: bigint;
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

/** CPU time in milliseconds of Postgres: of its processes, and of those that have ended. Linux counts it in hundredths of a second. */
async function cpuOfPostgres(pool: pg.Pool, postmaster: number): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  const timesOf = async (pid: number): Promise<number[]> => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map((ticks) => 10 * Number(ticks));
  };
  const own = await Promise.all(rows.map(async ({ pid }) => (await timesOf(pid)).slice(0, 2)));
  return [...own, await timesOf(postmaster)].flat().reduce((sum, ms) => sum + ms, 0);
}

/** What the settling process reports at its end. */
interface Report {
  ms: number;
  nodeMs: number;
  statements: number;
}

interface Settling {
  process: ChildProcess;
  /** Begins to settle. Resolves at the end; null when the process was killed before. */
  go(): Promise<Report | null>;
}

async function startSettling(server: Server, { pageSize, lanes, pin }: Options): Promise<Settling> {
  const program = new URL('./bench/settling-process.mjs', `file://${process.cwd()}/`);
  const child = spawn(process.execPath, [program.pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_SETTLING: JSON.stringify({ url: server.url, pageSize, lanes }) },
  });
  child.stdout.setEncoding('utf8');
  await once(child.stdout, 'data');
  pin(0, child.pid!);
  return {
    process: child,
    async go() {
      let text = '';
      child.stdout.on('data', (part: string) => (text += part));
      child.stdin.write('go');
      await once(child, 'close');
      return text === '' ? null : (JSON.parse(text) as Report);
    },
  };
}

const settledBets = async (pool: pg.Pool, marketId: string): Promise<number> => {
  const { rows } = await pool.query<{ done: number }>(
    `SELECT run.bets_done + coalesce(sum(part.bets_done), 0)::int AS done FROM settlement_run run
     LEFT JOIN settlement_part part ON part.run_id = run.id WHERE run.market_id = $1 GROUP BY run.id`,
    [marketId],
  );
  return rows[0]!.done;
};

/** Kills the process once half of the bets are settled. Returns the number of those that were. */
async function killInTheMiddle(pool: pg.Pool, marketId: string, { process: child }: Settling, bets: number) {
  while ((await settledBets(pool, marketId)) < bets / 2 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  await once(child, 'close');
  return settledBets(pool, marketId);
}

async function outcomeOf(pool: pg.Pool, marketId: string) {
  const { rows } = await pool.query<{ paid: string; open: number; once: number; unbalanced: string }>(
    `WITH bets AS (SELECT b.* FROM bet b WHERE b.id IN (SELECT bet_id FROM bet_leg WHERE market_id = $1))
     SELECT (SELECT sum(return_minor)::text FROM bets) AS paid,
       (SELECT count(*)::int FROM bets WHERE status = 'ACCEPTED') AS open,
       (SELECT count(*)::int FROM bets JOIN ledger_transaction t ON t.reference = 'bet:' || bets.id || ':settle:1') AS once,
       (SELECT (sum(debits_minor) - sum(credits_minor))::text FROM ledger_account) AS unbalanced`,
    [marketId],
  );
  const [{ paid, open, once: settledOnce, unbalanced }] = rows as [(typeof rows)[number]];
  if (open > 0) throw new Error(`${open} bets are still open.`);
  return { paidMinor: BigInt(paid), settledOnce, unbalanced: BigInt(unbalanced) };
}

async function addClosedMarket(pool: pg.Pool, bets: number): Promise<string> {
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
  return market.marketId;
}

interface Server {
  pool: pg.Pool;
  url: string;
  postmaster: number;
}

async function settle(server: Server, options: Options): Promise<Measured> {
  const { pool, postmaster } = server;
  const marketId = await addClosedMarket(pool, options.bets);
  const settling = await startSettling(server, options);
  const before = await cpuOfPostgres(pool, postmaster);
  const report = await settling.go();
  if (report === null) throw new Error('The settling process failed.');
  const { ms, nodeMs, statements } = report;
  const cpu = { nodeMs, postgresMs: (await cpuOfPostgres(pool, postmaster)) - before };
  const each = statements / Math.ceil(options.bets / options.pageSize);
  const outcome = await outcomeOf(pool, marketId);
  return { bets: options.bets, killedAt: null, ms, ...cpu, statements: each, ...outcome };
}

async function settleKilled(server: Server, options: Options): Promise<Measured> {
  const { pool } = server;
  const { bets } = options;
  const marketId = await addClosedMarket(pool, bets);
  const [first, second] = [await startSettling(server, options), await startSettling(server, options)];
  const startedAt = performance.now();
  void first.go();
  const killedAt = await killInTheMiddle(pool, marketId, first, bets);
  if ((await second.go()) === null) throw new Error('The second settling process failed.');
  const ms = performance.now() - startedAt;
  const unknown = { nodeMs: null, postgresMs: null, statements: null };
  return { bets, killedAt, ms, ...unknown, ...(await outcomeOf(pool, marketId)) };
}

/** Settles a market with many bets, on a Postgres that syncs to disk, and then one of which the process is killed in the middle. A third of the bets win. */
export async function* measureSettlement(options: Options): AsyncGenerator<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-bench-'));
  // Postgres runs as a user of its own when this runs as root.
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: newId('req') });
  const url = withDatabase(postgres.connectionString, 'wallets');
  try {
    const [pid] = (await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
    const postmaster = Number(pid);
    options.pin(1, postmaster);
    await ensureDatabases(postgres.connectionString, ['wallets']);
    await migrate(url, 'prisma/wallets/migrations');
    const { pool, close } = openDatabase({
      connectionString: url,
      applicationName: 'bench',
      planning: 'by index',
    });
    const server = { pool, url, postmaster };
    try {
      for (let round = 0; round < options.rounds; round += 1) yield await settle(server, options);
      yield await settleKilled(server, options);
    } finally {
      await close();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
