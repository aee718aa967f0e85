import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { customer, type Market, openMarket, type Outcome, type TestSeller, type PublishedEvent } from './market.ts';

const header =
  'title,description,type,condition,category,tags,sku,variant_of,options,price,currency,compare_at,length_mm,width_mm,height_mm,weight_g';
const progress = `query ($id: ID!, $first: Int, $afterLine: Int) { productImport(id: $id) {
  status total processed created failed errors(first: $first, afterLine: $afterLine) { line reason } failure finishedAt } }`;

describe('importing products', () => {
  let market: Market;
  let folder: string;
  let ada: TestSeller;
  let lamps: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-imports-'));
    await mkdir(join(folder, 'incoming'));
    // The smallest pool: an import leaves a connection to requests, and takes none while it holds one.
    market = await openMarket({ SOKO_MEDIA_DIR: folder, IMPORT_BATCH_ROWS: '7' }, undefined, 2);
    lamps = await market.category('Lamps');
  });
  afterAll(async () => {
    await market.close();
    await rm(folder, { recursive: true });
  });

  /** An upload whose file is in the media folder. */
  async function uploaded(seller: TestSeller, content: string | Buffer, mimeType = 'text/csv'): Promise<string> {
    const size = Buffer.byteLength(content);
    const made = await market.mutate(
      seller.as,
      'createUpload',
      { fileName: 'f', mimeType, size },
      '... on Upload { id }',
    );
    await writeFile(join(folder, 'incoming', `${made.id}.${mimeType === 'text/csv' ? 'csv' : 'ndjson'}`), content);
    return made.id;
  }
  const look = async (id: string, as = ada.as, args: object = {}) =>
    (await market.query(progress, { id, first: 100, ...args }, { as })).data['productImport'];
  const runImports = () => market.subgraph.runJob('products.run-imports');
  async function imported(content: string | Buffer, options: { mimeType?: string; publish?: boolean } = {}) {
    ada = await market.seller(`Seller ${newId('req')}`);
    const uploadId = await uploaded(ada, content, options.mimeType);
    const made = await market.mutate(
      ada.as,
      'importProducts',
      { uploadId, publish: options.publish ?? false },
      '... on ProductImport { id status }',
    );
    expect(made).toMatchObject({ __typename: 'ProductImport' });
    await runImports();
    return { id: made.id as string, uploadId, ...(await look(made.id)) };
  }
  const mine = async (status = ['DRAFT', 'ACTIVE']): Promise<Outcome[]> => {
    const text = `query ($status: [ProductStatus!]) { products(first: 100, filter: { status: $status }) { nodes {
      title status condition type tags description category { name } variants { sku options { name value } price { amount currency } compareAt { amount } package { lengthMm weightG } } } } }`;
    const { data } = await market.query(text, { status }, { as: ada.as });
    return data['products'].nodes;
  };

  it('creates a draft from every valid row of a CSV file, with any line breaks, quotes and order of columns', async () => {
    const rows = [
      '\uFEFFsku,price,currency,title,description,category,tags,options,compare_at,length_mm,width_mm,height_mm,weight_g,condition',
      'A-1,49.90,EUR,Oak lamp,"It says ""hello"", and',
      'goes on",lamps,Oak|Warm light,Size=M|Colour=Dark oak,59.90,100,80,60,500,good',
      '',
      `A-2,1200,JPY,日本のランプ,,${lamps},,,,,,,,`,
    ];
    const done = await imported(rows.join('\r\n'));
    expect(done).toMatchObject({
      status: 'COMPLETED',
      total: 2,
      processed: 2,
      created: 2,
      failed: 0,
      errors: [],
      failure: null,
    });
    expect(await mine()).toMatchObject([
      {
        title: '日本のランプ',
        status: 'DRAFT',
        category: { name: 'Lamps' },
        variants: [{ sku: 'A-2', price: { amount: '1200', currency: 'JPY' }, package: null }],
      },
      {
        title: 'Oak lamp',
        description: 'It says "hello", and\ngoes on',
        condition: 'GOOD',
        tags: ['oak', 'warm light'],
        variants: [
          {
            options: [
              { name: 'Size', value: 'M' },
              { name: 'Colour', value: 'Dark oak' },
            ],
            price: { amount: '49.90', currency: 'EUR' },
            compareAt: { amount: '59.90' },
            package: { lengthMm: 100, weightG: 500 },
          },
        ],
      },
    ]);
  });

  it('reports every invalid row with line and reason, and loses no valid row', async () => {
    const good = (sku: string): string => `Good ${sku},,,,lamps,,${sku},,,9.00,EUR,,,,,`;
    const rows: [string, RegExp | null][] = [
      [good('G1'), null],
      ['No,,,,lamps,,B1,,,9.00,EUR,,,,,', /^title: The title must have 3 to 128/],
      ['No price,,,,lamps,,B2,,,,EUR,,,,,', /^price: a value is required/],
      ['Three digits,,,,lamps,,B3,,,9.005,EUR,,,,,', /price\.amount: "9.005" is not an amount of EUR/],
      ['Odd currency,,,,lamps,,B4,,,9.00,XYZ,,,,,', /"XYZ" is not a currency/],
      ['Nowhere,,,,no-such,,B5,,,9.00,EUR,,,,,', /^category: no category has the slug or id "no-such"/],
      [good('G1'), /^sku: another variant has the SKU "G1"/],
      ['Too few,fields', /has 2 fields, but the header has 16/],
      ['Half a box,,,,lamps,,B6,,,9.00,EUR,,100,80,,', /height_mm, weight_g: a package needs all four columns/],
      ['Odd type,,MAGICAL,,lamps,,B7,,,9.00,EUR,,,,,', /type: "MAGICAL" is not one of/],
      ['A 5" pipe,,,,lamps,,B8,,,9.00,EUR,,,,,', /not CSV/],
      [good('G2'), null],
      ['"Never closed,,,,lamps,,B9,,,9.00,EUR,,,,,', /not CSV/],
      [good('G3'), null],
      [good('G4'), null],
      ['Another 6" pipe,,,,lamps,,B10,,,9.00,EUR,,,,,', /not CSV/],
      [good('G5'), null],
      ['Orphan,,,,lamps,,B11,NOBODY,,9.00,EUR,,,,,', /^variant_of: no product has the SKU "NOBODY"/],
      [`${'x'.repeat(300_000)},,,,lamps,,B12,,,9.00,EUR,,,,,`, /too long/],
      [good('G6'), null],
    ];
    const done = await imported([header, ...rows.map(([row]) => row)].join('\n'));
    const bad = rows.flatMap(([, reason], index) => (reason ? [{ line: index + 2, reason }] : []));
    expect(done).toMatchObject({
      status: 'COMPLETED',
      total: rows.length,
      processed: rows.length,
      created: 6,
      failed: bad.length,
    });
    expect(done.errors).toEqual(bad.map(({ line, reason }) => ({ line, reason: expect.stringMatching(reason) })));
    expect((await mine()).map(({ title }) => title)).toEqual(
      ['G6', 'G5', 'G4', 'G3', 'G2', 'G1'].map((sku) => `Good ${sku}`),
    );
    expect(await look(done.id, ada.as, { first: 2, afterLine: 3 })).toMatchObject({
      errors: [{ line: 4 }, { line: 5 }],
    });
    const { errors } = await market.query(progress, { id: done.id, first: 1000 }, { as: ada.as });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'first' });
  });

  it('reports a row that is not text', async () => {
    const bytes = Buffer.concat([
      Buffer.from('title,sku,price,currency\nGood one,N1,1.00,EUR\nBad '),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(',N2,1.00,EUR\nGood two,N3,1.00,EUR'),
    ]);
    // Only the first bytes of a file are checked on arrival; these come later.
    const padded = Buffer.concat([
      Buffer.from('title,sku,price,currency\n'),
      Buffer.from(`${' '.repeat(200_000)}\n`.repeat(3)),
      bytes.subarray(25),
    ]);
    const done = await imported(padded);
    expect(done).toMatchObject({
      created: 2,
      failed: 1,
      errors: [{ line: 6, reason: 'The row is not text in UTF-8.' }],
    });
  });

  it.each([
    ['an unknown column', 'title,sku,prise,currency\nx,y,1.00,EUR', /"prise"/],
    ['a missing column', 'title,sku,price\nx,y,1.00', /lacks required columns: currency/],
    ['a column twice', 'title,sku,price,currency,sku\n', /"sku" twice/],
    ['nothing in it', '\n', /empty/],
    ['a header that is not CSV', '"title,sku\nprice', /header cannot be read/],
  ])('fails for a file with %s, with the reason', async (_, content, reason) => {
    const done = await imported(content);
    expect(done).toMatchObject({ status: 'FAILED', created: 0, failure: expect.stringMatching(reason) });
  });

  it('reads NDJSON with several variants per product', async () => {
    const lines = [
      JSON.stringify({
        title: 'From JSON',
        category: 'lamps',
        type: 'NFT',
        tags: ['x'],
        variants: [
          { sku: 'J1', price: { amount: '1.00', currency: 'EUR' } },
          { sku: 'J2', price: { amount: '2.00', currency: 'EUR' } },
        ],
      }),
      '{"title": "Cut off',
      JSON.stringify({ title: 'No variants', variants: [] }),
      JSON.stringify({
        title: 'Odd field',
        role: 'ADMIN',
        variants: [{ sku: 'J3', price: { amount: '1.00', currency: 'EUR' } }],
      }),
      JSON.stringify({ title: 'Number as price', variants: [{ sku: 'J4', price: { amount: 1, currency: 'EUR' } }] }),
      JSON.stringify({
        title: 'Bad \u0000 title',
        variants: [{ sku: 'J5', price: { amount: '1.00', currency: 'EUR' } }],
      }),
      '[]',
    ];
    const done = await imported(lines.join('\n'), { mimeType: 'application/x-ndjson', publish: true });
    expect(done).toMatchObject({ created: 1, failed: 6, total: 7 });
    expect(done.errors.map(({ line }: { line: number }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(done.errors[3].reason).toMatch(/^variants\.0\.price\.amount/);
    expect(await mine()).toMatchObject([
      { title: 'From JSON', status: 'ACTIVE', variants: [{ sku: 'J1' }, { sku: 'J2' }] },
    ]);
  });

  it('adds variants to products of the same file and to existing ones', async () => {
    const first = await imported(
      `${header}\nShirt,,DIGITAL,,lamps,,S,,Size=S,9.00,EUR,,,,,\nShirt M,,,,,,M,S,Size=M,10.00,EUR,,,,,`,
    );
    expect(first).toMatchObject({ created: 2, failed: 0 });
    const uploadId = await uploaded(
      ada,
      `${header}\nShirt L,,,,,,L,M,Size=L,11.00,EUR,,,,,\nShirt XL,,,,,,XL,L,Size=XL,11.00,EUR,,,,,`,
    );
    const { id } = await market.mutate(ada.as, 'importProducts', { uploadId }, '... on ProductImport { id }');
    await runImports();
    // The fourth row refers to a variant that the third row adds.
    expect((await mine())[0].variants.map(({ sku }: { sku: string }) => sku)).toEqual(['S', 'M', 'L', 'XL']);
    expect((await look(id)).errors).toEqual([]);
  });

  it('publishes complete products if requested, with an event for each change', async () => {
    const done = await imported(
      `${header}\nComplete,,NFT,,lamps,,C1,,,9.00,EUR,,,,,\nNot complete,,PHYSICAL,,lamps,,C2,,,9.00,EUR,,,,,\nNo file,,DIGITAL,,lamps,,C3,,,9.00,EUR,,,,,`,
      { publish: true },
    );
    expect(done).toMatchObject({ created: 3 });
    expect(await mine(['ACTIVE'])).toMatchObject([{ title: 'Complete' }]);
    expect(await mine(['DRAFT'])).toHaveLength(2);
    const events = (await market.told()).filter(({ data }: PublishedEvent) => data.product?.sellerId === ada.id);
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      'products.product.created',
      'products.product.created',
      'products.product.created',
      'products.product.published',
    ]);
    expect(new Set(events.map(({ correlationId }) => correlationId)).size).toBe(1);
    expect(events[0]?.actor).toEqual({ kind: 'user', id: ada.as.kind === 'user' ? ada.as.id : '' });
  });

  it('fails if its file is missing, without stopping other imports', async () => {
    ada = await market.seller('Gone');
    const [lost, kept] = [
      await uploaded(ada, `${header}\n`),
      await uploaded(ada, `${header}\nKept,,DIGITAL,,lamps,,K1,,,9.00,EUR,,,,,`),
    ];
    await market.pool.query("UPDATE upload SET status = 'UPLOADED' WHERE id = $1", [lost]);
    await rm(join(folder, 'incoming', `${lost}.csv`));
    const begin = async (uploadId: string): Promise<string> =>
      (await market.mutate(ada.as, 'importProducts', { uploadId }, '... on ProductImport { id }')).id;
    const [first, second] = [await begin(lost), await begin(kept)];
    await runImports();
    expect(await look(second)).toMatchObject({ status: 'COMPLETED' });
    expect(await look(first)).toMatchObject({
      status: 'FAILED',
      failure: 'The uploaded file no longer exists. Upload it again.',
    });
  });

  it('runs once per upload, and is visible only to its owner', async () => {
    const done = await imported(`${header}\nOnly once,,DIGITAL,,lamps,,O1,,,9.00,EUR,,,,,`);
    expect(
      await market.mutate(
        ada.as,
        'importProducts',
        { uploadId: done.uploadId },
        '... on ProductImport { id status created }',
      ),
    ).toMatchObject({ id: done.id, status: 'COMPLETED', created: 1 });
    expect(await mine()).toHaveLength(1);
    expect(await look(done.id, customer)).toBeNull();
  });

  it('is refused without a seller, membership of the store, or a file', async () => {
    ada = await market.seller('Refused');
    const uploadId = await uploaded(ada, 'title\n');
    const pending = await market.mutate(
      ada.as,
      'createUpload',
      { fileName: 'f', mimeType: 'text/csv', size: 9 },
      '... on Upload { id }',
    );
    expect(await market.mutate(customer, 'importProducts', { uploadId })).toMatchObject({ code: 'SELLER_NOT_ACTIVE' });
    expect(await market.mutate(ada.as, 'importProducts', { uploadId, storeId: 'sto_x' })).toMatchObject({
      code: 'NOT_STORE_MEMBER',
    });
    expect(await market.mutate(ada.as, 'importProducts', { uploadId: pending.id })).toMatchObject({
      code: 'UPLOAD_NOT_USABLE',
    });
    await expect(market.mutate(ada.as, 'importProducts', { uploadId: newId('upl') })).rejects.toThrow('BAD_USER_INPUT');
  });
});
