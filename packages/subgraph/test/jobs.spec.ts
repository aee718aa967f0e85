import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { createTestDatabase, type TestDatabase, until } from '@soko/testing';
import pg from 'pg';
import { startJobs } from '../jobs.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.openPool({ connectionTimeoutMillis: 15_000 });
});

afterAll(() => database.drop());

describe('a job with a long interval', () => {
  it('runs soon after the start, because its process may be replaced before the interval has passed', async () => {
    const done: string[] = [];
    const jobs = startJobs(
      pool,
      [{ name: 'specs.rare', everyMs: 6 * 3_600_000, run: async () => void done.push('rare') }],
      silentLogger,
      20,
    );
    await until('its first run', async () => done.length > 0);
    await jobs.close();
    expect(done).toEqual(['rare']);
  });

  it('does not run at the start, when all processes are busy, nor after the end', async () => {
    const done: string[] = [];
    const rare = { name: 'specs.rare', everyMs: 6 * 3_600_000, run: async () => void done.push('rare') };
    const often = { name: 'specs.often', everyMs: 5, run: async () => void done.push('often') };
    const closed = startJobs(pool, [rare], silentLogger, 20);
    await closed.close();
    const jobs = startJobs(pool, [rare, often], silentLogger);
    await until('some runs of the other', async () => done.length > 10);
    await jobs.close();
    expect(done).not.toContain('rare');
  });
});

describe('jobs that run at the same time', () => {
  it('hold one connection together, and a job runs in one process at a time', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const done: string[] = [];
    let started = 0;
    let open = (): void => {};
    const allStarted = new Promise<void>((resolve) => (open = resolve));
    const jobsOf = (process: string) =>
      names.map((name) => ({
        name: `specs.${name}`,
        everyMs: 3_600_000,
        run: async () => {
          started += 1;
          if (started === names.length) open();
          await allStarted;
          await pool.query('SELECT 1');
          done.push(`${process}${name}`);
        },
      }));
    const jobs = startJobs(pool, jobsOf('1'), silentLogger);
    await Promise.all(names.map((name) => jobs.run(`specs.${name}`)));
    expect(done.toSorted()).toEqual(names.map((name) => `1${name}`));

    const holder = new pg.Client({ connectionString: database.connectionString });
    await holder.connect();
    await holder.query(`SELECT pg_advisory_lock(hashtextextended('soko.job.specs.a', 0))`);
    await Promise.all(['a', 'b'].map((name) => jobs.run(`specs.${name}`)));
    expect(done.slice(names.length)).toEqual(['1b']);
    await holder.end();
    await jobs.close();
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  it('go on when the connection with their locks is lost, and later jobs get another', async () => {
    let finish = (): void => {};
    const long = new Promise<void>((resolve) => (finish = resolve));
    const done: string[] = [];
    const jobs = startJobs(
      pool,
      [
        { name: 'specs.long', everyMs: 3_600_000, run: () => long.then(() => void done.push('long')) },
        { name: 'specs.short', everyMs: 3_600_000, run: async () => void done.push('short') },
      ],
      silentLogger,
    );
    const running = jobs.run('specs.long');
    const holds = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    const holder = await until('the lock', async () => (await pool.query<{ pid: number }>(holds)).rows[0]);
    await pool.query('SELECT pg_terminate_backend($1)', [holder.pid]);
    await until('its end', async () => (await pool.query(holds)).rows.length === 0);
    await until('another connection', () =>
      jobs.run('specs.short').then(
        () => true,
        () => false,
      ),
    );
    finish();
    await running;
    expect(done).toEqual(['short', 'long']);
    await jobs.close();
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  it('leave no listener on the connection they used', async () => {
    const small = database.openPool({ max: 1 });
    const [client] = await Promise.all([
      new Promise<pg.PoolClient>((resolve) => small.once('connect', resolve)),
      small.query('SELECT 1'),
    ]);
    const before = client.listenerCount('error');
    const jobs = startJobs(small, [{ name: 'specs.often', everyMs: 3_600_000, run: async () => {} }], silentLogger);
    for (let times = 0; times < 3; times += 1) await jobs.run('specs.often');
    await jobs.close();
    expect(client.listenerCount('error')).toBe(before);
  });
});
