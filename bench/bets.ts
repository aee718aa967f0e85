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
import { wallets } from '../subgraphs/wallets/index.ts';
import { betOn, fill, grow, placing } from './bets-world.ts';

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
const userIds = Array.from({ length: users }, () => newId('usr'));
const viewers = userIds.map((id, index): Viewer => ({
  kind: 'user',
  id,
  roles: ['CUSTOMER'],
  sessionId: `ses_${index}`,
}));

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

let placed = 0;

async function place(subgraph: StartedSubgraph, selectionIds: readonly string[]): Promise<void> {
  placed += 1;
  const requestId = newId('req');
  const input = betOn(selectionIds[placed % selectionIds.length]!);
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
    const selectionIds = await fill(pool, userIds);
    const results: Measured[] = [];
    for (const before of [options.bets, options.bets * 10]) {
      await grow(pool, userIds, before - (results[0]?.before ?? 0));
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
