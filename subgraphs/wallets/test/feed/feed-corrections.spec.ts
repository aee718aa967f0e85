import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { type FeedBook, openFeedBook } from './open-feed.ts';

let book: FeedBook;
beforeAll(async () => {
  // Two bets a page: most runs take several.
  book = await openFeedBook({ env: { WALLETS_SETTLEMENT_PAGE: '2' } });
});
afterAll(() => book.close());

describe('a corrected score', () => {
  it('settles again what the former one settled: by the next line, or by the score alone', async () => {
    for (const [producer, bySeq] of [
      ['lambda', true],
      ['my', false],
    ] as const) {
      const feed = await book.openFeed(producer);
      const ended = (home: number, away: number) => feed.fixture({ status: 'ENDED', score: { home, away } });
      await book.send([feed.fixture({ status: 'LIVE' }), ended(2, 1), feed.settlement('HOME')]);
      await book.settleAll();
      expect(await feed.wallets()).toEqual([2100n, 0n]);
      expect(await book.send([ended(1, 2)])).toMatchObject({ applied: 1 });
      if (bySeq) {
        expect(await book.send([feed.settlement('AWAY'), feed.settlement('AWAY')])).toMatchObject({
          applied: 1,
          problems: [{ seq: 8, reason: expect.stringContaining('cannot be settled') }],
        });
      } else {
        const input = { sportEventId: feed.event.id, homeScore: 1, awayScore: 2, idempotencyKey: newId('req') };
        expect(await book.mutate('settleSportEvent', input, '... on SportEvent { id }')).toMatchObject({
          id: feed.event.id,
        });
      }
      await book.settleAll();
      expect(await feed.wallets()).toEqual([0n, 2100n]);
      expect(await book.eventOf(producer)).toMatchObject({
        status: 'SETTLED',
        markets: [{ status: 'SETTLED', settlement: { kind: 'RESETTLE' } }],
      });
    }
    expect(await book.broken()).toEqual({});
  });

  it('leaves returned stakes returned, and settles what waits for new results', async () => {
    const { fixture, settlement, line, wallets, event } = await book.openFeed('ny');
    const results = ['HOME', 'DRAW', 'AWAY'].map((outcome) => ({ outcome, result: 'VOID' }));
    await book.send([fixture({ status: 'LIVE' }), settlement('', { results })]);
    await book.settleAll();
    const score = (homeScore: number, awayScore: number) =>
      book.mutate(
        'settleSportEvent',
        { sportEventId: event.id, homeScore, awayScore, idempotencyKey: newId('req') },
        '... on SportEvent { id }',
      );
    await score(2, 1);
    await book.settleAll();
    expect(await wallets()).toEqual([1000n, 1000n]);
    expect(await book.send([line('rollback', { market: '1x2' })])).toMatchObject({ applied: 1 });
    await book.settleAll();
    expect(await wallets()).toEqual([0n, 0n]);
    await score(2, 1);
    await book.settleAll();
    expect(await wallets()).toEqual([2100n, 0n]);
    expect(await book.broken()).toEqual({});
  });
});

describe('a corrected score after a push', () => {
  it('settles again what the push returned', async () => {
    const feed = await book.openFeed('xi');
    const results = (...[home, away]: string[]) => ({
      market: 'dnb',
      results: [
        { outcome: 'HOME', result: home },
        { outcome: 'AWAY', result: away },
      ],
    });
    const selections = ['HOME', 'AWAY'].map((outcome) => ({ outcome, odds: '2.00' }));
    await book.send([feed.odds('dnb', { marketType: 'DRAW_NO_BET', selections })]);
    const market = (await book.eventOf('xi')).markets.find(
      ({ selections: all }: { selections: unknown[] }) => all.length === 2,
    );
    await book.bet('usr_xi_dnb', [{ market, eventId: feed.event.id, outcome: 'HOME' }]);
    const ended = (home: number, away: number) => feed.fixture({ status: 'ENDED', score: { home, away } });
    await book.send([feed.fixture({ status: 'LIVE' }), ended(1, 1), feed.line('settlement', results('VOID', 'VOID'))]);
    await book.settleAll();
    expect(await book.wallet('usr_xi_dnb')).toBe(1000n);
    const corrected = [ended(2, 1), feed.line('settlement', results('WON', 'LOST'))];
    expect(await book.send(corrected)).toMatchObject({ applied: 2, problems: [] });
    await book.settleAll();
    expect(await book.wallet('usr_xi_dnb')).toBe(2000n);
    expect(await book.broken()).toEqual({});
  });
});

describe('an event that does not take place as planned', () => {
  it('is postponed, takes no bets, is rescheduled, and then abandoned: what is left is returned by a cancel', async () => {
    const { fixture, line, odds, wallets } = await book.openFeed('sigma');
    expect(
      await book.send([odds('live', { live: true }), fixture({ status: 'POSTPONED', reason: 'Fog' })]),
    ).toMatchObject({
      applied: 2,
    });
    const suspended = { status: 'SUSPENDED' };
    expect(await book.eventOf('sigma')).toMatchObject({ status: 'POSTPONED', markets: [suspended, suspended] });
    // A feed that says "bets are open" does not open what the postponement suspended.
    expect(await book.send([line('bet_stop'), line('bet_start')])).toMatchObject({ applied: 2 });
    expect(await book.eventOf('sigma')).toMatchObject({ markets: [suspended, suspended] });
    const startsAt = '2026-03-03T15:00:00Z';
    expect(await book.send([fixture({ status: 'SCHEDULED', startsAt })])).toMatchObject({ applied: 1 });
    const active = { status: 'ACTIVE' };
    expect(await book.eventOf('sigma')).toMatchObject({ status: 'SCHEDULED', markets: [active, active] });
    const played = [fixture({ status: 'LIVE', startsAt }), fixture({ status: 'ABANDONED', startsAt, reason: 'Storm' })];
    expect(await book.send(played)).toMatchObject({ applied: 2, problems: [] });
    const closed = { status: 'CLOSED' };
    expect(await book.eventOf('sigma')).toMatchObject({ status: 'ABANDONED', markets: [closed, closed] });
    await book.settleAll();
    expect(await wallets()).toEqual([0n, 0n]);
    expect(await book.send([line('cancel', { reason: 'Not played again' })])).toMatchObject({
      applied: 1,
      problems: [],
    });
    await book.settleAll();
    const voided = { status: 'VOIDED' };
    expect(await book.eventOf('sigma')).toMatchObject({ status: 'ABANDONED', markets: [voided, voided] });
    expect(await wallets()).toEqual([1000n, 1000n]);
    // A second cancel finds nothing left.
    expect(await book.send([line('cancel')])).toMatchObject({ applied: 1, problems: [] });
    await book.settleAll();
    expect(await wallets()).toEqual([1000n, 1000n]);
    expect(await book.broken()).toEqual({});
  });

  it('is cancelled by its fixture, also while it is postponed: all stakes are returned', async () => {
    for (const [producer, before] of [
      ['tau', []],
      ['ypsilon', ['POSTPONED']],
    ] as const) {
      const { fixture, wallets } = await book.openFeed(producer);
      await book.send([...before, 'CANCELLED'].map((status) => fixture({ status })));
      await book.settleAll();
      expect(await book.eventOf(producer)).toMatchObject({ status: 'CANCELLED', markets: [{ status: 'VOIDED' }] });
      expect(await wallets()).toEqual([1000n, 1000n]);
    }
    expect(await book.broken()).toEqual({});
  });
});

describe('cancelling an event', () => {
  it('returns the stakes on all of its markets', async () => {
    const { event, wallets } = await book.openFeed('iota');
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
