import type { Logger } from '@soko/log';
import { isOutage, withJitter } from '@soko/retry';
import type pg from 'pg';
import type { Job } from './definition.ts';

/** A stable lock number for a job's name. */
const lockOf = (name: string): string => `hashtextextended('soko.job.${name.replaceAll("'", '')}', 0)`;

/** A connection that holds the locks of running jobs. It answers one statement at a time. */
interface LockConnection {
  query(text: string): Promise<{ rows: { mine: boolean }[] }>;
  /** True when the connection was lost, and its locks with it. */
  isLost(): boolean;
  release(): Promise<void>;
}

function openLockConnection(pool: pg.Pool): LockConnection {
  let lost: Error | null = null;
  const onError = (error: Error): void => {
    lost = error;
  };
  const connecting = pool.connect().then((client) => client.on('error', onError));
  let last: Promise<unknown> = connecting;
  return {
    query(text) {
      const next = last.catch(() => {}).then(async () => (await connecting).query<{ mine: boolean }>(text));
      last = next;
      return next;
    },
    isLost: () => lost !== null,
    // A connection that was not made has failed the statements above.
    release: () =>
      connecting.then(
        (client) => client.off('error', onError).release(lost ?? undefined),
        () => {},
      ),
  };
}

/**
 * Shares one connection for the locks of all running jobs, so that jobs which run at the same time leave the pool to the work
 * itself. It is given back when no job runs. A lost one is replaced for the next jobs; those that run go on without a lock.
 */
function shareConnection(pool: pg.Pool) {
  let shared: { connection: LockConnection; users: number } | null = null;
  return async <T>(work: (connection: LockConnection) => Promise<T>): Promise<T> => {
    if (shared?.connection.isLost() === true) shared = null;
    const used = (shared ??= { connection: openLockConnection(pool), users: 0 });
    used.users += 1;
    try {
      return await work(used.connection);
    } finally {
      used.users -= 1;
      if (used.users === 0) {
        if (shared === used) shared = null;
        await used.connection.release();
      }
    }
  };
}

/** Runs `job` while holding its lock; does nothing when another process holds it. A shared job needs no lock. */
async function runOnce(withConnection: ReturnType<typeof shareConnection>, job: Job): Promise<void> {
  if (job.isShared === true) return job.run();
  return withConnection(async (connection) => {
    const { rows } = await connection.query(`SELECT pg_try_advisory_lock(${lockOf(job.name)}) AS mine`);
    if (!rows[0]!.mine) return;
    try {
      await job.run();
    } finally {
      // The server has released the locks of a lost connection.
      if (!connection.isLost()) await connection.query(`SELECT pg_advisory_unlock(${lockOf(job.name)})`);
    }
  });
}

export interface Jobs {
  /** Runs a job once, after its current turn. Throws what the job throws. */
  run(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Longest wait for the first run of a job with a longer interval, of which each process waits for at least half: processes that
 * start together do not all begin it at once. A process may be replaced before an interval of hours has passed.
 */
const longestFirstMs = 20 * 60_000;

/** Repeats every job until closed. A failed job is logged and repeated at its next interval. */
export function startJobs(pool: pg.Pool, jobs: readonly Job[], log: Logger, firstMs = longestFirstMs): Jobs {
  let closed = false;
  const running = new Map<string, Promise<void>>();
  const withConnection = shareConnection(pool);
  const startTurn = (job: Job): Promise<void> => {
    const turn = runOnce(withConnection, job).finally(() => running.delete(job.name));
    running.set(job.name, turn);
    return turn;
  };
  const repeat = (job: Job): void => {
    if (closed || running.has(job.name)) return;
    startTurn(job).catch((error: unknown) => {
      const level = isOutage(error) ? 'warn' : 'error';
      log[level]({ err: error, job: job.name }, 'job failed; will run again');
    });
  };
  const timers = jobs.map((job) => setInterval(repeat, job.everyMs, job));
  const firstTimers = jobs
    .filter(({ everyMs }) => everyMs > firstMs)
    .map((job) => setTimeout(repeat, withJitter(firstMs), job));
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
      for (const timer of firstTimers) clearTimeout(timer);
      await Promise.allSettled(running.values());
    },
  };
}
