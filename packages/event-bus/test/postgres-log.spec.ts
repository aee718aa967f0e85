import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import pg from 'pg';
import { eventBusAudits } from '../audits.ts';
import { createPostgresLog } from '../index.ts';
import { appendEntries } from '../postgres/append.ts';

describe('the Postgres log', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.connectionString, max: 1 });
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const audits = eventBusAudits({
    makeBus: async () => createPostgresLog({ url: database.connectionString, log: silentLogger }),
    appendRaw: (topic, key, value) => appendEntries(pool, topic, [{ key, value }]),
  });

  it.each(Object.entries(audits))('%s', (_, audit) => audit(), 60_000);
});
