import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { createTestDatabase, type TestDatabase, until } from '@soko/testing';
import pg from 'pg';
import { range } from '../audits/scene.ts';
import { createPostgresLog } from '../index.ts';

describe('an idle process on the Postgres log', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await database.drop();
  });

  it('polls with one statement for all its groups and topics', async () => {
    const bus = createPostgresLog({ url: database.connectionString, log: silentLogger, pollMs: 50 });
    const topics = range(15).map((number) => `audits.idle-${number}`);
    await bus.ensureTopics(topics);
    const subscribe = (number: number) => bus.subscribe({ group: `idle-${number}`, topics, handler: async () => {} });
    await Promise.all(range(20).map(subscribe));

    const sent = jest.spyOn(pg.Client.prototype, 'query');
    const names = (): string[] => sent.mock.calls.map(([query]) => (query as unknown as { name: string }).name);
    await until('it has settled', () => names().slice(-4).join() === 'log-ends,log-ends,log-ends,log-ends');
    const settled = names().length;
    await until('it has polled ten times more', () => names().length >= settled + 10);
    expect(new Set(names().slice(settled))).toEqual(new Set(['log-ends']));
    await bus.close();
  });
});
