import { afterEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { createSettlementWorker } from '../../commands/settlement/run-settlements.ts';
import { createSimulatedFeed } from '../../commands/feed/simulate-feed.ts';
import { type Betting, openBets } from '../settlement/open-bets.ts';

const books: Betting[] = [];
afterEach(async () => {
  for (const book of books.splice(0)) await book.close();
});

const rules = { matchMs: 120_000, upcoming: 2, live: 1 };

/** Three people bet on the three results of the first match. */
async function betOnFirstMatch(book: Betting): Promise<void> {
  const text = `{ sportEvents(first: 1) { nodes { id markets { id name type selections { id outcome odds } } } } }`;
  const [{ id: eventId, markets }] = (await book.query(text)).data['sportEvents'].nodes;
  const market = markets.find(({ type }: { type: string }) => type === 'MATCH_RESULT');
  for (const outcome of ['HOME', 'DRAW', 'AWAY']) await book.bet(`usr_${outcome}`, [{ market, eventId, outcome }]);
}

/** The names, statuses, scores and odds of all events after `ticks` seconds. */
async function play(ticks: number, afterFirst?: (book: Betting) => Promise<void>) {
  const book = await openBets();
  books.push(book);
  const { pool, now } = book;
  const settlements = createSettlementWorker({ pool, now, log: silentLogger, pageSize: 10, lanes: 1 });
  const feed = createSimulatedFeed({ pool, now, settlements }, { seed: 7, rules, log: silentLogger });
  for (let tick = 0; tick < ticks; tick += 1) {
    await feed.tick();
    if (tick === 0) await afterFirst?.(book);
    book.pass(10_000);
    await settlements.runDue();
  }
  const text = `{ sportEvents(first: 100) { nodes { name status startsAt score { home away } markets { name status selections { outcome odds result } } } } }`;
  return { book, nodes: (await book.query(text)).data['sportEvents'].nodes };
}

describe('the simulated feed', () => {
  it('announces, starts, finishes and settles matches, the same for the same seed', async () => {
    const [one, other] = [await play(26, betOnFirstMatch), await play(26)];
    expect(other.nodes).toEqual(one.nodes);
    const statuses = one.nodes.map(({ status }: { status: string }) => status);
    expect(statuses).toEqual(expect.arrayContaining(['SETTLED', 'SCHEDULED']));
    const settled = one.nodes.find(({ status }: { status: string }) => status === 'SETTLED');
    for (const { status, selections } of settled.markets) {
      expect(status).toBe('SETTLED');
      expect(selections.every(({ result }: { result: string | null }) => result !== null)).toBe(true);
    }
    const paid = await Promise.all(['HOME', 'DRAW', 'AWAY'].map((outcome) => one.book.wallet(`usr_${outcome}`)));
    expect(paid.filter((amount) => amount > 1000n)).toHaveLength(1);
    expect(await one.book.broken()).toEqual({});
    expect(await one.book.told('wallets.sport_event.started')).not.toHaveLength(0);
    for (const { markets } of one.nodes) expect(markets).toHaveLength(10);
    expect(await one.book.told('wallets.market.odds_changed')).not.toHaveLength(0);
  });

  it('is sent by one of two processes that start at the same time', async () => {
    const book = await openBets();
    books.push(book);
    const { pool, now } = book;
    const settlements = createSettlementWorker({ pool, now, log: silentLogger, pageSize: 10, lanes: 1 });
    const warned: unknown[] = [];
    const log = Object.assign(Object.create(silentLogger), { warn: (details: unknown) => warned.push(details) });
    const feeds = [7, 8].map((seed) => createSimulatedFeed({ pool, now, settlements }, { seed, rules, log }));
    await Promise.all(feeds.map((feed) => feed.tick()));
    expect(warned).toEqual([]);
    const { nodes } = (await book.query('{ sportEvents(first: 100) { nodes { markets { id } } } }')).data[
      'sportEvents'
    ];
    expect(nodes).toHaveLength(rules.live + rules.upcoming);
    for (const { markets } of nodes) expect(markets).toHaveLength(10);
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
