import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { fastify, type FastifyInstance } from 'fastify';
import { productExportRoute } from '../routes/product-export.ts';
import { findExportedProducts } from '../store/exported-products.ts';
import { customer, type Market, openMarket, type Outcome, sealKey, type TestSeller } from './market.ts';

const oneLink = `query ($format: ProductFileFormat! = CSV, $storeId: ID) { productsExport(format: $format, storeId: $storeId) { url expiresAt } }`;

describe('exporting products', () => {
  let market: Market;
  let folder: string;
  let app: FastifyInstance;
  let aheadMs = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-exports-'));
    await mkdir(join(folder, 'incoming'));
    market = await openMarket({ SOKO_MEDIA_DIR: folder, IMPORT_BATCH_ROWS: '7' });
    app = fastify();
    productExportRoute(app, { pool: market.pool, sealKeys: [sealKey], now: () => new Date(Date.now() + aheadMs) });
    await market.category('Lamps');
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await market.close();
    await rm(folder, { recursive: true });
  });

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
  async function importFile(seller: TestSeller, content: string, mimeType = 'text/csv'): Promise<Outcome> {
    const size = Buffer.byteLength(content);
    const { id: uploadId } = await market.mutate(
      seller.as,
      'createUpload',
      { fileName: 'f', mimeType, size },
      '... on Upload { id }',
    );
    await writeFile(join(folder, 'incoming', `${uploadId}.${mimeType === 'text/csv' ? 'csv' : 'ndjson'}`), content);
    const { id } = await market.mutate(seller.as, 'importProducts', { uploadId }, '... on ProductImport { id }');
    await market.subgraph.runJob('products.run-imports');
    const text = `query ($id: ID!) { productImport(id: $id) { status total processed created unchanged failed errors(first: 9) { line reason } } }`;
    return (await market.query(text, { id }, { as: seller.as })).data['productImport'];
  }
  const state = async (seller: TestSeller) => {
    const { rows } = await market.pool.query<{ id: string; version: number }>(
      'SELECT id, version FROM product WHERE seller_id = $1 ORDER BY id',
      [seller.id],
    );
    return { rows, events: (await market.told()).length };
  };

  /** Products with what breaks files: formulas, quotes, separators, line breaks, Unicode, and nothing at all. */
  async function hostileSeller(name: string): Promise<TestSeller> {
    const seller = await market.seller(name);
    const money = { amount: '12.50', currency: 'EUR' };
    const size = { lengthMm: 100, widthMm: 80, heightMm: 60, weightG: 500 };
    const titles = [
      '=1+1',
      "'=1+1",
      '"Quoted", with; separators|and\\more',
      '日本のランプ 😀',
      '+44 @home',
      '-5 % \uFFFD',
    ];
    for (const [index, title] of titles.entries()) {
      await market.product(
        seller,
        {
          title,
          description: ['', '=cmd\n"two"\n\uFEFFlines\r\nthree', `x${'\n'.repeat(3_000)}y`][index % 3],
          tags: index % 2 === 0 ? ['a|b', 'c\\d', '=e', 'İ'] : [],
          variants: [
            {
              sku: `${title} ${index}`,
              options: [{ name: 'Si=ze|', value: '=M|\\' }],
              price: money,
              compareAt: { amount: '20.00', currency: 'EUR' },
              furtherPrices: [{ amount: '1500', currency: 'JPY' }],
              package: size,
            },
            { sku: `@further ${index}`, price: { amount: '3.05', currency: 'EUR' }, package: size },
          ],
        },
        { publish: index % 2 === 0 },
      );
    }
    await market.product(seller, { title: 'No variants', variants: [] }, { publish: false });
    const archived = await market.product(seller, { title: 'Archived' });
    await market.mutate(seller.as, 'archiveProduct', { productId: archived });
    return seller;
  }

  it.each([
    ['CSV', 'text/csv'],
    ['NDJSON', 'application/x-ndjson'],
  ])('in %s are read back by an import, and exported again as the same bytes', async (format, mimeType) => {
    const from = await hostileSeller(`From ${format}`);
    const to = await market.seller(`To ${format}`);
    const bytes = await file(from.as, { format });
    expect(bytes).not.toMatch(/No variants|Archived/);
    const rows = format === 'CSV' ? 12 : 6;
    expect(await importFile(to, bytes, mimeType)).toMatchObject({ created: rows, unchanged: 0, failed: 0, errors: [] });
    expect(await file(to.as, { format })).toBe(bytes);
  });

  it.each([
    ['CSV', 'text/csv'],
    ['NDJSON', 'application/x-ndjson'],
  ])('in %s change nothing if they are imported by their own seller', async (format, mimeType) => {
    const seller = await hostileSeller(`Own ${format}`);
    const bytes = await file(seller.as, { format });
    const before = await state(seller);
    const done = await importFile(seller, bytes, mimeType);
    const rows = format === 'CSV' ? 12 : 6;
    expect(done).toMatchObject({ status: 'COMPLETED', total: rows, processed: rows, created: 0, failed: 0 });
    expect(done).toMatchObject({ unchanged: rows, errors: [] });
    expect(await state(seller)).toEqual(before);
    expect(await file(seller.as, { format })).toBe(bytes);
  });

  it('that were changed in the file are refused, as before, and repeated rows as well', async () => {
    const seller = await market.seller('Changed');
    await market.product(
      seller,
      { variants: [{ sku: 'K', price: { amount: '1.00', currency: 'EUR' } }] },
      { publish: false },
    );
    const bytes = await file(seller.as);
    expect(await importFile(seller, bytes.replace('1.00', '2.00'))).toMatchObject({
      unchanged: 0,
      failed: 1,
      errors: [{ line: 2, reason: 'sku: another variant has the SKU "K".' }],
    });
    const [header] = bytes.split('\r\n');
    const fresh = 'New lamp,,NFT,NEW,lamps,,N,,,1.00,EUR,,,,,,';
    const filler = Array.from({ length: 9 }, (_, index) => fresh.replace(',N,', `,N${index},`));
    // The repeat is in another batch.
    expect(await importFile(seller, [header, fresh, ...filler, fresh].join('\r\n'))).toMatchObject({
      created: 10,
      unchanged: 0,
      failed: 1,
    });
  });

  it('are read page by page, each with two statements', async () => {
    const seller = await market.seller('Many');
    const rows = Array.from({ length: 250 }, (_, index) => `Lamp ${index},S${index},1.00,EUR`);
    expect(await importFile(seller, ['title,sku,price,currency', ...rows].join('\n'))).toMatchObject({ created: 250 });
    expect((await file(seller.as)).trimEnd().split('\r\n')).toHaveLength(251);
    const { result, count } = await market.statements(() =>
      findExportedProducts(market.pool, { sellerId: seller.id, storeId: null }, { after: 'S150', limit: 100 }),
    );
    expect(result.map(({ sku }) => sku)).toEqual(result.map(({ sku }) => sku).toSorted());
    expect([result.length, result[0]?.sku]).toEqual([100, 'S151']);
    expect(count).toBe(2);
  });

  it('are for their seller, or for a store of theirs, behind a link that ends', async () => {
    const [ada, bob] = [await market.seller('Ada'), await market.seller('Bob')];
    const storeId = 'sto_00000000000000000000000001';
    await market.member(storeId, (ada.as as { id: string }).id, 'ADMIN');
    await market.product(ada, { title: 'Of the seller' });
    await market.product(ada, { title: 'Of the store', storeId });
    await market.product(bob, { title: 'Of Bob' });
    expect(await file(ada.as)).toMatch(/Of the s[^]*Of the s/);
    expect(await file(ada.as)).not.toMatch('Of Bob');
    expect(await file(ada.as, { storeId })).toMatch('Of the store');
    expect(await file(ada.as, { storeId })).not.toMatch('Of the seller');
    expect(await link(bob.as, { storeId })).toBeNull();
    expect(await link(customer)).toBeNull();
    const { errors } = await market.query(oneLink, {}, { as: { kind: 'anonymous' } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    const { url, expiresAt } = (await link(ada.as))!;
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 590_000);
    expect((await get(url)).headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
    });
    aheadMs = 600_001;
    expect((await get(url)).statusCode).toBe(404);
    aheadMs = 0;
    expect((await get(`${url}x`)).statusCode).toBe(404);
  });
});
