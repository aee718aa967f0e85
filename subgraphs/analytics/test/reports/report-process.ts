/** A process that writes the reports of a database, for a spec that kills it and for the benchmark. It prints how much memory it took. */
import { createPostgresLog } from '@soko/event-bus';
import { count, milliseconds, readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import pg from 'pg';
import { z } from 'zod';
import { createReportWorker } from '../../commands/reports/write-reports.ts';

const env = readEnv({
  DATABASE_URL: z.string(),
  EVENTS_URL: z.string(),
  BATCH_ROWS: count(1_000),
  /** The clock is this far ahead, so that the lease of a killed process is over. */
  AHEAD_MS: milliseconds(0),
});

const pool = new pg.Pool({ connectionString: env.DATABASE_URL });
const worker = createReportWorker({
  pool,
  bus: createPostgresLog({ url: env.EVENTS_URL, log: silentLogger }),
  log: silentLogger,
  now: () => new Date(Date.now() + env.AHEAD_MS),
  keepMs: 86_400_000,
  // Users does not run beside it.
  findStanding: () => Promise.resolve({ roles: ['SELLER', 'ADMIN'], sellerId: 'slr_1', storeRole: null }),
  batchRows: env.BATCH_ROWS,
});

const used = () => {
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
};
await pool.query('SELECT 1');
const before = used();
let most = before;
const sampling = setInterval(() => {
  const now = used();
  most = { heap: Math.max(most.heap, now.heap), rss: Math.max(most.rss, now.rss) };
}, 20);

const unfinished = async (): Promise<boolean> =>
  (await pool.query(`SELECT FROM reports WHERE status IN ('PENDING', 'RUNNING')`)).rows.length > 0;
while (await unfinished()) await worker.runDue();
clearInterval(sampling);
process.stdout.write(JSON.stringify({ heap: most.heap - before.heap, rss: most.rss - before.rss }));
process.exit();
