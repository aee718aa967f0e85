import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maySpanLines, readColumns } from './csv-columns.ts';
import { csvHeader, csvRowsOf, type ExportedProduct, jsonLineOf } from './exported-product.ts';
import { readLines } from './file-lines.ts';
import { csvRecords, ndjsonRecords } from './file-records.ts';
import { csvRow, type ImportedRow, jsonRow } from './imported-row.ts';
import { newProduct } from './new-product.ts';
import type { Product } from './product.ts';
import { appendVariant } from './product-variants.ts';

const now = new Date('2026-03-01T12:00:00Z');

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** The products that an import makes of the rows, which are all of one product. */
function productOf(rows: readonly ImportedRow[]): Product {
  let product: Product | null = null;
  for (const row of rows) {
    if (row.kind === 'product') product = newProduct({ ...row.product, categoryId: row.category }, 'slr_1', now);
    else product = appendVariant(product!, row.variant, 'var_further') as Product;
  }
  return product!;
}

async function readCsv(text: string): Promise<Product> {
  const rows: ImportedRow[] = [];
  let columns: ReturnType<typeof readColumns> | null = null;
  for await (const record of csvRecords(
    readLines(bytesOf(text)),
    ',',
    (fields) => columns !== null && maySpanLines(columns as never)(fields),
  )) {
    if (!('content' in record)) throw new Error(`line ${record.line}: ${record.reason}`);
    if (columns === null) columns = readColumns(record.content);
    else rows.push(csvRow(columns as never, record.content));
  }
  return productOf(rows);
}

async function readNdjson(text: string): Promise<Product> {
  for await (const record of ndjsonRecords(readLines(bytesOf(text))))
    if ('content' in record) return productOf([jsonRow(record.content)]);
  throw new Error('no line');
}

const exported = (product: Product): ExportedProduct => ({ ...product, category: product.categoryId });

/** Texts that break files: what spreadsheets run, separators of every level, quotes, backslashes, marks and line breaks. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      "'",
      '"',
      ',',
      ';',
      '|',
      '\\',
      '＝',
      '\uFEFF',
      '\uFFFD',
      'İ',
      'é',
      '😀',
      ' ',
      '1',
      'a',
      '\u0301',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter((each) => !/\p{C}|[\u2028\u2029]/u.test(each)),
  ),
  maxLength: 12,
});
const lines = fc
  .array(fc.oneof(hostile, fc.constantFrom('', '=1+1', '"', "'", '\uFEFFx', 'sep=;')), { maxLength: 6 })
  .chain((parts) => fc.constantFrom('\n', '\r\n', '\r', '\t').map((end) => parts.join(end)));
const amount = fc.bigInt({ min: 1n, max: 10_000n });
const line = hostile.map((text) => `x${text}x`);
const anyLine = fc.oneof(
  line,
  hostile.map((text) => `${text}1`),
);

const product = fc
  .record({
    title: anyLine.map((text) => `${text}abc`),
    description: lines,
    tags: fc.array(
      anyLine.map((text) => text.slice(0, 9)),
      { maxLength: 3 },
    ),
    sku: fc.uniqueArray(anyLine, {
      minLength: 1,
      maxLength: 3,
      comparator: (one, other) => one.toLowerCase() === other.toLowerCase(),
    }),
    options: fc.array(anyLine, { maxLength: 2 }),
    price: amount,
    compareAt: fc.option(fc.bigInt({ min: 10_001n, max: 20_000n })),
    further: fc.option(amount),
    size: fc.option(fc.constant({ lengthMm: 100, widthMm: 80, heightMm: 60, weightG: 500 })),
  })
  .map((each): Product | null => {
    const money = (minor: bigint, currency = 'EUR') => ({
      amount: `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`,
      currency,
    });
    try {
      const made = newProduct(
        {
          title: each.title,
          description: each.description,
          type: 'PHYSICAL',
          categoryId: 'lamps',
          tags: each.tags,
          variants: each.sku.map((sku) => ({
            sku,
            options: each.options.map((text, index) => ({ name: `${index}${text}`, value: text })),
            price: money(each.price),
            compareAt: each.compareAt === null ? null : money(each.compareAt),
            furtherPrices: each.further === null ? [] : [money(each.further, 'USD')],
            package: each.size,
          })),
        },
        'slr_1',
        now,
      );
      return made;
    } catch {
      // What an import would refuse cannot be exported.
      return null;
    }
  })
  .filter((each) => each !== null);

describe('the file of a product', () => {
  it('is read back as the same product, and written again as the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(product, async (given) => {
        const csv = csvHeader + csvRowsOf(exported(given));
        expect(csvHeader + csvRowsOf(exported(await readCsv(csv)))).toBe(csv);
        const json = jsonLineOf(exported(given));
        expect(jsonLineOf(exported(await readNdjson(json)))).toBe(json);
      }),
      { numRuns: 500 },
    );
  });

  it('has no cell that a spreadsheet runs', async () => {
    await fc.assert(
      fc.asyncProperty(product, async (given) => {
        const text = csvHeader + csvRowsOf(exported(given));
        for await (const record of csvRecords(readLines(bytesOf(text)), ','))
          for (const field of (record as { content: string[] }).content)
            expect(field).not.toMatch(/^[=+\-@\t\r＝＋－＠]/u);
      }),
    );
  });

  it('keeps texts that look like formulas, and their apostrophes', async () => {
    const titles = ['=1+1', "'=1+1", "''=1+1", "'tis", '+44', '-5 %', '@home', "it's"];
    for (const title of titles) {
      const variants = [{ sku: title, price: { amount: '1.00', currency: 'EUR' } }];
      const given = newProduct({ title: `${title}   x`, description: title, type: 'NFT', variants }, 'slr_1', now);
      const csv = csvHeader + csvRowsOf(exported(given));
      const read = await readCsv(csv);
      expect([read.title, read.description, read.variants[0]?.sku]).toEqual([given.title, title, title]);
    }
    expect(
      csvRowsOf(
        exported(
          newProduct(
            { title: '=1+1', type: 'NFT', variants: [{ sku: 'A', price: { amount: '1.00', currency: 'EUR' } }] },
            'slr_1',
            now,
          ),
        ),
      ),
    ).toBe("'=1+1,,NFT,NEW,,,A,,,1.00,EUR,,,,,,\r\n");
  });

  it('has descriptions of the greatest length and of thousands of lines', async () => {
    for (const description of [`${'"\n'.repeat(4_999)}"x`, 'é'.repeat(10_000), `a${'\n'.repeat(9_998)}b`]) {
      const variants = [{ sku: 'A', price: { amount: '1.00', currency: 'EUR' } }];
      const given = newProduct({ title: 'Long', description, type: 'NFT', variants }, 'slr_1', now);
      const csv = csvHeader + csvRowsOf(exported(given));
      expect((await readCsv(csv)).description).toBe(description);
    }
  });
});
