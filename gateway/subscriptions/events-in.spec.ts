import { describe, expect, it } from '@jest/globals';
import { eventsIn, textIn } from './events-in.ts';

/** The events in a text that comes in chunks of `size` bytes. */
async function read(text: string, size: number, maxLength = 1_000) {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let index = 0; index < bytes.length; index += size) yield bytes.subarray(index, index + size);
  }
  const events = [];
  for await (const event of eventsIn(chunks(), maxLength)) events.push(event);
  return events;
}

describe('server-sent events', () => {
  const text =
    ':\n\nevent: next\nid: 4\ndata: {"a":"é"}\n\nevent: next\r\ndata: 1\r\ndata: 2\r\n\r\n:\n\nevent:complete\ndata\n\n';

  it.each([1, 2, 3, 7, 1_000])('are read from chunks of %i bytes', async (size) => {
    expect(await read(text, size)).toEqual([
      { event: 'next', data: '{"a":"é"}' },
      { event: 'next', data: '1\n2' },
      { event: 'complete', data: '' },
    ]);
  });

  it('are found in a long event that comes in small chunks, each of which is looked at once', async () => {
    const long = 'x'.repeat(2_000_000);
    expect(await read(`data: ${long}\n\n`, 16, 3_000_000)).toEqual([{ event: 'message', data: long }]);
  });

  it('may be more than one may be long, together with comments', async () => {
    const one = 'data: 123456789\n\n: a comment\n';
    expect(await read(one.repeat(500), 4_096, 100)).toHaveLength(500);
  });

  it.each(['data: 1\n'.repeat(500), `:${'x'.repeat(2_000)}`])(
    'end at one that is too long in lines: %s',
    async (text) => {
      await expect(read(text, 100)).rejects.toThrow('longer than 1000 characters');
    },
  );

  it('end at one that is too long', async () => {
    await expect(read(`data: ${'x'.repeat(2_000)}`, 100)).rejects.toThrow('longer than 1000 characters');
  });
});

it('reads no more of a body than it may', async () => {
  let read = 0;
  async function* endless() {
    for (;;) {
      read += 1;
      yield Buffer.from('x'.repeat(100));
    }
  }
  expect(await textIn(endless(), 250)).toBe('x'.repeat(250));
  expect(read).toBe(3);
});
