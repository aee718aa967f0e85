import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '@soko/postgres';
import { createTestDatabase, type TestDatabase, until } from '@soko/testing';

const migrations = join(import.meta.dirname, '../../../../prisma/orders/migrations');
const trigger = '20261127135955_promotion_code_payers';

describe('the upgrade to codes of each payer', () => {
  let database: TestDatabase;
  let before: string;
  const copy = (name: string) => cp(join(migrations, name), join(before, name), { recursive: true });
  beforeAll(async () => {
    database = await createTestDatabase();
    before = await mkdtemp(join(tmpdir(), 'migrations-'));
    for (const name of await readdir(migrations)) if (name < trigger) await copy(name);
    await migrate(database.connectionString, before);
  });
  afterAll(async () => {
    await database.drop();
    await rm(before, { recursive: true });
  });

  it('keeps one portion of the codes locked at a time, and waits with none for a code that an order uses', async () => {
    const pool = database.openPool();
    await pool.query(
      `INSERT INTO promotion (id, title, kind, activation, paid_by, seller_id, basis_points, first_order_only, starts_at,
        priority, combinable, created_by, created_at, updated_at)
      SELECT 'prm_' || coalesce(seller, 'all'), 'Spring', 'PERCENT', 'SINGLE_USE_CODES',
        CASE WHEN seller IS NULL THEN 'PLATFORM' ELSE 'SELLER' END, seller, 1000, false, now(), 1, true, 'usr_1', now(), now() FROM unnest(ARRAY[NULL, 'slr_1']) AS seller`,
    );
    await pool.query(
      `INSERT INTO promotion_code (code, promotion_id, created_at)
      SELECT 'CODE' || n, CASE WHEN n % 2 = 0 THEN 'prm_all' ELSE 'prm_slr_1' END, now() FROM generate_series(10001, 12500) AS n`,
    );
    await copy(trigger);
    await migrate(database.connectionString, before);
    const order = await pool.connect();
    await order.query('BEGIN');
    await order.query("SELECT FROM promotion_code WHERE code = 'CODE12000' FOR UPDATE");
    const upgraded = migrate(database.connectionString, migrations);
    try {
      await until('the upgrade waits for the code of the order', async () => {
        const { rows } = await pool.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rows.length === 1;
      });
      const { rows: free } = await pool.query<{ code: string; payer: string | null }>(
        'SELECT code, payer FROM promotion_code ORDER BY code FOR UPDATE SKIP LOCKED',
      );
      expect(free).toHaveLength(2_499);
      expect(free.filter(({ payer }) => payer === null)).toEqual([]);
      // Each portion was a transaction of its own.
      const { rows: portions } = await pool.query<{ codes: number }>(
        'SELECT count(*)::int AS codes FROM promotion_code WHERE payer IS NOT NULL GROUP BY xmin::text ORDER BY min(code)',
      );
      expect(portions.map(({ codes }) => codes)).toEqual([1_000, 999, 500]);
    } finally {
      await order.query('ROLLBACK');
      order.release();
      await upgraded;
    }
    const { rows } = await pool.query('SELECT payer, count(*)::int AS codes FROM promotion_code GROUP BY 1 ORDER BY 1');
    expect(rows).toEqual([
      { payer: 'platform', codes: 1_250 },
      { payer: 'slr_1', codes: 1_250 },
    ]);
  });
});
