import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Envelope } from '@soko/events';
import { createPostgresLog, type EventBus } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { type StartedSubgraph, startSubgraph } from '@soko/subgraph';
import { createTestDatabase, type TestDatabase, until } from '@soko/testing';
import { analytics } from '../index.ts';
import { approved, publishAll, registered } from './start-analytics.ts';

const migrations = join(import.meta.dirname, '../../../prisma/analytics/migrations');

const some = (count: number): Envelope[] =>
  Array.from({ length: count }, (_, index) =>
    index % 3 === 0 ? approved({ sequence: index }) : registered({ sequence: index }),
  );

let database: TestDatabase;
let log: TestDatabase;
let bus: EventBus;

beforeAll(async () => {
  [database, log] = await Promise.all([createTestDatabase({ migrations }), createTestDatabase()]);
  bus = createPostgresLog({ url: log.connectionString, log: silentLogger });
});

afterAll(async () => {
  await bus.close();
  await Promise.all([database.drop(), log.drop()]);
});

/** Runs analytics during `work`. */
async function whileRunning<T>(
  env: Record<string, string>,
  work: (subgraph: StartedSubgraph) => Promise<T>,
): Promise<T> {
  const { connectionString: databaseUrl } = database;
  const subgraph = await startSubgraph(analytics, {
    databaseUrl,
    bus,
    log: silentLogger,
    env: { SOKO_SEAL_KEY: 'a key for specs alone and long enough', ...env },
  });
  await subgraph.consuming.joined;
  try {
    return await work(subgraph);
  } finally {
    await subgraph.close();
  }
}

/** Every row, once there are `count`, without the time it was put there. */
const rowsOf = ({ database: { pool } }: StartedSubgraph, count: number): Promise<Record<string, unknown>[]> =>
  until(`${count} events on record`, async () => {
    const { rows } = await pool.query<Record<string, unknown>>('SELECT * FROM event_records ORDER BY id');
    return rows.length >= count && rows.map((row) => ({ ...row, recorded_at: null }));
  });

const groupOf = async ({ database: { pool } }: StartedSubgraph): Promise<string> =>
  (await pool.query<{ consumer_group: string }>("SELECT consumer_group FROM projections WHERE name = 'event_records'"))
    .rows[0]!.consumer_group;

describe('the record', () => {
  it('continues after a restart, and is built again after it was emptied', async () => {
    const [first, group] = await whileRunning({}, async (analytics) => {
      await publishAll(bus, some(300));
      return [await rowsOf(analytics, 300), await groupOf(analytics)];
    });
    await publishAll(bus, some(30));

    const second = await whileRunning({}, async (analytics) => {
      expect(await groupOf(analytics)).toBe(group);
      const rows = await rowsOf(analytics, 330);
      await analytics.database.pool.query("UPDATE event_records SET type = 'spoilt'");
      return rows;
    });
    expect(second).toEqual(expect.arrayContaining(first));

    await whileRunning({ ANALYTICS_REBUILD: 'true' }, async (analytics) => {
      expect(await groupOf(analytics)).not.toBe(group);
      expect(await rowsOf(analytics, 330)).toEqual(second);
    });
  });

  it('of an empty database is built from the first event of the log, although other groups have read it', async () => {
    const before = await whileRunning({}, async (analytics) => {
      const rows = await rowsOf(analytics, 330);
      await analytics.database.pool.query('TRUNCATE event_records, projections');
      return rows;
    });
    await whileRunning({}, async (analytics) => expect(await rowsOf(analytics, 330)).toEqual(before));
  });
});
