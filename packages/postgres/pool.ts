import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { noteConnection } from './nesting.ts';
import { PatientPool } from './patient-pool.ts';
import { noteStatement } from './statements.ts';

export interface Database {
  pool: pg.Pool;
  /** Hand this to `new PrismaClient({ adapter })`: it uses the same pool. */
  adapter: PrismaPg;
  connectionString: string;
  /** Statements sent since the pool was made. */
  statements(): number;
  close(): Promise<void>;
}

/**
 * For databases in which every statement finds its rows by an index. By default the planner scans small tables, plans most
 * statements each time because it overestimates lists, and keeps plans that are wrong once tables have grown:
 * https://www.postgresql.org/docs/current/runtime-config-query.html
 */
const byIndex = ['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'jit=off']
  .concat('plan_cache_mode=force_generic_plan')
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** Whether Postgres chooses how to find rows by cost, or uses indexes with plans that are made once. */
export type Planning = 'by cost' | 'by index';

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : ((query as { text?: string } | null)?.text ?? '');

interface ConnectError extends Error {
  code?: string;
  syscall?: string;
}

/**
 * A server that has ended takes its socket along, and one without a place refuses another way than by TCP: with codes that
 * Prisma and others do not know as an outage. They get the code of TCP.
 */
function asRefused(error: ConnectError): ConnectError {
  const isOfSocket = error.syscall === 'connect' && (error.code === 'ENOENT' || error.code === 'EAGAIN');
  return isOfSocket ? Object.assign(error, { code: 'ECONNREFUSED' }) : error;
}

/** Opens a pool on `connectionString`. It connects at the first statement. */
export function openDatabase(options: {
  connectionString: string;
  applicationName: string;
  max?: number;
  /** Time that a statement waits for a connection, in milliseconds, without the time in which this process cannot react. */
  connectTimeoutMs?: number;
  /** Default: `by cost`. */
  planning?: Planning | undefined;
  onError?: (error: Error) => void;
}): Database {
  let sent = 0;
  class CountingClient extends pg.Client {
    override connect(...[callback]: unknown[]): never {
      if (typeof callback !== 'function') {
        return super.connect().catch((error: unknown) => {
          throw asRefused(error as Error);
        }) as never;
      }
      return super.connect((error: Error | null) => void callback(error && asRefused(error))) as never;
    }
    override query(...args: unknown[]): never {
      sent += 1;
      noteStatement(textOf(args[0]));
      return super.query(...(args as Parameters<pg.Client['query']>)) as never;
    }
  }
  class WatchedPool extends PatientPool {
    override connect(...args: Parameters<PatientPool['connect']>): never {
      noteConnection();
      return super.connect(...args);
    }
  }
  const pool = new WatchedPool({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.max ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 30_000,
    ...(options.planning === 'by index' ? { options: byIndex } : {}),
    Client: CountingClient,
  });
  // The pool replaces a lost connection and rejects its statement. Without listeners the error would end the process.
  // While the pool is closing, the server may be the first to disconnect.
  pool.on('error', (error) => {
    if (!pool.ending) options.onError?.(error);
  });
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    pool,
    adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) }),
    connectionString: options.connectionString,
    statements: () => sent,
    close: () => pool.end(),
  };
}

const names = new Map<string, string>();

/** One name per text, so that Postgres plans repeated statements of Prisma once. Beyond 500 texts they stay unnamed. */
function statementName(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= 500) return '';
  const name = `prisma_${names.size}`;
  names.set(sql, name);
  return name;
}
