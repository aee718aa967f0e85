import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createTestDatabase, runProgram, until } from '@soko/testing';

describe('alerts whose process is killed', () => {
  it('announce each match once', async () => {
    const migrations = join(import.meta.dirname, '../../../../prisma/products/migrations');
    const [database, events] = [await createTestDatabase({ migrations }), await createTestDatabase()];
    const pool = database.openPool();
    const count = 6_000;
    await pool.query(
      "INSERT INTO category (id, path, position, slug, name, updated_at) VALUES ('cat_k', '{cat_k}', 1, 'k', 'K', now())",
    );
    await pool.query(
      `WITH saved AS (
         INSERT INTO saved_search (id, user_id, name, filter, alert, created_at, updated_at)
         SELECT 'ssr_' || no, 'usr_' || no, 'Killed', '{}', true, now(), now() FROM generate_series(1, $1) no
       )
       INSERT INTO search_alert (search_id, user_id, criteria, keys)
       SELECT 'ssr_' || no, 'usr_' || no, c, search_alert_keys(c, NULL)
       FROM generate_series(1, $1) no, LATERAL (SELECT jsonb_build_object('ids', jsonb_build_array('prd_' || no)) AS c) criteria`,
      [count],
    );
    await pool.query(
      `INSERT INTO product (id, slug, seller_id, title, description, type, condition, status, category_id, tags, currency,
         price_min_minor, price_max_minor, price_rank, newest_at, published_at, created_at, updated_at)
       SELECT 'prd_' || no, 'k-' || no, 'slr_k', 'Lamp ' || no, '', 'PHYSICAL', 'NEW', 'ACTIVE', 'cat_k', '{}', 'EUR', 100, 100, 1000, now(),
         now(), now(), now() FROM generate_series(1, $1) no`,
      [count],
    );
    const start = () =>
      runProgram(join(import.meta.dirname, '../import-process.ts'), {
        DATABASE_URL: database.connectionString,
        EVENTS_URL: events.connectionString,
        SOKO_SEAL_KEY: 'a key for sealing that is only for the specs',
      });
    const counted = async (sql: string): Promise<number> => (await pool.query<{ count: number }>(sql)).rows[0]!.count;
    const changes = () => counted('SELECT count(*)::int AS count FROM product_change');
    const announced = () => counted('SELECT count(*)::int AS count FROM saved_search_match WHERE told_at IS NOT NULL');

    expect(await changes()).toBe(count);
    let kills = 0;
    for (const mark of [count - 1, count / 2]) {
      const service = await start();
      await until(`fewer than ${mark} changes are left`, async () => (await changes()) < mark);
      await service.kill();
      if ((await announced()) < count) kills += 1;
    }
    expect(kills).toBeGreaterThan(0);
    const service = await start();
    await until('every match is announced', async () => (await announced()) === count, 60_000);
    await service.kill();

    const { rows } = await pool.query<{ events: number; searches: number; products: number; left: number }>(
      `SELECT count(*)::int AS events, count(DISTINCT aggregateid)::int AS searches,
         sum((payload #>> '{data,count}')::int)::int AS products, (SELECT count(*)::int FROM product_change) AS left
       FROM outbox WHERE type = 'products.saved_search.matched'`,
    );
    expect(rows[0]).toEqual({ events: count, searches: count, products: count, left: 0 });
    await Promise.all([database.drop(), events.drop()]);
  });
});
