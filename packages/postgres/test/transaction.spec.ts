import { AsyncResource } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import {
  type Database,
  inTransaction,
  isUniqueViolation,
  openDatabase,
  prismaTransaction,
  StaleVersion,
  watchNesting,
} from '../index.ts';

let database: TestDatabase;
let opened: Database;

beforeEach(async () => {
  database = await createTestDatabase();
  opened = openDatabase({ connectionString: database.connectionString, applicationName: 'transaction-spec' });
  await opened.pool.query('CREATE TABLE thing (id TEXT PRIMARY KEY, count INT NOT NULL DEFAULT 0)');
  await opened.pool.query("INSERT INTO thing (id) VALUES ('one'), ('other')");
});

afterEach(async () => {
  await opened.close();
  await database.drop();
});

const counts = async () => (await opened.pool.query('SELECT id, count FROM thing ORDER BY id')).rows;

interface Gate {
  open(): void;
  opened: Promise<void>;
}

function gate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('a transaction', () => {
  it('saves all or nothing', async () => {
    const work = inTransaction(opened.pool, async (tx) => {
      await tx.query('UPDATE thing SET count = 1');
      throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(await counts()).toMatchObject([{ count: 0 }, { count: 0 }]);
  });

  it('that met a deadlock is run again', async () => {
    let runs = 0;
    const [mine, theirs] = [gate(), gate()];
    const addOne = (done: Gate, wait: Gate, ids: readonly string[]) =>
      inTransaction(opened.pool, async (tx) => {
        runs += 1;
        await tx.query('UPDATE thing SET count = count + 1 WHERE id = $1', [ids[0]]);
        done.open();
        await wait.opened;
        await tx.query('UPDATE thing SET count = count + 1 WHERE id = $1', [ids[1]]);
      });
    await Promise.all([addOne(mine, theirs, ['one', 'other']), addOne(theirs, mine, ['other', 'one'])]);
    expect(runs).toBe(3);
    expect(await counts()).toMatchObject([{ count: 2 }, { count: 2 }]);
  });

  it('that keeps colliding ends as a conflict', async () => {
    let runs = 0;
    const work = inTransaction(opened.pool, async () => {
      runs += 1;
      throw new StaleVersion('always');
    });
    await expect(work).rejects.toMatchObject({ extensions: { code: 'CONFLICT' } });
    expect(runs).toBe(5);
  });

  it('that fails for another reason is not run again', async () => {
    let runs = 0;
    const work = inTransaction(opened.pool, async (tx) => {
      runs += 1;
      await tx.query("INSERT INTO thing (id) VALUES ('one')");
    });
    const error = await work.catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error, 'thing_pkey')).toBe(true);
    expect(runs).toBe(1);
  });

  it('gives its connection back, also when it is cut', async () => {
    const cut = inTransaction(opened.pool, (tx) => tx.query('SELECT pg_terminate_backend(pg_backend_pid())'));
    await expect(cut).rejects.toThrow('terminat');
    await inTransaction(opened.pool, (tx) => tx.query('UPDATE thing SET count = 1'));
    expect(opened.pool.waitingCount).toBe(0);
    expect(opened.pool.idleCount).toBe(opened.pool.totalCount);
  });
});

describe('a transaction of Prisma', () => {
  /** What the generated client does, without a model: the subgraphs' own specs run the real one. */
  const client = (errors: Error[]) => ({
    $transaction: async <T>(work: (tx: string) => Promise<T>): Promise<T> => {
      const error = errors.shift();
      if (error) throw error;
      return work('tx');
    },
  });
  const prismaError = (code: string, meta?: object) => Object.assign(new Error('failed'), { code, meta });

  it.each([
    prismaError('P2034'),
    prismaError('P2010', { driverAdapterError: { cause: { originalCode: '40P01' } } }),
    new StaleVersion('changed'),
  ])('is run again after %o', async (error) => {
    await expect(prismaTransaction(client([error]), async (tx) => tx)).resolves.toBe('tx');
  });

  it('is not run again after another error', async () => {
    const error = prismaError('P2025');
    await expect(prismaTransaction(client([error]), async (tx) => tx)).rejects.toBe(error);
  });
});

describe('a second connection inside a transaction', () => {
  it('is noted where specs watch for it, and only while the transaction is open', async () => {
    const { pool } = opened;
    const nesting = watchNesting();
    let later: () => Promise<unknown> = () => Promise.resolve();
    await inTransaction(pool, async (tx) => {
      await tx.query('SELECT 1');
      later = AsyncResource.bind(() => pool.query('SELECT 2'));
    });
    await later();
    await pool.query('SELECT 3');
    expect(nesting.take()).toEqual([]);
    await inTransaction(pool, () => pool.query('SELECT 4'));
    expect(nesting.take()).toEqual([expect.stringContaining('A second connection')]);
    expect(nesting.take()).toEqual([]);
  });
});
