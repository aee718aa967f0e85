import { describe, expect, it } from '@jest/globals';
import { eventsIn } from './events-in.ts';

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

  it('end at one that is too long', async () => {
    await expect(read(`data: ${'x'.repeat(2_000)}`, 100)).rejects.toThrow('longer than 1000 characters');
  });
});
