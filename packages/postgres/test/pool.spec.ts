import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import { type Database, openDatabase } from '../pool.ts';
import { countStatements } from '../statements.ts';

const connectTimeoutMs = 400;

describe('a pool whose connections are in use', () => {
  let test: TestDatabase;
  let database: Database;
  const opened: Database[] = [];
  const open = (): Database => {
    const { connectionString } = test;
    const made = openDatabase({ connectionString, applicationName: 'specs', max: 1, connectTimeoutMs });
    opened.push(made);
    return made;
  };
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));
  afterAll(() => test.drop());

  /** Keeps this process from reacting, as a busy machine or a stopped process does. */
  const stall = (ms: number): void => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };

  it('gives up after its time', async () => {
    database = open();
    const used = await database.pool.connect();
    const startedAt = performance.now();
    await expect(database.pool.query('SELECT 1')).rejects.toThrow('timeout exceeded when trying to connect');
    expect(performance.now() - startedAt).toBeGreaterThan(connectTimeoutMs * 0.9);
    used.release();
    expect((await database.pool.query('SELECT 1')).rowCount).toBe(1);
  });

  it('counts a statement for the work that waited for a connection, not for the work that released it', async () => {
    database = open();
    const used = await database.pool.connect();
    const waiting = countStatements(() => database.pool.query('SELECT 1'));
    const releasing = await countStatements(async () => {
      used.release();
      await new Promise(setImmediate);
    });
    expect([(await waiting).count, releasing.count]).toEqual([1, 0]);
  });

  it('does not count time in which the process could not react', async () => {
    database = open();
    const used = await database.pool.connect();
    const waiting = [database.pool.query('SELECT 1'), database.pool.connect()] as const;
    stall(connectTimeoutMs * 2);
    setTimeout(() => used.release(), connectTimeoutMs / 4);
    expect((await waiting[0]).rowCount).toBe(1);
    (await waiting[1]).release();
  });

  it('connects although the process stands still while the server answers', async () => {
    database = open();
    const connecting = database.pool.query('SELECT 1');
    await new Promise(setImmediate);
    stall(connectTimeoutMs * 2);
    expect((await connecting).rowCount).toBe(1);
  });
});
