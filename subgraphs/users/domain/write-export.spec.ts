import { describe, expect, it } from '@jest/globals';
import { type ExportPart, writeExport } from './write-export.ts';

async function written(parts: readonly ExportPart[]): Promise<unknown> {
  let text = '';
  async function* all() {
    yield* parts;
  }
  for await (const piece of writeExport(all())) text += piece;
  return JSON.parse(text);
}

const part = (subgraph: string, section: string, ...items: object[]): ExportPart => ({ subgraph, section, items });

describe('the file of a data export', () => {
  it('has what users holds first, and the sections of every other subgraph', async () => {
    await expect(
      written([
        part('users', 'user', { id: 'usr_1', sessions: [{ id: 'ses_1' }] }),
        part('chat', 'messages', { text: '"Oak"' }, { text: 'Pine\n' }),
        part('chat', 'messages', { text: 'Ash' }),
        part('chat', 'blocks'),
        part('orders', 'orders', { id: 'ord_1' }),
        part('wallets', 'wallets'),
        part('wallets', 'postings', { position: 1 }),
      ]),
    ).resolves.toEqual({
      id: 'usr_1',
      sessions: [{ id: 'ses_1' }],
      chat: { messages: [{ text: '"Oak"' }, { text: 'Pine\n' }, { text: 'Ash' }], blocks: [] },
      orders: { orders: [{ id: 'ord_1' }] },
      wallets: { wallets: [], postings: [{ position: 1 }] },
    });
  });

  it('has a section whose first part is empty', async () => {
    await expect(
      written([part('chat', 'messages'), part('chat', 'messages', { text: 'Ash' }), part('orders', 'cart')]),
    ).resolves.toEqual({ chat: { messages: [{ text: 'Ash' }] }, orders: { cart: [] } });
  });

  it('is an empty object without parts, and a copy that an earlier version made as a whole', async () => {
    await expect(written([])).resolves.toEqual({});
    const whole = { id: 'usr_1', chat: { messages: [{ text: 'Ash' }] } };
    await expect(written([part('users', 'user', whole)])).resolves.toEqual(whole);
  });
});
