import type { Logger } from '@soko/log';
import type pg from 'pg';
import type { Job } from './definition.ts';

/** A stable lock number for a job's name. */
const lockOf = (name: string): string => `hashtextextended('soko.job.${name.replaceAll("'", '')}', 0)`;

/** Runs `job` while holding its lock; does nothing when another process holds it. */
async function runOnce(pool: pg.Pool, job: Job): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query(`SELECT pg_try_advisory_lock(${lockOf(job.name)}) AS mine`);
    if (!rows[0].mine) return;
    try {
      await job.run();
    } finally {
      await client.query(`SELECT pg_advisory_unlock(${lockOf(job.name)})`);
    }
  } finally {
    client.release();
  }
}

/** Repeats every job until closed. A failed job is logged and repeated at its next interval. */
export function startJobs(pool: pg.Pool, jobs: readonly Job[], log: Logger): { close(): Promise<void> } {
  let closed = false;
  const running = new Set<Promise<void>>();
  const timers = jobs.map((job) => {
    let busy = false;
    return setInterval(() => {
      if (busy || closed) return;
      busy = true;
      const turn = runOnce(pool, job)
        .catch((error: unknown) => log.error({ err: error, job: job.name }, 'a job failed'))
        .finally(() => {
          busy = false;
          running.delete(turn);
        });
      running.add(turn);
    }, job.everyMs);
  });
  return {
    async close() {
      closed = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running);
    },
  };
}
