import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { type Outcome, trader } from '../markets/open-book.ts';
import { type Betting, openBets, resultsOf } from './open-bets.ts';

let book: Betting;
beforeAll(async () => {
  book = await openBets();
});
afterAll(() => book.close());

let users = 0;
const newUser = (): string => `usr_bettor_${(users += 1)}`;

const start = (sportEventId: string) => book.mutate('updateSportEvent', { sportEventId, action: 'START' });

/** Settles an event by its score. */
const score = (sportEventId: string, homeScore: number, awayScore: number) =>
  book.mutate(
    'settleSportEvent',
    { idempotencyKey: newId('req'), sportEventId, homeScore, awayScore },
    '... on SportEvent { status score { home away } markets { id status } }',
  );

const settling = (mutation: string, market: Outcome, input: object) =>
  book.mutate(mutation, { idempotencyKey: newId('req'), marketId: market.id, ...input }, '... on Market { id }');

const read = async (id: string): Promise<Outcome> => {
  const query = `query ($id: ID!) { market(id: $id) { status event { status } } }`;
  return (await book.query(query, { id }, { as: trader })).data['market'];
};

describe('settling an event', () => {
  it('settles the markets that its score decides, and corrects them with another score', async () => {
    const event = await book.event();
    const [winner, special] = [
      await book.market(event.id),
      await book.market(event.id, {
        type: 'CUSTOM',
        name: 'First goal',
        selections: ['A', 'B'].map((outcome) => ({ outcome, name: outcome, odds: '2.00' })),
      }),
    ];
    const user = newUser();
    await book.bet(user, [{ market: winner, eventId: event.id, outcome: 'HOME' }]);
    await start(event.id);
    expect(await score(event.id, 2, 1)).toMatchObject({
      status: 'ENDED',
      markets: [
        { id: winner.id, status: 'SETTLED' },
        { id: special.id, status: 'CLOSED' },
      ],
    });
    await book.settleAll();
    expect(await book.wallet(user)).toBe(2100n);
    const contradiction = await settling('resettleMarket', winner, {
      results: resultsOf(winner, 'LOST', 'LOST', 'WON'),
      reason: 'Wrong',
    });
    expect(contradiction).toMatchObject({ __typename: 'ScoreContradictsResults' });
    await score(event.id, 2, 2);
    await book.settleAll();
    expect(await book.wallet(user)).toBe(0n);
    expect(await read(winner.id)).toMatchObject({ status: 'SETTLED', event: { status: 'ENDED' } });
    await settling('settleMarket', special, { results: resultsOf(special, 'WON', 'LOST') });
    await book.settleAll();
    expect(await read(winner.id)).toMatchObject({ event: { status: 'SETTLED' } });
    expect(await book.broken()).toEqual({});
  });

  it('refuses another score while the last one is being paid, and changes nothing', async () => {
    const event = await book.event();
    const market = await book.market(event.id);
    const [home, draw] = [newUser(), newUser()];
    await book.bet(home, [{ market, eventId: event.id, outcome: 'HOME' }]);
    await book.bet(draw, [{ market, eventId: event.id, outcome: 'DRAW' }]);
    await start(event.id);
    const running = expect.objectContaining({ __typename: 'SettlementRunning' });
    await book.whilePaying(market.id, async () => {
      expect(await score(event.id, 2, 1)).toMatchObject({ score: { home: 2, away: 1 } });
      expect(await score(event.id, 1, 1)).toEqual(running);
    });
    await book.whilePaying(market.id, async () => {
      expect(await score(event.id, 1, 1)).toMatchObject({ score: { home: 1, away: 1 } });
      // The market is being settled again.
      expect(await score(event.id, 0, 1)).toEqual(running);
    });
    expect([await book.wallet(home), await book.wallet(draw)]).toEqual([0n, 3250n]);
    await score(event.id, 0, 1);
    await book.settleAll();
    expect([await book.wallet(home), await book.wallet(draw)]).toEqual([0n, 0n]);
    expect(await book.broken()).toEqual({});
  });

  it('corrects what a push returned, and keeps returned what a trader returned later', async () => {
    const event = await book.event();
    const pair = (type: string, outcomes: string[], line?: string) =>
      book.market(event.id, { type, line, selections: outcomes.map((outcome) => ({ outcome, odds: '2.00' })) });
    const [noDraw, goals] = [
      await pair('DRAW_NO_BET', ['HOME', 'AWAY']),
      await pair('OVER_UNDER', ['OVER', 'UNDER'], '2'),
    ];
    const [home, over] = [newUser(), newUser()];
    await book.bet(home, [{ market: noDraw, eventId: event.id, outcome: 'HOME' }]);
    await book.bet(over, [{ market: goals, eventId: event.id, outcome: 'OVER' }]);
    const wallets = () => Promise.all([home, over].map(book.wallet));
    await start(event.id);
    for (const [homeScore, awayScore, paid] of [
      [1, 1, [1000n, 1000n]],
      [2, 1, [2000n, 2000n]],
      [1, 1, [1000n, 1000n]],
      [2, 1, [2000n, 2000n]],
    ] as const) {
      await score(event.id, homeScore, awayScore);
      await book.settleAll();
      expect(await wallets()).toEqual(paid);
    }
    await settling('resettleMarket', noDraw, { results: resultsOf(noDraw, 'VOID', 'VOID'), reason: 'Fixed match' });
    await book.settleAll();
    await score(event.id, 3, 1);
    await book.settleAll();
    expect(await wallets()).toEqual([1000n, 2000n]);
    expect(await book.broken()).toEqual({});
  });
});
