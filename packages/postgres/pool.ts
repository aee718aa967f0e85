import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
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

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : ((query as { text?: string } | null)?.text ?? '');

/** Opens a pool on `connectionString`. Nothing is sent before the first statement. */
export function openDatabase(options: {
  connectionString: string;
  applicationName: string;
  max?: number;
  onError?: (error: Error) => void;
}): Database {
  let sent = 0;
  class CountingClient extends pg.Client {
    override query(...args: unknown[]): never {
      sent += 1;
      noteStatement(textOf(args[0]));
      return super.query(...(args as Parameters<pg.Client['query']>)) as never;
    }
  }
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    Client: CountingClient,
  });
  // A connection that dies is replaced by the pool, and a statement on it is rejected; without listeners it would end
  // the process. While the pool is closing, the other side may well be the first to hang up.
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

/** One name per text, so that Postgres plans what Prisma repeats only once. Beyond 500 texts they stay unnamed. */
function statementName(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= 500) return '';
  const name = `prisma_${names.size}`;
  names.set(sql, name);
  return name;
}
