import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import pg from 'pg';
import { type PersonalSection, readPersonalPart } from '../personal-data.ts';

/** A section with the rows `<name> 1` to `<name> 5`, two in a part. */
const sectionOf = (name: string): PersonalSection => ({
  name,
  rows: 2,
  sql: `SELECT '${name} ' || n AS key, jsonb_build_object('is', '${name} ' || n, 'of', $1::text) AS item
    FROM generate_series(1, 5) n WHERE '${name} ' || n > $2 ORDER BY n LIMIT $3`,
});

describe('the copy of the data of a person', () => {
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

  const [carts, orders, offers] = [sectionOf('carts'), sectionOf('orders'), sectionOf('offers')];
  const rowsOf = (...names: string[]) => names.flatMap((name) => [1, 2, 3, 4, 5].map((n) => `${name} ${n}`));

  /** All rows from `after` on. The sections of each part are those of the process that answers it. */
  async function read(versions: PersonalSection[][], after: string | null = null): Promise<unknown[]> {
    const items: unknown[] = [];
    for (let part = 0, next = after; part === 0 || next !== null; part += 1) {
      const sections = versions[Math.min(part, versions.length - 1)]!;
      const read = await readPersonalPart(pool, sections, 'usr_1', next);
      items.push(...read.items.map((item) => item['is']));
      next = read.next;
    }
    return items;
  }

  it('has each row of each section once, part by part', async () => {
    expect(await read([[carts, orders]])).toEqual(rowsOf('carts', 'orders'));
  });

  it('has each row once when a section is added before the one that is being read', async () => {
    expect(await read([[orders], [carts, orders]])).toEqual(rowsOf('orders'));
    expect(
      await read([
        [carts, offers],
        [carts, offers],
        [carts, orders, offers],
      ]),
    ).toEqual(rowsOf('carts', 'orders', 'offers'));
  });

  it('goes on at the cursor of an earlier version, which has the position of its section', async () => {
    expect(await read([[carts, orders]], '1:orders 3')).toEqual(['orders 4', 'orders 5']);
  });

  it.each(['offers:', '2:', 'carts', ':', ''])('refuses the cursor %j, which no section of it has', async (after) => {
    await expect(readPersonalPart(pool, [carts, orders], 'usr_1', after)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'after' },
    });
  });
});
