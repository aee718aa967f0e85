import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase, prune } from '@soko/postgres';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import type pg from 'pg';
import { type Command, once } from '../index.ts';

const migrations = join(import.meta.dirname, 'fixture/migrations');

let database: TestDatabase;
/** Two processes: each has a pool of its own. */
let here: Database;
let there: Database;

beforeEach(async () => {
  database = await createTestDatabase({ migrations });
  const open = () =>
    openDatabase({ connectionString: database.connectionString, applicationName: 'once-spec', max: 4 });
  [here, there] = [open(), open()];
});

afterEach(async () => {
  await Promise.all([here.close(), there.close()]);
  await database.drop();
});

const command = (changes: Partial<Command> = {}): Command => ({
  owner: 'usr_1',
  key: 'key-number-1',
  input: { name: 'note', text: 'hello' },
  ...changes,
});

const note = async (tx: pg.PoolClient): Promise<{ id: string }> => {
  const { rows } = await tx.query<{ id: string }>("INSERT INTO effect (note) VALUES ('hello') RETURNING id");
  return rows[0]!;
};

const effects = async (): Promise<number> => (await here.pool.query('SELECT FROM effect')).rowCount ?? 0;

describe('a command with an idempotency key', () => {
  it('returns its first result to every repeat', async () => {
    const first = await once(here.pool, command(), note);
    expect(await once(here.pool, command(), note)).toEqual(first);
    expect(await once(there.pool, command(), note)).toEqual(first);
    expect(await effects()).toBe(1);
  });

  it('runs once for fifty repeats at the same moment, in two processes', async () => {
    const pools = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? here.pool : there.pool));
    const results = await Promise.all(pools.map((pool) => once(pool, command(), note)));
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(await effects()).toBe(1);
  });

  it('is refused with another input, at once and later', async () => {
    const other = command({ input: { name: 'note', text: 'goodbye' } });
    const mismatch = { extensions: { code: 'IDEMPOTENCY_MISMATCH' } };
    const first = once(here.pool, command(), note);
    await expect(once(here.pool, other, note)).rejects.toMatchObject(mismatch);
    await first;
    await expect(once(there.pool, other, note)).rejects.toMatchObject(mismatch);
    await expect(once(here.pool, other, note)).rejects.toMatchObject(mismatch);
    expect(await effects()).toBe(1);
  });

  it('is another command for another owner', async () => {
    const first = await once(here.pool, command(), note);
    const second = await once(here.pool, command({ owner: 'usr_2' }), note);
    expect(second).not.toEqual(first);
  });

  it('leaves nothing behind when it throws, and may be sent again', async () => {
    const failing = once(here.pool, command(), async (tx) => {
      await note(tx);
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(await effects()).toBe(0);
    await once(here.pool, command({ input: 'corrected' }), note);
    expect(await effects()).toBe(1);
  });

  it('is taken over by a waiting repeat when the first one throws', async () => {
    let fail = (_error: Error): void => {};
    let begun = (): void => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const first = once(here.pool, command(), async () => {
      begun();
      return new Promise<never>((_resolve, reject) => {
        fail = reject;
      });
    });
    await hasBegun;
    const repeat = once(there.pool, command(), note);
    fail(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await expect(repeat).resolves.toMatchObject({ id: expect.any(String) });
  });

  it('returns null and lists as they are', async () => {
    const none = async (): Promise<null> => null;
    await once(here.pool, command({ key: 'returns-null' }), none);
    expect(await once(here.pool, command({ key: 'returns-null' }), none)).toBeNull();
    const list = async (): Promise<string[]> => ['a', 'b'];
    await once(here.pool, command({ key: 'returns-list' }), list);
    expect(await once(here.pool, command({ key: 'returns-list' }), list)).toEqual(['a', 'b']);
  });

  it('is forgotten after thirty days', async () => {
    await once(here.pool, command(), note);
    const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
    // As the job of each subgraph does.
    const rules = [{ table: 'idempotency', where: 'created_at < $1', keepMs: 30 * 86_400_000 }];
    expect(await prune(here.pool, rules, { now: inDays(29) })).toEqual({});
    expect(await prune(here.pool, rules, { now: inDays(31) })).toEqual({ idempotency: 1 });
    await once(here.pool, command(), note);
    expect(await effects()).toBe(2);
  });
});
