import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Outcome, trader } from '../markets/open-book.ts';
import { type Betting, openBets } from '../settlement/open-bets.ts';

let book: Betting;
beforeAll(async () => {
  // Two bets a page: most runs take several.
  book = await openBets({ env: { WALLETS_SETTLEMENT_PAGE: '2' } });
});
afterAll(() => book.close());

const progress = 'applied repeated problems { line seq reason }';
const send = (lines: readonly object[]): Promise<Outcome> =>
  book.mutate(
    'importFeed',
    { lines: lines.map((line) => JSON.stringify(line)).join('\n') },
    `... on FeedReport { ${progress} } ... on FeedGap { ${progress} } ... on FeedBusy { seq ${progress} }`,
  );

const eventOf = async (producer: string): Promise<Outcome> => {
  const text = `query ($search: String) { sportEvents(filter: { search: $search }) { nodes {
    id status score { home away } markets { id name status selections { id outcome odds result } settlement { kind reason } } } } }`;
  const { data } = await book.query(text, { search: `${producer} home` }, { as: trader });
  return data['sportEvents'].nodes[0];
};

/** The lines of one event of a producer of its own, which number themselves. */
function feedOf(producer: string) {
  let seq = 0;
  const line = (type: string, more: object = {}) => ({ producer, seq: (seq += 1), event: 'm1', type, ...more });
  const fixture = (more: object = {}) =>
    line('fixture', {
      sport: 'football',
      competition: 'Premier League',
      country: 'KE',
      home: `${producer} home`,
      away: 'Guests',
      startsAt: '2026-03-02T15:00:00Z',
      ...more,
    });
  const odds = (market = '1x2', more: object = {}) => {
    const selections = ['HOME', 'DRAW', 'AWAY'].map((outcome) => ({ outcome, odds: '2.10' }));
    return line('odds', { market, marketType: 'MATCH_RESULT', selections, ...more });
  };
  const settlement = (won: string, more: object = {}) => {
    const results = ['HOME', 'DRAW', 'AWAY'].map((outcome) => ({ outcome, result: outcome === won ? 'WON' : 'LOST' }));
    return line('settlement', { market: '1x2', results, ...more });
  };
  return { line, fixture, odds, settlement };
}

/** An event of a feed with one market and a bet on each of two outcomes. */
async function openFeed(producer: string) {
  const feed = feedOf(producer);
  expect(await send([feed.fixture(), feed.odds()])).toMatchObject({ applied: 2, problems: [] });
  const event = await eventOf(producer);
  const [market] = event.markets;
  const [home, away] = [`usr_${producer}_home`, `usr_${producer}_away`];
  const place = (user: string, outcome: string) => book.bet(user, [{ market, eventId: event.id, outcome }]);
  const bet = await place(home, 'HOME');
  await place(away, 'AWAY');
  const wallets = () => Promise.all([home, away].map(book.wallet));
  return { ...feed, producer, event, bet, wallets };
}

describe('results of a feed', () => {
  it('pay the bets of a market once, however often they are sent', async () => {
    const { fixture, settlement, bet, wallets } = await openFeed('alpha');
    const score = { home: 2, away: 1 };
    const lines = [fixture({ status: 'LIVE' }), fixture({ status: 'ENDED', score }), settlement('HOME')];
    expect(await send(lines.slice(2))).toMatchObject({ code: 'FEED_GAP', applied: 0 });
    expect(await send(lines)).toMatchObject({ applied: 3, problems: [] });
    await book.settleAll();
    expect(await wallets()).toEqual([2100n, 0n]);
    expect(await eventOf('alpha')).toMatchObject({
      status: 'SETTLED',
      markets: [{ status: 'SETTLED', selections: [{ result: 'WON' }, { result: 'LOST' }, { result: 'LOST' }] }],
    });
    expect(await send(lines)).toMatchObject({ applied: 0, repeated: 3, problems: [] });
    await book.settleAll();
    expect(await book.state(bet)).toEqual({ status: 'WON', paid: 2100, revision: 1, open: 0 });
    expect(await wallets()).toEqual([2100n, 0n]);
    expect(await book.broken()).toEqual({});
  });

  it('are taken back, and replaced, with the score that was wrong', async () => {
    const { fixture, line, settlement, bet, wallets } = await openFeed('beta');
    const ended = (home: number, away: number) => fixture({ status: 'ENDED', score: { home, away } });
    const back = line('rollback', { seq: 6, market: '1x2', reason: 'Wrong match' });
    const lines = [fixture({ seq: 3, status: 'LIVE' }), { ...ended(2, 1), seq: 4 }, { ...settlement('HOME'), seq: 5 }];
    // The rollback waits until the settlement in the line before it is paid.
    expect(await send([...lines, back])).toMatchObject({ applied: 4, problems: [] });
    await book.settleAll();
    expect(await wallets()).toEqual([0n, 0n]);
    expect(await book.state(bet)).toEqual({ status: 'ACCEPTED', paid: null, revision: 1, open: 1000 });
    expect(await book.toldOf(bet)).toEqual(['settled', 'resettled']);
    const { markets } = await eventOf('beta');
    expect(markets).toMatchObject([
      {
        status: 'RESETTLING',
        settlement: { kind: 'ROLLBACK', reason: 'Wrong match' },
        selections: [{ result: null }, {}, {}],
      },
    ]);
    expect(await book.broken()).toEqual({});

    const right = [
      { ...settlement('AWAY'), seq: 7 },
      { ...ended(1, 2), seq: 8 },
      { ...settlement('AWAY'), seq: 9 },
    ];
    const report = await send([...right, { ...back, seq: 10 }, { ...settlement('AWAY'), seq: 11 }]);
    expect(report).toMatchObject({ applied: 4, problems: [{ seq: 7 }] });
    expect(report.problems[0].reason).toContain('not those of the final score');
    await book.settleAll();
    expect(await wallets()).toEqual([0n, 2100n]);
    expect(await eventOf('beta')).toMatchObject({ score: { home: 1, away: 2 }, markets: [{ status: 'SETTLED' }] });
    expect(await book.broken()).toEqual({});
  });

  it('wait for a settlement that takes long: the line is not lost', async () => {
    const { line, settlement, wallets } = await openFeed('gamma');
    const client = await book.pool.connect();
    const back = line('rollback', { market: '1x2', seq: 4 });
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM bet FOR UPDATE');
      const busy = await send([{ ...settlement('HOME'), seq: 3 }, back]);
      expect(busy).toMatchObject({ code: 'FEED_BUSY', seq: 4, applied: 1 });
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    await book.settleAll();
    expect(await wallets()).toEqual([2100n, 0n]);
    expect(await send([back])).toMatchObject({ applied: 1 });
    await book.settleAll();
    expect(await wallets()).toEqual([0n, 0n]);
  });

  it('return the stakes of a market, and of all markets of an event, that are cancelled', async () => {
    const one = await openFeed('delta');
    expect(await send([one.line('cancel', { market: '1x2', reason: 'Fixed' })])).toMatchObject({ applied: 1 });
    await book.settleAll();
    expect(await one.wallets()).toEqual([1000n, 1000n]);
    expect(await book.state(one.bet)).toMatchObject({ status: 'VOID' });
    expect(await eventOf('delta')).toMatchObject({ status: 'SCHEDULED', markets: [{ status: 'VOIDED' }] });

    const all = await openFeed('epsilon');
    const more = [all.odds('live', { live: true }), all.fixture({ status: 'LIVE' }), all.line('cancel')];
    expect(await send(more)).toMatchObject({ applied: 3, problems: [] });
    await book.settleAll();
    expect(await all.wallets()).toEqual([1000n, 1000n]);
    const voided = { status: 'VOIDED' };
    expect(await eventOf('epsilon')).toMatchObject({ status: 'ABANDONED', markets: [voided, voided] });

    const back = await openFeed('zeta');
    const undone = [
      back.settlement('HOME'),
      back.line('rollback', { market: '1x2' }),
      back.line('cancel', { market: '1x2' }),
    ];
    expect(await send(undone)).toMatchObject({ applied: 3, problems: [] });
    await book.settleAll();
    expect(await back.wallets()).toEqual([1000n, 1000n]);
    expect(await book.broken()).toEqual({});
  });

  it('that cannot be are bad lines with their reason', async () => {
    const { line, settlement, odds, wallets } = await openFeed('kappa');
    const results = (...given: [string, string, object?][]) =>
      settlement('', { results: given.map(([outcome, result, more]) => ({ outcome, result, ...more })) });
    const { problems, applied } = await send([
      results(['HOME', 'WON'], ['DRAW', 'LOST']),
      results(['HOME', 'WON'], ['DRAW', 'WON'], ['AWAY', 'LOST']),
      results(['HOME', 'WON'], ['HOME', 'WON'], ['AWAY', 'LOST']),
      results(['HOME', 'WON'], ['DRAW', 'LOST'], ['OVER', 'LOST']),
      results(['HOME', 'DEAD_HEAT'], ['DRAW', 'LOST'], ['AWAY', 'LOST']),
      results(['HOME', 'BEST'], ['DRAW', 'LOST']),
      settlement('HOME', { market: 'other' }),
      line('rollback', { market: '1x2' }),
      line('cancel', { market: 'other' }),
      odds(),
      settlement('HOME'),
      settlement('AWAY'),
      line('cancel', { market: '1x2' }),
    ]);
    expect(applied).toBe(2);
    const expected = [
      'results: the outcome "AWAY" has no result',
      'results: A market of type MATCH_RESULT must have exactly one selection WON',
      'results.1.outcome: "HOME" has two results',
      'results.2.outcome: the market has no outcome "OVER"',
      'results.0.deadHeat',
      'results.0.result',
      '"other" is not known',
      'cannot have its results taken back',
      '"other" is not known',
      'cannot be settled',
      'cannot be voided',
    ];
    const reasons: string[] = problems.map(({ reason }: Outcome) => reason);
    expect(reasons).toEqual(expected.map((part) => expect.stringContaining(part)));
    await book.settleAll();
    expect(await wallets()).toEqual([2100n, 0n]);
  });
});

describe('cancelling an event', () => {
  it('returns the stakes on all of its markets', async () => {
    const { event, wallets } = await openFeed('iota');
    const input = { sportEventId: event.id, action: 'CANCEL', reason: 'Snow' };
    const shown = '... on SportEvent { status markets { status settlement { kind reason } } }';
    expect(await book.mutate('updateSportEvent', input, shown)).toMatchObject({
      status: 'CANCELLED',
      markets: [{ status: 'VOIDED', settlement: { kind: 'VOID', reason: 'Snow' } }],
    });
    await book.settleAll();
    expect(await wallets()).toEqual([1000n, 1000n]);
    expect(await book.broken()).toEqual({});
  });
});
