import { afterEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { createSimulatedFeed } from '../../commands/feed/simulate-feed.ts';
import { type Book, openBook } from '../markets/open-book.ts';

const books: Book[] = [];
afterEach(async () => {
  for (const book of books.splice(0)) await book.close();
});

const rules = { matchMs: 120_000, upcoming: 2, live: 1 };

/** The names, statuses, scores and odds of all events after `ticks` seconds. */
async function play(ticks: number) {
  const book = await openBook();
  books.push(book);
  const feed = createSimulatedFeed({ pool: book.pool, now: book.now }, { seed: 7, rules, log: silentLogger });
  for (let tick = 0; tick < ticks; tick += 1) {
    await feed.tick();
    book.pass(10_000);
  }
  const text = `{ sportEvents(first: 100) { nodes { name status startsAt score { home away } markets { name status selections { outcome odds } } } } }`;
  return { book, nodes: (await book.query(text)).data['sportEvents'].nodes };
}

describe('the simulated feed', () => {
  it('announces, starts and finishes matches, the same for the same seed', async () => {
    const [one, other] = [await play(26), await play(26)];
    expect(other.nodes).toEqual(one.nodes);
    const statuses = one.nodes.map(({ status }: { status: string }) => status);
    expect(statuses).toEqual(expect.arrayContaining(['ENDED', 'SCHEDULED']));
    expect(await one.book.told('wallets.sport_event.started')).not.toHaveLength(0);
    for (const { markets } of one.nodes) expect(markets).toHaveLength(10);
    expect(await one.book.told('wallets.market.odds_changed')).not.toHaveLength(0);
  });

  it('keeps a margin of five per cent in new markets', async () => {
    const { nodes } = await play(1);
    for (const { selections } of nodes[0].markets) {
      const book = selections.reduce((sum: number, { odds }: { odds: string }) => sum + 100 / Number(odds), 0);
      expect(book).toBeGreaterThan(104.5);
      expect(book).toBeLessThan(106);
    }
  });
});
