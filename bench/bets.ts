import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Viewer } from '@soko/auth';
import { createPostgresLog } from '@soko/event-bus';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { ensureDatabases, migrate, startEmbeddedPostgres, withDatabase } from '@soko/postgres';
import { type StartedSubgraph, startSubgraph } from '@soko/subgraph';
import type pg from 'pg';
import { wallets } from '../subgraphs/wallets/index.ts';
import { post } from '../subgraphs/wallets/ledger/index.ts';

export interface Options {
  seconds: number;
  rounds: number;
  connections: number;
  bets: number;
}

export interface Measured {
  before: number;
  rounds: Record<string, number>[];
}

const users = 500;
const markets = 50;
const userId = (number: number): string => `usr_bench${number}`;
const viewers = Array.from({ length: users }, (_, index): Viewer => ({
  kind: 'user',
  id: userId(index),
  roles: ['CUSTOMER'],
  sessionId: `ses_${index}`,
}));

const placing = /* GraphQL */ `
  mutation ($input: PlaceBetInput!) {
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

async function startDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'soko-bets-'));
  // Postgres runs as a user of its own when this runs as root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: newId('req') });
  await ensureDatabases(server.connectionString, ['bets', 'events']);
  const url = withDatabase(server.connectionString, 'bets');
  await migrate(url, 'prisma/wallets/migrations');
  return {
    url,
    eventsUrl: withDatabase(server.connectionString, 'events'),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Adults with money, and events whose first selection has odds of 2.000. */
async function fill(pool: pg.Pool): Promise<string[]> {
  await pool.query(
    `INSERT INTO gaming_person (user_id, date_of_birth, country) SELECT 'usr_bench' || n, '1990-01-01', 'KE' FROM generate_series(0, $1) n`,
    [users - 1],
  );
  await pool.query(
    `INSERT INTO wallet (id, owner_id, currency, status, created_at)
     SELECT 'wal_bench' || n, 'usr_bench' || n, 'KES', 'OPEN', now() FROM generate_series(0, $1) n`,
    [users - 1],
  );
  for (let user = 0; user < users; user += 1) {
    const deposit = {
      debit: { code: 'mpesa_float', currency: 'KES' },
      credit: { code: 'user_wallet', currency: 'KES', ownerId: userId(user) },
      amountMinor: 10n ** 12n,
    } as const;
    await post(pool, [{ reference: `bench:${user}`, kind: 'deposit', transfers: [deposit], at: new Date() }]);
  }
  await pool.query(`INSERT INTO sport (id, slug, name, created_at) VALUES ('spt_1', 'football', 'Football', now())`);
  await pool.query(
    `INSERT INTO competition (id, sport_id, name, created_at) VALUES ('cmp_1', 'spt_1', 'Premier League', now())`,
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
     VALUES ($1, 'cmp_1', 'spt_1', 'A v B', now() + interval '1 day', 'SCHEDULED', now(), now())`,
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
async function grow(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `WITH added AS (
      INSERT INTO bet (id, user_id, currency, kind, stake_minor, unit_stake_minor, lines, system_sizes, potential_return_minor,
        open_stake_minor, status, odds_policy, idempotency_key, input_hash, placed_at, settled_at, return_minor)
      SELECT 'bet_' || gen_random_uuid(), 'usr_bench' || (n % $2), 'KES', 'SINGLE', 2000, 2000, 1, '{}', 4000, 0, 'LOST', 'NONE',
        gen_random_uuid(), 'x', now() - n * interval '1 second', now(), 0 FROM generate_series(1, $1) n
      RETURNING id
    ), legs AS (
      INSERT INTO bet_leg (bet_id, position, selection_id, market_id, event_id, odds_milli, odds_version, is_banker, result)
      SELECT added.id, 1, s.id, s.market_id, s.event_id, 2000, 1, false, 'LOST' FROM added
      CROSS JOIN LATERAL (SELECT * FROM selection WHERE added.id IS NOT NULL ORDER BY random() LIMIT 1) s
    )
    INSERT INTO bet_history (bet_id, at, to_status, actor_kind, amount_minor) SELECT id, now(), 'ACCEPTED', 'user', -2000 FROM added`,
    [count, users],
  );
  await pool.query('ANALYZE');
}

let placed = 0;

async function place(subgraph: StartedSubgraph, selectionIds: readonly string[]): Promise<void> {
  placed += 1;
  const requestId = newId('req');
  const input = {
    kind: 'SINGLE',
    selections: [{ selectionId: selectionIds[placed % selectionIds.length], odds: '2.000' }],
    stake: { amount: '20.00', currency: 'KES' },
    idempotencyKey: requestId,
  };
  const viewer = viewers[(placed * 7) % users]!;
  const identity = { viewer, requestId, correlationId: requestId, clientAddress: '127.0.0.1' };
  const answer = await subgraph.execute({ query: placing, variables: { input }, identity, event: undefined });
  const outcome = (answer as { data?: { placeBet?: { __typename: string } } }).data?.placeBet;
  if (outcome?.__typename !== 'Bet') throw new Error(`The bet was not placed: ${JSON.stringify(answer)}`);
}

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;

async function measure(subgraph: StartedSubgraph, selectionIds: readonly string[], { seconds, connections }: Options) {
  const latencies: number[] = [];
  const until = performance.now() + seconds * 1000;
  const [cpu, statements] = [process.cpuUsage(), subgraph.database.statements()];
  const player = async (): Promise<void> => {
    while (performance.now() < until) {
      const startedAt = performance.now();
      await place(subgraph, selectionIds);
      latencies.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, player));
  const { user, system } = process.cpuUsage(cpu);
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    'bets/s': latencies.length / seconds,
    'p50 ms': percentile(sorted, 0.5),
    'p99 ms': percentile(sorted, 0.99),
    'SQL each': (subgraph.database.statements() - statements) / latencies.length,
    'server CPU ms each': (user + system) / 1000 / latencies.length,
  };
}

/** Places bets with `bets` bets before, and then with ten times as many. */
export async function measureBets(options: Options, tell: (what: string) => void): Promise<Measured[]> {
  const database = await startDatabase();
  // Postgres has started with both cores.
  await promisify(execFile)('taskset', ['-acp', '0', String(process.pid)]);
  const bus = createPostgresLog({ url: database.eventsUrl, log: silentLogger });
  const subgraph = await startSubgraph(wallets, {
    databaseUrl: database.url,
    bus,
    log: silentLogger,
    env: { PROJECTION_WAIT_MS: '0', SOKO_SEAL_KEY: 'a key for the benchmark alone, long enough' },
    peers: () => () => Promise.reject(new Error('No other subgraph runs.')),
  });
  try {
    const { pool } = subgraph.database;
    const selectionIds = await fill(pool);
    const results: Measured[] = [];
    for (const before of [options.bets, options.bets * 10]) {
      await grow(pool, before - (results[0]?.before ?? 0));
      await measure(subgraph, selectionIds, options);
      const rounds = [];
      for (let round = 0; round < options.rounds; round += 1) {
        rounds.push(await measure(subgraph, selectionIds, options));
        tell(`${before} bets before, round ${round + 1}: ${Math.round(rounds.at(-1)!['bets/s'])} bets/s`);
      }
      results.push({ before, rounds });
    }
    return results;
  } finally {
    await subgraph.close();
    await bus.close();
    await database.stop();
  }
}
