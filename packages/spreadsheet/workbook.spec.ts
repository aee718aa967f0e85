import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { unzip } from '@soko/testing';
import type { Column, Row } from './column.ts';
import { deflateText, inflateText } from './deflate.ts';
import { tableFormats } from './table-formats.ts';
import { type Sheet, writeWorkbook } from './workbook.ts';

const columns: Column[] = [
  { name: 'title', kind: 'text' },
  { name: 'amount', kind: 'number' },
  { name: 'at', kind: 'time' },
  { name: 'day', kind: 'day' },
];
const dangerous: Row = ['=1+1', '-5.00', '2026-03-10T12:00:00.000Z', '2026-03-10'];
const odd: Row = ['a "b" <c> & \u0001d\uD800', '7', null, null];

/** A sheet whose parts are made one after another, as by different processes. */
async function sheetOf(texts: readonly string[]): Promise<Sheet> {
  const parts: Buffer[] = [];
  let facts = { crc: 0, size: 0 };
  for (const text of texts) {
    const { content, crc, size } = await deflateText(text, facts.crc);
    parts.push(content);
    facts = { crc, size: facts.size + size };
  }
  return {
    facts,
    parts: (async function* () {
      yield* parts;
    })(),
  };
}

describe('a workbook', () => {
  it('is an archive whose sheets are the parts one after another', async () => {
    const { head, row } = tableFormats.XLSX;
    const texts = [head(columns), row(columns, dangerous), row(columns, odd)];
    const files = unzip(await buffer(writeWorkbook([await sheetOf(texts), await sheetOf([head(columns)])])));
    expect(Object.keys(files)).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/sheet2.xml',
    ]);
    const sheet = files['xl/worksheets/sheet1.xml']!.toString();
    expect(sheet.startsWith(texts[0]!)).toBe(true);
    expect(sheet.endsWith('</row></sheetData></worksheet>')).toBe(true);
    expect(sheet).toContain(`<t xml:space="preserve">'=1+1</t>`);
    expect(sheet).toContain('<c><v>-5.00</v></c><c s="2"><v>46091.5</v></c><c s="3"><v>46091</v></c>');
    expect(sheet).toContain('a &quot;b&quot; &lt;c&gt; &amp; d\uFFFD');
  });
});

describe('a table', () => {
  it.each([
    ['CSV', `\uFEFFtitle,amount,at,day\r\n'=1+1,-5.00,2026-03-10T12:00:00.000Z,2026-03-10\r\n`],
    ['NDJSON', '{"title":"=1+1","amount":"-5.00","at":"2026-03-10T12:00:00.000Z","day":"2026-03-10"}\n'],
  ] as const)('in %s has its head and its rows', (format, expected) => {
    const { head, row } = tableFormats[format];
    expect(head(columns) + row(columns, dangerous)).toBe(expected);
  });

  it.each([
    ['7', '7'],
    ['-12', '-12'],
    ['12.50', '"12.50"'],
    ['1234567890123456789', '"1234567890123456789"'],
    [null, 'null'],
  ])('in NDJSON has the number %s as %s', (value, expected) => {
    expect(tableFormats.NDJSON.row([{ name: 'n', kind: 'number' }], [value])).toBe(`{"n":${expected}}\n`);
  });
});

describe('a part', () => {
  it('reads back alone', async () => {
    await deflateText('first');
    const { content } = await deflateText('second', 7);
    expect((await inflateText(content)).toString()).toBe('second');
  });
});
