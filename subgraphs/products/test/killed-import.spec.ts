import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createTestDatabase, runProgram, until } from '@soko/testing';

describe('an import whose process is killed', () => {
  it('continues where it stopped, without loss and without duplicates', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'soko-killed-'));
    await mkdir(join(folder, 'imports'));
    const migrations = join(import.meta.dirname, '../../../prisma/products/migrations');
    const [database, events] = [await createTestDatabase({ migrations }), await createTestDatabase()];
    const pool = database.openPool();
    const rows = 900;
    const row = (index: number): string =>
      index % 30 === 15 ? `Bad "row,X${index},1.00,EUR` : `Product ${index},K${index},1.00,EUR`;
    await writeFile(
      join(folder, 'imports', 'k.csv'),
      `title,sku,price,currency\n${Array.from({ length: rows }, (_, index) => row(index)).join('\n')}`,
    );
    await pool.query(
      "INSERT INTO seller (id, user_id, display_name, handle, status) VALUES ('slr_k', 'usr_k', 'K', 'k', 'ACTIVE')",
    );
    await pool.query(
      "INSERT INTO upload (id, owner_kind, owner_id, status, file_name, mime_type, size, key, expires_at, created_at) VALUES ($1, 'user', 'usr_k', 'UPLOADED', 'k', 'text/csv', 1, 'imports/k.csv', now(), now())",
      ['upl_01a1fd2f-2d56-76b1-ad7a-a28e0422cc32'],
    );
    await pool.query(
      "INSERT INTO product_import (id, upload_id, seller_id, publish, status, owner_kind, owner_id, correlation_id, created_at) VALUES ('imp_k', $1, 'slr_k', false, 'PENDING', 'user', 'usr_k', 'req_k', now())",
      ['upl_01a1fd2f-2d56-76b1-ad7a-a28e0422cc32'],
    );
    const start = () =>
      runProgram(join(import.meta.dirname, 'import-process.ts'), {
        DATABASE_URL: database.connectionString,
        EVENTS_URL: events.connectionString,
        SOKO_MEDIA_DIR: folder,
        SOKO_SEAL_KEY: 'a key for sealing that is only for the specs',
        IMPORT_BATCH_ROWS: '6',
      });
    const processed = async (): Promise<number> =>
      (await pool.query<{ processed: number }>('SELECT processed FROM product_import')).rows[0]!.processed;

    let kills = 0;
    for (const mark of [1, 300, 600]) {
      const service = await start();
      await until(`more than ${mark} rows are read`, async () => (await processed()) > mark);
      await service.kill();
      if ((await processed()) < rows) kills += 1;
    }
    expect(kills).toBeGreaterThan(0);
    const service = await start();
    const done = await until(
      'the import ends',
      async () => (await pool.query("SELECT * FROM product_import WHERE status = 'COMPLETED'")).rows[0],
      60_000,
    );
    await service.kill();

    const skus = (await pool.query<{ sku: string }>('SELECT sku FROM variant')).rows.map(({ sku }) => sku);
    const lines = (await pool.query<{ line: number }>('SELECT line FROM product_import_error ORDER BY line')).rows.map(
      ({ line }) => line,
    );
    const published = (await pool.query<{ aggregateid: string }>('SELECT aggregateid FROM outbox')).rows;
    expect(done).toMatchObject({ total: rows, processed: rows, created: 870, failed: 30 });
    expect(skus).toHaveLength(870);
    expect(new Set(skus).size).toBe(870);
    expect(lines).toEqual(Array.from({ length: 30 }, (_, index) => index * 30 + 17));
    expect(published).toHaveLength(870);
    expect(new Set(published.map(({ aggregateid }) => aggregateid)).size).toBe(870);
    await Promise.all([database.drop(), events.drop(), rm(folder, { recursive: true })]);
  });
});
