import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import type pg from 'pg';
import { createImportRunner } from '../commands/import-runner.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { createLocalMedia, type MediaStore } from '@soko/media';
import { lockImportsOf } from '../store/taken-names.ts';
import { type Market, openMarket, type TestSeller } from './market.ts';

describe('imports of several sellers', () => {
  let market: Market;
  let folder: string;
  let db: PrismaClient;
  let media: MediaStore;
  let lock: pg.PoolClient;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-turns-'));
    await mkdir(join(folder, 'incoming'));
    market = await openMarket({ SOKO_MEDIA_DIR: folder });
    // The subgraph's own job stays away, as it does when another process runs it.
    lock = await market.pool.connect();
    await until('the lock of the job', async () => {
      const { rows } = await lock.query(
        "SELECT pg_try_advisory_lock(hashtextextended('soko.job.products.run-imports', 0)) AS mine",
      );
      return rows[0].mine;
    });
    db = new PrismaClient({ adapter: market.subgraph.database.adapter });
    media = createLocalMedia({ directory: folder, publicUrl: 'http://localhost', key: 'a key for the specs alone' });
  });
  afterAll(async () => {
    lock.release(true);
    await market.close();
    await rm(folder, { recursive: true });
  });

  /** Begins an import of so many products; the titles of all sellers are the same, so that they compete for slugs. */
  function begin(seller: TestSeller, rows: number, sku = 'A', options: object = {}): Promise<string> {
    const lines = Array.from({ length: rows }, (_, index) => `Lamp ${index},${sku}-${index},1.00,EUR,DIGITAL`);
    return beginFile(seller, ['title,sku,price,currency,type', ...lines].join('\n'), options);
  }
  async function beginFile(seller: TestSeller, content: string, options: object = {}): Promise<string> {
    const input = { fileName: 'f', mimeType: 'text/csv', size: Buffer.byteLength(content) };
    const { id } = await market.mutate(seller.as, 'createUpload', input, '... on Upload { id }');
    await writeFile(join(folder, 'incoming', `${id}.csv`), content);
    return (
      await market.mutate(seller.as, 'importProducts', { uploadId: id, ...options }, '... on ProductImport { id }')
    ).id;
  }
  const ends = async (): Promise<Map<string, { at: Date; created: number; failed: number; status: string }>> => {
    const { rows } = await market.pool.query(
      'SELECT id, finished_at AS at, created, failed, status FROM product_import',
    );
    return new Map(rows.map((row) => [row.id, row]));
  };

  it('take turns: many large files hold up no small one, and every row is saved', async () => {
    const sellers = await Promise.all(Array.from({ length: 5 }, (_, index) => market.seller(`Large ${index}`)));
    const large: string[] = [];
    for (const seller of sellers) large.push(await begin(seller, 60));
    const second = await begin(sellers[0]!, 5, 'B');
    const small = await begin(await market.seller('Small'), 3);
    // Every turn saves one batch.
    const services = { pool: market.pool, db, media, now: () => new Date() };
    const runner = createImportRunner(services, { batchRows: 5, turnMs: 0, log: silentLogger });
    await runner.runDue();
    await runner.close();
    const ended = await ends();
    for (const id of large) expect(ended.get(id)).toMatchObject({ status: 'COMPLETED', created: 60, failed: 0 });
    expect(ended.get(second)).toMatchObject({ status: 'COMPLETED', created: 5 });
    const smallEnd = ended.get(small)!.at.getTime();
    for (const id of large) expect(ended.get(id)!.at.getTime()).toBeGreaterThan(smallEnd);
  });

  it('continue while the file of one seller cannot be read, and while another fails', async () => {
    const [slow, broken, quick] = [
      await begin(await market.seller('Slow'), 2),
      await begin(await market.seller('Broken'), 2),
      await begin(await market.seller('Quick'), 2),
    ];
    const uploadOf = async (id: string) => (await db.productImport.findUniqueOrThrow({ where: { id } })).uploadId;
    const [slowUpload, brokenUpload] = [await uploadOf(slow), await uploadOf(broken)];
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const stubborn: MediaStore = {
      ...media,
      async peek(key, bytes) {
        if (key.includes(slowUpload)) await released;
        if (key.includes(brokenUpload)) throw new Error('The store answers with a fault.');
        return media.peek(key, bytes);
      },
    };
    const services = { pool: market.pool, db, media: stubborn, now: () => new Date() };
    const runner = createImportRunner(services, { batchRows: 5, turnMs: 0, log: silentLogger });
    const running = runner.runDue().catch((error: unknown) => error);
    while ((await ends()).get(quick)!.status !== 'COMPLETED') await new Promise(setImmediate);
    expect((await ends()).get(slow)).toMatchObject({ status: 'PENDING' });
    release();
    expect(await running).toMatchObject({ message: 'The store answers with a fault.' });
    expect((await ends()).get(slow)).toMatchObject({ status: 'COMPLETED' });
    expect((await ends()).get(broken)).toMatchObject({ status: 'PENDING' });
    await runner.close();
  });

  it('into one store wait in one place, and leave the others to other sellers', async () => {
    const storeId = newId('sto');
    const inStore: string[] = [];
    for (const name of ['First', 'Second', 'Third', 'Fourth']) {
      const member = await market.seller(name);
      await market.member(storeId, (member.as as { id: string }).id, 'MEMBER');
      inStore.push(await begin(member, 2, name, { storeId }));
    }
    const own = await begin(await market.seller('Not of the store'), 2);
    const services = { pool: market.pool, db, media, now: () => new Date() };
    const runner = createImportRunner(services, { batchRows: 5, turnMs: 0, log: silentLogger });
    const client = await market.pool.connect();
    try {
      // As another process does that imports into the store.
      await client.query('BEGIN');
      await lockImportsOf(client, storeId);
      const running = runner.runDue();
      await until('the other import ends', async () => (await ends()).get(own)!.status === 'COMPLETED');
      await until('one import waits for the store', async () => {
        const text = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
        return (await market.pool.query(text)).rows.length === 1;
      });
      await client.query('COMMIT');
      await running;
    } finally {
      client.release();
    }
    const ended = await ends();
    for (const id of inStore) expect(ended.get(id)).toMatchObject({ status: 'COMPLETED', created: 2, failed: 0 });
    await runner.close();
  });

  it('read what spreadsheets write: a separator line, unnamed columns, empty rows, decimal commas', async () => {
    const seller = await market.seller('Spreadsheet');
    const rows = [
      'sep=;',
      ';;;;;',
      'title;sku;;price;currency;;',
      '',
      'Lamp, tall;C-1;note;12,50;EUR;;',
      ';;;;;;',
      '"";"";;;;;',
      'Thousands;C-2;;1,000;EUR;;',
      'Zero-width;C\u200B-1;;1,00;EUR;;',
    ];
    const id = await beginFile(seller, rows.join('\r\n'));
    const services = { pool: market.pool, db, media, now: () => new Date() };
    const runner = createImportRunner(services, { batchRows: 5, turnMs: 0, log: silentLogger });
    await runner.runDue().catch(() => {});
    await runner.close();
    const text = `query ($id: ID!) { productImport(id: $id) { status total created failure errors { line reason } }
      products(filter: { status: [DRAFT] }) { nodes { title variants { sku price { amount } } } } }`;
    const { data } = await market.query(text, { id }, { as: seller.as });
    expect(data['productImport']).toMatchObject({ failure: null, status: 'COMPLETED', total: 3, created: 1 });
    expect(data['productImport'].errors).toMatchObject([
      { line: 8, reason: expect.stringContaining('"1,000" is not an amount of EUR') },
      { line: 9, reason: 'sku: another variant has the SKU "C-1".' },
    ]);
    expect(data['products'].nodes).toMatchObject([
      { title: 'Lamp, tall', variants: [{ sku: 'C-1', price: { amount: '12.50' } }] },
    ]);
  });
});
