import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Part, partsOf } from './file-parts.ts';

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Uint8Array, size = 1_000): Promise<Part[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const parts: Part[] = [];
  for await (const part of partsOf(chunksOf(bytes, size))) parts.push(part);
  return parts;
}

describe('the parts of a file', () => {
  it('are its lines in their order, wherever its chunks end', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\n\0]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 1_200 }), fc.integer({ min: 1, max: 99 }), async (lines, size) => {
        const parts = await read(lines.map((each) => `${each}\n`).join(''), size);
        expect(parts.flatMap(({ text }) => text.split('\n'))).toEqual(lines);
        let next = 1;
        for (const part of parts) {
          expect([part.firstLine, part.lines <= 500]).toEqual([next, true]);
          next += part.lines;
        }
      }),
      { numRuns: 25 },
    );
  });

  it('count lines that are not empty, and the last one without its line break', async () => {
    expect(await read('a\n\n \nb')).toEqual([{ firstLine: 1, lines: 4, text: 'a\n\n \nb', filled: 2 }]);
    expect(await read('')).toEqual([]);
  });

  it.each([
    ['bytes that are not UTF-8', new Uint8Array([0x61, 0xff, 0x0a]), 'UTF-8'],
    ['a half character at its end', new Uint8Array([0x61, 0xe2, 0x82]), 'UTF-8'],
    ['a NUL', 'a\0b\n', 'not text'],
    ['a line without end', 'a'.repeat(101_000), '100,000 characters'],
  ])('refuse %s', async (_, text, problem) => {
    await expect(read(text)).rejects.toThrow(problem);
  });
});
