import type { Logger } from '@soko/log';
import type pg from 'pg';
import type { Job } from './definition.ts';

/** A stable lock number for a job's name. */
const lockOf = (name: string): string => `hashtextextended('soko.job.${name.replaceAll("'", '')}', 0)`;

/**
 * The connection that holds the locks of all running jobs: one, however many run, so that jobs which run at the same time
 * leave the pool to the work itself. Given back when no job runs.
 */
function shareConnection(pool: pg.Pool) {
  let users = 0;
  let shared: Promise<pg.PoolClient> | null = null;
  return async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const connecting = (shared ??= pool.connect());
    users += 1;
    try {
      return await work(await connecting);
    } finally {
      users -= 1;
      if (users === 0) {
        shared = null;
        // A connection that was not made has failed the work above.
        await connecting.then(
          (client) => client.release(),
          () => {},
        );
      }
    }
  };
}

/** Runs `job` while holding its lock; does nothing when another process holds it. A shared job needs no lock. */
async function runOnce(withConnection: ReturnType<typeof shareConnection>, job: Job): Promise<void> {
  if (job.isShared === true) return job.run();
  return withConnection(async (client) => {
    const { rows } = await client.query(`SELECT pg_try_advisory_lock(${lockOf(job.name)}) AS mine`);
    if (!rows[0].mine) return;
    try {
      await job.run();
    } finally {
      await client.query(`SELECT pg_advisory_unlock(${lockOf(job.name)})`);
    }
  });
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
  const withConnection = shareConnection(pool);
  const startTurn = (job: Job): Promise<void> => {
    const turn = runOnce(withConnection, job).finally(() => running.delete(job.name));
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
