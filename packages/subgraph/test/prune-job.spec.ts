import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPostgresLog, type EventBus } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import type pg from 'pg';
import { pruneJob } from '../prune-job.ts';

const dayMs = 86_400_000;

describe('pruning the ids of handled events', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let log: EventBus;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = database.openPool();
    await pool.query('CREATE TABLE inbox (consumer text, event_id text, processed_at timestamptz)');
    log = createPostgresLog({ url: database.connectionString, log: silentLogger });
  });
  afterAll(async () => {
    await log.close();
    await database.drop();
  });

  /** Days of the ids that are left of events handled 20, 32, 38 and 61 days ago, where events are kept for 30 days. */
  async function left(longestLifeMs: () => Promise<number>): Promise<number[]> {
    const days = [20, 32, 38, 61];
    const now = new Date();
    await pool.query('TRUNCATE inbox');
    // A second earlier than the whole day, by the clock of the job: 38 days are past the end of 37 and one.
    await pool.query(
      `INSERT INTO inbox SELECT 'specs', 'evt_' || day, $2::timestamptz - day * interval '1 day' - interval '1 s'
         FROM unnest($1::int[]) AS day`,
      [days, now],
    );
    const job = pruneJob({
      subgraph: 'specs',
      pool,
      // The Postgres log with what the settings of a Kafka installation say.
      bus: { ...log, longestLifeMs },
      topics: ['users.user'],
      rules: [],
      eventDays: 30,
      log: silentLogger,
      now: () => now,
    });
    await job.run();
    const { rows } = await pool.query<{ event_id: string }>('SELECT event_id FROM inbox');
    return rows.map(({ event_id: id }) => Number(id.slice(4))).toSorted((a, b) => a - b);
  }

  it('keeps them a day longer than the variable says, in Postgres', async () => {
    expect(await left(() => log.longestLifeMs(['users.user']))).toEqual([20]);
  });

  it('keeps them as long as a topic may hold the event, with its last segment', async () => {
    expect(await left(() => Promise.resolve(37 * dayMs))).toEqual([20, 32]);
  });

  it('keeps all where a topic deletes nothing, and while the log does not answer', async () => {
    expect(await left(() => Promise.resolve(Infinity))).toEqual([20, 32, 38, 61]);
    expect(await left(() => Promise.reject(new Error('The broker is away.')))).toEqual([20, 32, 38, 61]);
  });
});
