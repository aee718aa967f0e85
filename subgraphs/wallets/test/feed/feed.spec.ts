import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customer, openBook, type Book, type Outcome, trader } from '../markets/open-book.ts';

let book: Book;
beforeAll(async () => {
  book = await openBook();
});
afterAll(() => book.close());

const report = `... on FeedReport { applied repeated problems { line seq reason } } ... on FeedGap { producer expected found line applied repeated }`;
const send = (lines: readonly (object | string)[], more: object = {}): Promise<Outcome> => {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return book.mutate('importFeed', { lines: text, ...more }, report);
};

/** The lines of one event of a producer of its own. */
const feedOf = (producer: string) => {
  const at = (seq: number, line: object) => ({ producer, seq, event: 'm1', ...line });
  return {
    fixture: (seq: number, more: object = {}) =>
      at(seq, {
        type: 'fixture',
        sport: 'football',
        competition: 'Premier League',
        country: 'KE',
        home: `${producer} home`,
        away: 'Guests',
        startsAt: '2026-03-02T15:00:00Z',
        ...more,
      }),
    odds: (seq: number, home: string, more: object = {}) =>
      at(seq, {
        type: 'odds',
        market: '1x2',
        marketType: 'MATCH_RESULT',
        selections: [
          { outcome: 'HOME', odds: home },
          { outcome: 'DRAW', odds: '3.2' },
          { outcome: 'AWAY', odds: '3.4' },
        ],
        ...more,
      }),
    line: at,
  };
};

const eventOf = async (producer: string) => {
  const text = `query ($search: String) { sportEvents(filter: { search: $search }) { nodes {
    id name status startsAt score { home away } competition { id }
    markets { id status name maxStakes { amount currency } selections { outcome odds oddsVersion status } } } } }`;
  const { data } = await book.query(text, { search: `${producer} home` }, { as: trader });
  return data['sportEvents'].nodes[0];
};

describe('a feed', () => {
  it('creates an event with a market, in the competition that exists, and moves its odds', async () => {
    const { fixture, odds } = feedOf('alpha');
    const maxStakes = [{ amount: '500.00', currency: 'KES' }];
    expect(await send([fixture(1), odds(2, '2.1', { maxStakes }), '', odds(3, '1.95')])).toMatchObject({
      applied: 3,
      problems: [],
    });
    expect(await eventOf('alpha')).toMatchObject({
      name: 'alpha home v Guests',
      competition: { id: book.competitionId },
      markets: [
        {
          status: 'ACTIVE',
          name: 'Match result',
          maxStakes,
          selections: [{ odds: '1.950', oddsVersion: 2 }, { oddsVersion: 1 }, {}],
        },
      ],
    });
  });

  it('is applied once, however often it is sent', async () => {
    const { fixture, odds } = feedOf('beta');
    const lines = [fixture(7), odds(8, '2.1'), odds(9, '2.2')];
    await send(lines.slice(0, 2));
    expect(await send(lines)).toMatchObject({ applied: 1, repeated: 2 });
    const both = await Promise.all([send([...lines, odds(10, '2.3')]), send([...lines, odds(10, '2.3')])]);
    expect(both.map(({ applied }) => applied)).toEqual(expect.arrayContaining([0, 1]));
    expect((await eventOf('beta')).markets[0].selections[0]).toMatchObject({ odds: '2.300', oddsVersion: 3 });
  });

  it('stops before missing lines, and goes on when they come or are given up', async () => {
    const { fixture, odds } = feedOf('gamma');
    expect(await send([fixture(1), odds(2, '2.1'), odds(5, '9'), odds(6, '9')])).toMatchObject({
      code: 'FEED_GAP',
      producer: 'gamma',
      expected: 3,
      found: 5,
      line: 3,
      applied: 2,
    });
    expect((await eventOf('gamma')).markets[0].selections[0].odds).toBe('2.100');
    expect(await send([odds(3, '2.2'), odds(4, '2.3'), odds(5, '2.4')])).toMatchObject({ applied: 3 });
    expect(await send([odds(9, '2.5')], { acceptGap: true })).toMatchObject({ applied: 1 });
    expect(await send([odds(6, '5.5')])).toMatchObject({ applied: 0, repeated: 1 });
    expect((await eventOf('gamma')).markets[0].selections[0].odds).toBe('2.500');
  });

  it('reports each line that cannot be applied, and applies the others', async () => {
    const { fixture, odds, line } = feedOf('delta');
    const { problems, applied } = await send([
      fixture(1),
      'nonsense',
      odds(3, '2.1', { event: 'm9' }),
      odds(4, '1.000'),
      odds(5, '2.1', { marketType: undefined }),
      odds(6, '2.1'),
      odds(7, '2.1', { selections: [{ outcome: 'OVER', odds: '2' }] }),
      line(8, { type: 'bet_stop', market: 'unknown' }),
      line(9, { type: 'weather' }),
      fixture(10, { status: 'ENDED' }),
      fixture(11, { startsAt: 'soon' }),
      { seq: 12, type: 'odds' },
      odds(13, '2.2'),
      odds(14, '2.2', { market: 'live', live: true, maxStakes: [{ amount: '1.00', currency: 'XXX' }] }),
    ]);
    expect(applied).toBe(3);
    expect(problems.map(({ line: at, seq }: Outcome) => [at, seq])).toEqual([
      [2, null],
      [3, 3],
      [4, 4],
      [5, 5],
      [7, 7],
      [8, 8],
      [9, 9],
      [10, 10],
      [11, 11],
      [12, null],
      [14, 14],
    ]);
    const reasons: string[] = problems.map(({ reason }: Outcome) => reason);
    for (const [index, part] of [
      'not JSON',
      '"m9" is not known',
      'selections.0.odds',
      'marketType',
      'no outcome "OVER"',
      '"unknown" is not known',
      'type',
      'cannot be ended',
      'startsAt',
      'producer',
      'maxStakes.0.amount',
    ].entries())
      expect(reasons[index]).toContain(part);
  });

  it('stops and starts bets, but not where a trader stopped them', async () => {
    const { fixture, odds, line } = feedOf('epsilon');
    await send([fixture(1), odds(2, '2.1'), odds(3, '2.1', { market: 'live', live: true })]);
    const { markets } = await eventOf('epsilon');
    await send([line(4, { type: 'bet_stop', reason: 'Goal' })]);
    await book.mutate('suspendMarket', { marketId: markets[0].id });
    await send([line(5, { type: 'bet_start' })]);
    const statuses = (await eventOf('epsilon')).markets.map(({ status }: Outcome) => status);
    expect(statuses).toEqual(['SUSPENDED', 'ACTIVE']);
  });

  it('starts, scores and ends an event', async () => {
    const { fixture, odds } = feedOf('zeta');
    const score = { home: 2, away: 1 };
    await send([fixture(1), odds(2, '2.1'), fixture(3, { status: 'LIVE' }), fixture(4, { status: 'LIVE', score })]);
    expect(await eventOf('zeta')).toMatchObject({ status: 'LIVE', score, markets: [{ status: 'CLOSED' }] });
    expect(await send([odds(5, '3'), fixture(6, { status: 'ENDED', score })])).toMatchObject({
      applied: 1,
      problems: [{ line: 1, seq: 5 }],
    });
    expect(await eventOf('zeta')).toMatchObject({ status: 'ENDED' });
  });

  it('is for traders, and bounded', async () => {
    expect(await book.failure('importFeed', { lines: '{}' }, customer)).toBe('FORBIDDEN');
    expect(await book.failure('importFeed', { lines: ' ' })).toBe('BAD_USER_INPUT at lines');
    expect(await book.failure('importFeed', { lines: '{}\n'.repeat(1_001) })).toBe('BAD_USER_INPUT at lines');
    expect(await book.failure('importFeed', { lines: 'x'.repeat(500_001) })).toBe('BAD_USER_INPUT at lines');
  });
});
