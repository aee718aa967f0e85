import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createParameters, type Database, openDatabase } from '@soko/postgres';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import {
  type Direction,
  encodeCursor,
  keysetPage,
  type Page,
  type PageArguments,
  readPage,
  timeAndId,
} from '../index.ts';

let database: TestDatabase;
let opened: Database;

/** Five rows, of which three have the same time. */
const rows = ['a 1', 'b 2', 'c 2', 'd 2', 'e 3'];

beforeAll(async () => {
  database = await createTestDatabase();
  opened = openDatabase({ connectionString: database.connectionString, applicationName: 'keyset-spec' });
  await opened.pool.query('CREATE TABLE thing (id TEXT PRIMARY KEY, created_at TIMESTAMPTZ(3), kind TEXT)');
  for (const row of rows) {
    const [id, day] = row.split(' ');
    await opened.pool.query('INSERT INTO thing VALUES ($1, $2, $3)', [id, `2026-01-0${day}T00:00:00Z`, day]);
  }
});

afterAll(async () => {
  await opened.close();
  await database.drop();
});

const at = (row: string): string => {
  const [id, day] = row.split(' ');
  return encodeCursor('things', [`2026-01-0${day}T00:00:00.000Z`, id!]);
};

const read = async (direction: Direction, args: PageArguments, kind?: string): Promise<string> => {
  const page: Page<readonly unknown[]> = readPage(args, timeAndId('things'));
  const parameters = createParameters();
  const found = await keysetPage<{ id: string }>(opened.pool, {
    select: 'id',
    from: 'thing t',
    where: kind === undefined ? [] : [`t.kind = ${parameters.add(kind)}`],
    parameters,
    key: ['t.created_at', 't.id'],
    direction,
    page,
    name: 'things',
  });
  return found.map(({ id }) => id).join('');
};

describe('a page by keyset', () => {
  it('begins at either end, with one row more than asked for', async () => {
    expect(await read('ASC', { first: 2 })).toBe('abc');
    expect(await read('DESC', { first: 2 })).toBe('edc');
    expect(await read('ASC', { last: 2 })).toBe('edc');
  });

  it('continues among rows of the same time', async () => {
    expect(await read('ASC', { first: 5, after: at('b 2') })).toBe('cde');
    expect(await read('DESC', { first: 5, after: at('c 2') })).toBe('ba');
  });

  it('goes backwards, nearest first', async () => {
    expect(await read('ASC', { last: 2, before: at('d 2') })).toBe('cba');
    expect(await read('DESC', { last: 1, before: at('b 2') })).toBe('cd');
  });

  it('keeps to its conditions', async () => {
    expect(await read('ASC', { first: 5, after: at('b 2') }, '2')).toBe('cd');
  });
});
