import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../markets/open-book.ts';
import { type FeedBook, openFeedBook } from './open-feed.ts';

let book: FeedBook;
beforeAll(async () => {
  // Two bets a page: most runs take several.
  book = await openFeedBook({ env: { WALLETS_SETTLEMENT_PAGE: '2' } });
});
afterAll(() => book.close());

describe('results of a feed', () => {
  it('pay the bets of a market once, however often they are sent', async () => {
    const { fixture, settlement, bet, wallets } = await book.openFeed('alpha');
    const score = { home: 2, away: 1 };
    const lines = [fixture({ status: 'LIVE' }), fixture({ status: 'ENDED', score }), settlement('HOME')];
    expect(await book.send(lines.slice(2))).toMatchObject({ code: 'FEED_GAP', applied: 0 });
    expect(await book.send(lines)).toMatchObject({ applied: 3, problems: [] });
    await book.settleAll();
    expect(await wallets()).toEqual([2100n, 0n]);
    expect(await book.eventOf('alpha')).toMatchObject({
      status: 'SETTLED',
      markets: [{ status: 'SETTLED', selections: [{ result: 'WON' }, { result: 'LOST' }, { result: 'LOST' }] }],
    });
    expect(await book.send(lines)).toMatchObject({ applied: 0, repeated: 3, problems: [] });
    await book.settleAll();
    expect(await book.state(bet)).toEqual({ status: 'WON', paid: 2100, revision: 1, open: 0 });
    expect(await wallets()).toEqual([2100n, 0n]);
    expect(await book.broken()).toEqual({});
  });

  it('are taken back, and replaced, with the score that was wrong', async () => {
    const { fixture, line, settlement, bet, wallets } = await book.openFeed('beta');
    const ended = (home: number, away: number) => fixture({ status: 'ENDED', score: { home, away } });
    const back = line('rollback', { seq: 6, market: '1x2', reason: 'Wrong match' });
    const lines = [fixture({ seq: 3, status: 'LIVE' }), { ...ended(2, 1), seq: 4 }, { ...settlement('HOME'), seq: 5 }];
    // The rollback waits until the settlement in the line before it is paid.
    expect(await book.send([...lines, back])).toMatchObject({ applied: 4, problems: [] });
    await book.settleAll();
    expect(await wallets()).toEqual([0n, 0n]);
    expect(await book.state(bet)).toEqual({ status: 'ACCEPTED', paid: null, revision: 1, open: 1000 });
    expect(await book.toldOf(bet)).toEqual(['settled', 'resettled']);
    const { markets } = await book.eventOf('beta');
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
    const report = await book.send([...right, { ...back, seq: 10 }, { ...settlement('AWAY'), seq: 11 }]);
    expect(report).toMatchObject({ applied: 4, problems: [{ seq: 7 }] });
    expect(report.problems[0].reason).toContain('not those of the final score');
    await book.settleAll();
    expect(await wallets()).toEqual([0n, 2100n]);
    expect(await book.eventOf('beta')).toMatchObject({ score: { home: 1, away: 2 }, markets: [{ status: 'SETTLED' }] });
    expect(await book.broken()).toEqual({});
  });

  it('wait for a settlement that takes long: the line is not lost', async () => {
    const { line, settlement, wallets } = await book.openFeed('gamma');
    const client = await book.pool.connect();
    const back = line('rollback', { market: '1x2', seq: 4 });
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM bet FOR UPDATE');
      const busy = await book.send([{ ...settlement('HOME'), seq: 3 }, back]);
      expect(busy).toMatchObject({ code: 'FEED_BUSY', seq: 4, applied: 1 });
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    await book.settleAll();
    expect(await wallets()).toEqual([2100n, 0n]);
    expect(await book.send([back])).toMatchObject({ applied: 1 });
    await book.settleAll();
    expect(await wallets()).toEqual([0n, 0n]);
  });

  it('return the stakes of a market, and of all markets of an event, that are cancelled', async () => {
    const one = await book.openFeed('delta');
    expect(await book.send([one.line('cancel', { market: '1x2', reason: 'Fixed' })])).toMatchObject({ applied: 1 });
    await book.settleAll();
    expect(await one.wallets()).toEqual([1000n, 1000n]);
    expect(await book.state(one.bet)).toMatchObject({ status: 'VOID' });
    expect(await book.eventOf('delta')).toMatchObject({ status: 'SCHEDULED', markets: [{ status: 'VOIDED' }] });

    const all = await book.openFeed('epsilon');
    const more = [all.odds('live', { live: true }), all.fixture({ status: 'LIVE' }), all.line('cancel')];
    expect(await book.send(more)).toMatchObject({ applied: 3, problems: [] });
    await book.settleAll();
    expect(await all.wallets()).toEqual([1000n, 1000n]);
    const voided = { status: 'VOIDED' };
    expect(await book.eventOf('epsilon')).toMatchObject({ status: 'ABANDONED', markets: [voided, voided] });

    const back = await book.openFeed('zeta');
    const undone = [
      back.settlement('HOME'),
      back.line('rollback', { market: '1x2' }),
      back.line('cancel', { market: '1x2' }),
    ];
    expect(await book.send(undone)).toMatchObject({ applied: 3, problems: [] });
    await book.settleAll();
    expect(await back.wallets()).toEqual([1000n, 1000n]);
    expect(await book.broken()).toEqual({});
  });

  it('that cannot be are bad lines with their reason', async () => {
    const { line, settlement, odds, wallets } = await book.openFeed('kappa');
    const results = (...given: [string, string, object?][]) =>
      settlement('', { results: given.map(([outcome, result, more]) => ({ outcome, result, ...more })) });
    const { problems, applied } = await book.send([
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

describe('results of a part of the stake', () => {
  it('pay half, or a share, to the minor unit', async () => {
    const feed = await book.openFeed('rho');
    const market = (name: string, more: object) => feed.line('odds', { market: name, ...more });
    const selections = (...outcomes: [string, string][]) => outcomes.map(([outcome, odds]) => ({ outcome, odds }));
    await book.send([
      market('goals', {
        marketType: 'OVER_UNDER',
        line: '2.25',
        selections: selections(['OVER', '2.11'], ['UNDER', '1.75']),
      }),
      market('scorer', {
        marketType: 'CUSTOM',
        name: 'First scorer',
        selections: selections(['A', '3.01'], ['B', '4.00'], ['C', '9.00']),
      }),
    ]);
    const { markets, id: eventId } = await book.eventOf('rho');
    const named = (name: string) => markets.find((each: Outcome) => each.name === name);
    const [goals, scorer] = [named('Total goals 2.25'), named('First scorer')];
    const bets = [
      [goals, 'OVER'],
      [goals, 'UNDER'],
      [scorer, 'A'],
      [scorer, 'B'],
      [scorer, 'C'],
    ] as const;
    for (const [of, outcome] of bets)
      await book.bet(`usr_rho_${outcome}`, [{ market: of, eventId, outcome }], { unitMinor: 1001n });
    const share = { numerator: 1, denominator: 2 };
    const settled = (name: string, ...results: object[]) => feed.line('settlement', { market: name, results });
    expect(
      await book.send([
        settled('goals', { outcome: 'OVER', result: 'HALF_WON' }, { outcome: 'UNDER', result: 'HALF_LOST' }),
        settled(
          'scorer',
          { outcome: 'A', result: 'DEAD_HEAT', deadHeat: share },
          { outcome: 'B', result: 'DEAD_HEAT', deadHeat: share },
          { outcome: 'C', result: 'LOST' },
        ),
      ]),
    ).toMatchObject({ applied: 2, problems: [] });
    await book.settleAll();
    // 10.01 · (2.11 + 1) / 2 = 15.56555; 10.01 / 2 = 5.005; 10.01 · 3.01 / 2 = 15.06505; 10.01 · 4 / 2 = 20.02.
    const paid = await Promise.all(bets.map(([, outcome]) => book.wallet(`usr_rho_${outcome}`)));
    expect(paid).toEqual([1556n, 500n, 1506n, 2002n, 0n]);
    expect(await book.broken()).toEqual({});
  });
});
