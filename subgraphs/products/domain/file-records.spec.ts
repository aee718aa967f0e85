import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maySpanLines } from './csv-columns.ts';
import { type FileLine, maxLineBytes, readLines } from './file-lines.ts';
import { csvRecords, type FileRecord, ndjsonRecords } from './file-records.ts';

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const read: Value[] = [];
  for await (const value of values) read.push(value);
  return read;
}

const csv = (text: string, sizes: readonly number[] = [1_000_000]) =>
  all(csvRecords(readLines(inChunks(Buffer.from(text), sizes)), ','));

const short = (records: FileRecord<unknown>[]) =>
  records.map((record) => [record.line, 'content' in record ? record.content : 'bad']);

describe('the lines of a file', () => {
  it('are the same for all chunk sizes', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é', '😀', ','), maxLength: 60 });
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(text, sizes, async (content, pieces) => {
        const bytes = Buffer.from(content);
        const [whole, cut] = [
          await all(readLines(inChunks(bytes, [1_000]))),
          await all(readLines(inChunks(bytes, pieces))),
        ];
        expect(cut).toEqual(whole);
        const expected = content.split('\n').map((line) => line.replace(/\r$/, ''));
        if (content === '' || content.endsWith('\n')) expected.pop();
        expect(whole.map(({ text: line }) => line)).toEqual(expected);
      }),
    );
  });

  it('can be read from the end of any of them', async () => {
    const bytes = Buffer.from('one\r\ntwo é\n\nfour');
    const lines = await all(readLines(inChunks(bytes, [3])));
    for (const [index, { line, end }] of lines.entries()) {
      const rest = readLines(inChunks(bytes.subarray(end), [2]), { line: line + 1, offset: end });
      expect(await all(rest)).toEqual(lines.slice(index + 1));
    }
  });

  it('are skipped if they are too long', async () => {
    const lines = await all(readLines(inChunks(Buffer.from(`a\n${'x'.repeat(maxLineBytes + 1)}\nb`), [10_000])));
    expect(lines.map(({ text }) => text)).toEqual(['a', null, 'b']);
  });
});

describe('the records of a CSV file', () => {
  it('have the number of their first line, and empty lines are skipped', async () => {
    expect(short(await csv('a,b\n\n"c\nd",e\n  \nf,g'))).toEqual([
      [1, ['a', 'b']],
      [3, ['c\nd', 'e']],
      [6, ['f', 'g']],
    ]);
  });

  it('never affect others if they are invalid', async () => {
    expect(short(await csv('a\n"never closed\nb\nc 5" pipe\nd\n6" pipe\n"e\nf"\ng'))).toEqual([
      [1, ['a']],
      [2, 'bad'],
      [3, ['b']],
      [4, 'bad'],
      [5, ['d']],
      [6, 'bad'],
      [7, ['e\nf']],
      [9, ['g']],
    ]);
  });

  it('are the same for all chunk sizes, and can be read from any of them', async () => {
    const row = fc.constantFrom('a,b', '"x\ny",z', '5" pipe,b', '"open,b', '', 'é,"q""q"', '"bad"x,1');
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), async (rows, size) => {
        const text = rows.join('\n');
        const records = await csv(text);
        expect(await csv(text, [size])).toEqual(records);
        for (const [index, { nextLine, end }] of records.entries()) {
          const from = { line: nextLine, offset: end };
          const rest = csvRecords(readLines(inChunks(Buffer.from(text).subarray(end), [size]), from), ',');
          expect(await all(rest)).toEqual(records.slice(index + 1));
        }
      }),
    );
  });

  it('include every valid row next to invalid ones', async () => {
    const good = Array.from({ length: 40 }, (_, index) => `good ${index},1`);
    const bad = ['"open', '5" pipe,1', '"closed"x,1', '"', 'pipe 6",2'];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(39), fc.constantFrom(...bad)), { maxLength: 6 }), async (inserted) => {
        const rows = [...good];
        for (const [at, row] of inserted) rows.splice(at, 0, row);
        const lines = readLines(inChunks(Buffer.from(rows.join('\n')), [50]));
        const records = await all(csvRecords(lines, ',', maySpanLines(['title', 'sku'])));
        const read = records.flatMap((record) => ('content' in record ? [record.content.join(',')] : []));
        expect(read.filter((row) => row.startsWith('good'))).toEqual(good);
      }),
    );
  });
});

describe('reading that stops early', () => {
  it.each([
    ['CSV', (lines: AsyncIterable<FileLine>) => csvRecords(lines, ',')],
    ['NDJSON', ndjsonRecords],
  ])('in %s closes the file', async (_, records) => {
    let open = false;
    async function* file(): AsyncGenerator<Buffer> {
      open = true;
      try {
        for (;;) yield Buffer.from('{}\n');
      } finally {
        open = false;
      }
    }
    for await (const record of records(readLines(file()))) if (record.line === 3) break;
    expect(open).toBe(false);
  });
});

describe('the records of an NDJSON file', () => {
  it('are one per line, invalid ones with a reason', async () => {
    const records = await all(ndjsonRecords(readLines(inChunks(Buffer.from('{"a":1}\n\n{"a":\n[2]'), [4]))));
    expect(short(records)).toEqual([
      [1, { a: 1 }],
      [3, 'bad'],
      [4, [2]],
    ]);
  });
});
