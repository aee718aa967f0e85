import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findExportedProducts } from '../store/exported-products.ts';
import { type Exports, oneLink, openExports } from './exports.ts';
import { customer, type Market, type TestSeller } from './market.ts';

describe('exporting products', () => {
  let exports: Exports;
  let market: Market;
  beforeAll(async () => {
    exports = await openExports();
    ({ market } = exports);
  });
  afterAll(() => exports.close());

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
    const bytes = await exports.file(from.as, { format });
    expect(bytes).not.toMatch(/No variants|Archived/);
    const rows = format === 'CSV' ? 12 : 6;
    expect(await exports.importFile(to, bytes, mimeType)).toMatchObject({
      created: rows,
      unchanged: 0,
      failed: 0,
      errors: [],
    });
    expect(await exports.file(to.as, { format })).toBe(bytes);
  });

  it.each([
    ['CSV', 'text/csv'],
    ['NDJSON', 'application/x-ndjson'],
  ])('in %s change nothing if they are imported by their own seller', async (format, mimeType) => {
    const seller = await hostileSeller(`Own ${format}`);
    const bytes = await exports.file(seller.as, { format });
    const before = await exports.state(seller);
    const done = await exports.importFile(seller, bytes, mimeType);
    const rows = format === 'CSV' ? 12 : 6;
    expect(done).toMatchObject({ status: 'COMPLETED', total: rows, processed: rows, created: 0, failed: 0 });
    expect(done).toMatchObject({ unchanged: rows, errors: [] });
    expect(await exports.state(seller)).toEqual(before);
    expect(await exports.file(seller.as, { format })).toBe(bytes);
  });

  it('that were changed in the file are refused, as before, and repeated rows as well', async () => {
    const seller = await market.seller('Changed');
    await market.product(
      seller,
      { variants: [{ sku: 'K', price: { amount: '1.00', currency: 'EUR' } }] },
      { publish: false },
    );
    const bytes = await exports.file(seller.as);
    expect(await exports.importFile(seller, bytes.replace('1.00', '2.00'))).toMatchObject({
      unchanged: 0,
      failed: 1,
      errors: [{ line: 2, reason: 'sku: another variant has the SKU "K".' }],
    });
    const [header] = bytes.split('\r\n');
    const fresh = 'New lamp,,NFT,NEW,lamps,,N,,,1.00,EUR,,,,,,';
    const filler = Array.from({ length: 9 }, (_, index) => fresh.replace(',N,', `,N${index},`));
    // The repeat is in another batch.
    expect(await exports.importFile(seller, [header, fresh, ...filler, fresh].join('\r\n'))).toMatchObject({
      created: 10,
      unchanged: 0,
      failed: 1,
    });
  });

  it('are read page by page, each with two statements', async () => {
    const seller = await market.seller('Many');
    const rows = Array.from({ length: 250 }, (_, index) => `Lamp ${index},S${index},1.00,EUR`);
    expect(await exports.importFile(seller, ['title,sku,price,currency', ...rows].join('\n'))).toMatchObject({
      created: 250,
    });
    expect((await exports.file(seller.as)).trimEnd().split('\r\n')).toHaveLength(251);
    const { result, count } = await market.statements(() =>
      findExportedProducts(market.pool, { sellerId: seller.id, storeId: null }, { after: 'S150', limit: 100 }),
    );
    expect(result.map(({ sku }) => sku)).toEqual(result.map(({ sku }) => sku).toSorted());
    expect([result.length, result[0]?.sku]).toEqual([100, 'S151']);
    expect(count).toBe(2);
  });

  it('in CSV begin with a byte order mark, without which Excel takes them for Windows-1252', async () => {
    const seller = await market.seller('Marked');
    await market.product(seller, { title: 'Лампа' });
    const [csv, ndjson] = [await exports.file(seller.as), await exports.file(seller.as, { format: 'NDJSON' })];
    expect(csv).toMatch(/^\uFEFFtitle,/);
    expect(ndjson).toMatch(/^\{"title":"Лампа"/);
  });

  it('survive a spreadsheet that saves 12.50 as 12.5 and 10.00 as 10', async () => {
    const seller = await market.seller('Spreadsheet');
    const variants = [
      {
        sku: 'A',
        price: { amount: '10.00', currency: 'EUR' },
        compareAt: { amount: '12.50', currency: 'EUR' },
        furtherPrices: [
          { amount: '11.50', currency: 'USD' },
          { amount: '4.200', currency: 'KWD' },
          { amount: '1500', currency: 'JPY' },
        ],
      },
    ];
    await market.product(seller, { variants }, { publish: false });
    const bytes = await exports.file(seller.as);
    const saved = bytes
      .replace(',10.00,', ',10,')
      .replace(',12.50,', ',12.5,')
      .replace('USD=11.50|KWD=4.200', 'USD=11.5|KWD=4.2');
    expect(saved).toContain(',10,EUR,12.5,USD=11.5|KWD=4.2|JPY=1500,');
    expect(await exports.importFile(seller, saved)).toMatchObject({ unchanged: 1, created: 0, failed: 0, errors: [] });
    const ndjson = (await exports.file(seller.as, { format: 'NDJSON' })).replace('"10.00"', '"10"');
    expect(await exports.importFile(seller, ndjson, 'application/x-ndjson')).toMatchObject({ failed: 1, unchanged: 0 });
  });

  it('are for their seller, or for a store of theirs, behind a link that ends', async () => {
    const [ada, bob] = [await market.seller('Ada'), await market.seller('Bob')];
    const storeId = 'sto_00000000000000000000000001';
    await market.member(storeId, (ada.as as { id: string }).id, 'ADMIN');
    await market.product(ada, { title: 'Of the seller' });
    await market.product(ada, { title: 'Of the store', storeId });
    await market.product(bob, { title: 'Of Bob' });
    expect(await exports.file(ada.as)).toMatch(/Of the s[^]*Of the s/);
    expect(await exports.file(ada.as)).not.toMatch('Of Bob');
    expect(await exports.file(ada.as, { storeId })).toMatch('Of the store');
    expect(await exports.file(ada.as, { storeId })).not.toMatch('Of the seller');
    expect(await exports.link(bob.as, { storeId })).toBeNull();
    expect(await exports.link(customer)).toBeNull();
    const { errors } = await market.query(oneLink, {}, { as: { kind: 'anonymous' } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    const { url, expiresAt } = (await exports.link(ada.as))!;
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 590_000);
    expect((await exports.get(url)).headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
    });
    exports.clock.aheadMs = 600_001;
    expect((await exports.get(url)).statusCode).toBe(404);
    exports.clock.aheadMs = 0;
    expect((await exports.get(`${url}x`)).statusCode).toBe(404);
  });
});
