import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '@soko/ids';
import { ensureDatabases, migrate, startEmbeddedPostgres, withDatabase } from '@soko/postgres';
import type { TableFormat } from '@soko/spreadsheet';
import Fastify from 'fastify';
import pg from 'pg';
import { buildProgram } from '../packages/testing/run-program.ts';
import { reportFileRoute } from '../subgraphs/analytics/routes/report-file.ts';
import { reportLink } from '../subgraphs/analytics/store/reports/report-link.ts';
import { recordEvents, requestEvents } from '../subgraphs/analytics/test/reports/recorded-events.ts';

export interface Written {
  format: TableFormat;
  rows: number;
  /** Time of writing, with a kill in the middle. */
  writeMs: number;
  /** Growth of the memory of the last process that wrote, in bytes. */
  heap: number;
  rss: number;
  /** Size of the parts in the database, and of the file. */
  keptBytes: number;
  fileBytes: number;
  downloadMs: number;
  /** Growth of the heap of the process that sent it. */
  downloadHeap: number;
}

const sealKeys = 'a key for this benchmark alone, long enough';

/** Writes reports of many events, each killed with SIGKILL in the middle and continued, and downloads their files into `target`. */
export async function measureReports(rows: number, target: string, show: (written: Written) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-bench-'));
  // Postgres runs as a user of its own when this runs as root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: newId('req') });
  const urlOf = (name: string): string => withDatabase(server.connectionString, name);
  await ensureDatabases(server.connectionString, ['events', 'analytics']);
  await migrate(urlOf('analytics'), 'prisma/analytics/migrations');
  const pool = new pg.Pool({ connectionString: urlOf('analytics') });
  const program = await buildProgram(join(process.cwd(), 'subgraphs/analytics/test/reports/report-process.ts'));
  const app = Fastify();
  reportFileRoute(app, { pool, sealKeys, now: () => new Date() });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  try {
    await recordEvents(pool, rows);
    await pool.query('VACUUM ANALYZE event_records');
    for (const format of ['CSV', 'NDJSON', 'XLSX'] as const) {
      const { id } = await requestEvents(pool, format);
      const env = { DATABASE_URL: urlOf('analytics'), EVENTS_URL: urlOf('events') };
      const begin = performance.now();
      const first = program.run(env);
      for (let written = 0; written < rows / 2;) {
        await new Promise((later) => setTimeout(later, 50));
        written = (await pool.query('SELECT rows FROM reports WHERE id = $1', [id])).rows[0].rows;
      }
      await first.kill();
      const second = program.run({ ...env, AHEAD_MS: '120000' });
      await once(second.child, 'exit');
      const writeMs = performance.now() - begin;
      const { heap, rss } = JSON.parse(second.output()) as { heap: number; rss: number };
      const kept = await pool.query(
        'SELECT sum(length(content))::int AS bytes FROM report_parts WHERE report_id = $1',
        [id],
      );
      const link = new URL(reportLink(sealKeys, origin, { reportId: id, expiresAt: new Date(Date.now() + 3_600_000) }));
      const file = join(target, `report.${format.toLowerCase()}`);
      const before = process.memoryUsage().heapUsed;
      let most = before;
      const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed)), 20);
      const downloading = performance.now();
      const answer = await fetch(link);
      await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(file));
      clearInterval(sampling);
      const downloadMs = performance.now() - downloading;
      const { size: fileBytes } = await stat(file);
      const keptBytes = kept.rows[0].bytes as number;
      show({ format, rows, writeMs, heap, rss, keptBytes, fileBytes, downloadMs, downloadHeap: most - before });
    }
  } finally {
    await app.close();
    await program.remove();
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
