import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { silentLogger } from '@soko/log';
import { createLocalMedia } from '@soko/media';
import { fastify } from 'fastify';
import { createImportRunner } from '../commands/import-runner.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { productExportRoute } from '../routes/product-export.ts';
import { openMarket, type Outcome, sealKey, type TestSeller } from './market.ts';

/** The query for a link to a file of products. */
export const oneLink = `query ($format: ProductFileFormat! = CSV, $storeId: ID) { productsExport(format: $format, storeId: $storeId) { url expiresAt } }`;

/** A market whose products are exported to files and imported from them. `clock.aheadMs` moves the time of the links. */
export async function openExports() {
  const folder = await mkdtemp(join(tmpdir(), 'soko-exports-'));
  await mkdir(join(folder, 'incoming'));
  const market = await openMarket({ SOKO_MEDIA_DIR: folder, IMPORT_BATCH_ROWS: '7' });
  const app = fastify();
  const clock = { aheadMs: 0 };
  const now = () => new Date(Date.now() + clock.aheadMs);
  productExportRoute(app, { pool: market.pool, sealKeys: [sealKey], now });
  await market.category('Lamps');

  const link = async (as: Viewer, variables: object = {}): Promise<{ url: string; expiresAt: string } | null> => {
    const { data, errors } = await market.query(oneLink, { ...variables }, { as });
    expect(errors).toBeUndefined();
    return data['productsExport'];
  };
  const get = (url: string) => app.inject({ method: 'GET', url: `${new URL(url).pathname}${new URL(url).search}` });
  const file = async (as: Viewer, variables: object = {}): Promise<string> => {
    const { statusCode, body } = await get((await link(as, variables))!.url);
    expect(statusCode).toBe(200);
    return body;
  };
  /** An import that waits for the job. Returns its id. */
  async function beginImport(seller: TestSeller, content: string, mimeType: string, options: object): Promise<string> {
    const size = Buffer.byteLength(content);
    const { id: uploadId } = await market.mutate(
      seller.as,
      'createUpload',
      { fileName: 'f', mimeType, size },
      '... on Upload { id }',
    );
    await writeFile(join(folder, 'incoming', `${uploadId}.${mimeType === 'text/csv' ? 'csv' : 'ndjson'}`), content);
    const { id } = await market.mutate(
      seller.as,
      'importProducts',
      { uploadId, ...options },
      '... on ProductImport { id }',
    );
    return id;
  }
  async function runImport(seller: TestSeller, id: string): Promise<Outcome> {
    await market.subgraph.runJob('products.run-imports');
    const text = `query ($id: ID!) { productImport(id: $id) { status total processed created unchanged failed errors(first: 9) { line reason } } }`;
    return (await market.query(text, { id }, { as: seller.as })).data['productImport'];
  }
  /** Imports files as another process does that the lock of the job does not hold back. */
  const otherRunner = () => {
    const media = createLocalMedia({
      directory: folder,
      publicUrl: 'http://localhost',
      key: 'a key for the specs alone',
    });
    const db = new PrismaClient({ adapter: market.subgraph.database.adapter });
    const services = { pool: market.pool, db, media, now };
    return createImportRunner(services, { batchRows: 7, turnMs: 1_000, log: silentLogger });
  };
  const importFile = async (seller: TestSeller, content: string, mimeType = 'text/csv', options: object = {}) =>
    runImport(seller, await beginImport(seller, content, mimeType, options));
  const state = async (seller: TestSeller) => {
    const { rows } = await market.pool.query<{ id: string; version: number }>(
      'SELECT id, version FROM product WHERE seller_id = $1 ORDER BY id',
      [seller.id],
    );
    return { rows, events: (await market.told()).length };
  };

  async function close(): Promise<void> {
    await app.close();
    await market.close();
    await rm(folder, { recursive: true });
  }

  return { market, clock, link, get, file, beginImport, runImport, otherRunner, importFile, state, close };
}

export type Exports = Awaited<ReturnType<typeof openExports>>;
