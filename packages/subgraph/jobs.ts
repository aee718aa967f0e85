import type { Logger } from '@soko/log';
import type pg from 'pg';
import type { Job } from './definition.ts';

/** A stable lock number for a job's name. */
const lockOf = (name: string): string => `hashtextextended('soko.job.${name.replaceAll("'", '')}', 0)`;

/** Runs `job` while holding its lock; does nothing when another process holds it. A shared job needs no lock. */
async function runOnce(pool: pg.Pool, job: Job): Promise<void> {
  if (job.isShared === true) return job.run();
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

export interface Jobs {
  /** Runs a job once, after its current turn. Throws what the job throws. */
  run(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Repeats every job until closed. A failed job is logged and repeated at its next interval. */
export function startJobs(pool: pg.Pool, jobs: readonly Job[], log: Logger): Jobs {
  let closed = false;
  const running = new Map<string, Promise<void>>();
  const startTurn = (job: Job): Promise<void> => {
    const turn = runOnce(pool, job).finally(() => running.delete(job.name));
    running.set(job.name, turn);
    return turn;
  };
  const timers = jobs.map((job) =>
    setInterval(() => {
      if (closed || running.has(job.name)) return;
      startTurn(job).catch((error: unknown) => log.error({ err: error, job: job.name }, 'job failed; will run again'));
    }, job.everyMs),
  );
  return {
    async run(name) {
      const job = jobs.find((each) => each.name === name);
      if (job === undefined) throw new Error(`There is no job "${name}".`);
      while (running.has(name)) await running.get(name)?.catch(() => {});
      await startTurn(job);
    },
    async close() {
      closed = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.allSettled(running.values());
    },
  };
}
