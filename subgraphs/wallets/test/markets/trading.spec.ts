import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { type Book, customer, openBook, threeWay, trader } from './open-book.ts';

let book: Book;
beforeAll(async () => {
  book = await openBook();
});
afterAll(() => book.close());

const kes = (amount: string) => ({ amount, currency: 'KES' });
const oddsOf = ({ selections }: { selections: { odds: string }[] }) => selections.map(({ odds }) => odds);
const historyOf = async (id: string) => {
  const text = `query ($id: ID!) { market(id: $id) { history { from to by reason } selections { outcome oddsHistory { odds oddsVersion by reason } } } }`;
  return (await book.query(text, { id }, { as: trader })).data['market'];
};

describe('a market', () => {
  it('is created with its selections, in order and with their names', async () => {
    const { id } = await book.event();
    const maxStakes = [kes('5000.00'), { amount: '40', currency: 'UGX' }];
    const market = await book.market(id, { selections: threeWay.toReversed(), maxStakes });
    expect(market).toMatchObject({
      name: 'Match result',
      status: 'ACTIVE',
      version: 1,
      line: null,
      maxStakes: expect.arrayContaining(maxStakes),
      selections: [
        { outcome: 'HOME', name: 'Gor Mahia', odds: '2.100', oddsVersion: 1, status: 'ACTIVE' },
        { outcome: 'DRAW', name: 'Draw', odds: '3.250' },
        { outcome: 'AWAY', name: 'AFC Leopards', odds: '3.600' },
      ],
    });
    const handicap = await book.market(id, {
      type: 'HANDICAP',
      line: '-0.75',
      selections: [
        { outcome: 'HOME', odds: '1.9' },
        { outcome: 'AWAY', odds: '1.9' },
      ],
    });
    expect(handicap).toMatchObject({
      name: 'Handicap -0.75',
      line: '-0.75',
      selections: [{ name: 'Gor Mahia -0.75' }, { name: 'AFC Leopards +0.75' }],
    });
    expect(await book.toldOf(market.id)).toEqual(['created']);
  });

  it('is created once for one idempotency key, and once for its type and line', async () => {
    const { id: sportEventId } = await book.event();
    const input = { idempotencyKey: newId('req'), sportEventId, type: 'MATCH_RESULT', selections: threeWay };
    const [one, other] = await Promise.all([book.mutate('createMarket', input), book.mutate('createMarket', input)]);
    expect(one.id).toBe(other.id);
    expect(await book.failure('createMarket', { ...input, maxStakes: [kes('0.01')] })).toBe('IDEMPOTENCY_MISMATCH');
    expect(await book.market(sportEventId)).toMatchObject({ code: 'MARKET_EXISTS', marketId: one.id });
    expect(await book.market(sportEventId, { isLive: true })).toMatchObject({ __typename: 'Market', isLive: true });
  });

  it.each([
    [{ selections: threeWay.slice(1) }, 'selections'],
    [{ selections: [...threeWay.slice(1), threeWay[1]] }, 'selections.2.outcome'],
    [{ selections: [{ outcome: 'OVER', odds: '2' }, ...threeWay] }, 'selections.0.outcome'],
    [{ selections: [{ outcome: 'HOME', odds: '1.000' }, ...threeWay.slice(1)] }, 'selections.0.odds'],
    [{ selections: [{ outcome: 'HOME', odds: '1000.001' }, ...threeWay.slice(1)] }, 'selections.0.odds'],
    [{ selections: [{ outcome: 'HOME', odds: '1.8505' }, ...threeWay.slice(1)] }, 'selections.0.odds'],
    [{ selections: [{ outcome: 'HOME', odds: '2', name: ' ' }, ...threeWay.slice(1)], line: '2.5' }, 'line'],
    [{ type: 'OVER_UNDER', line: '2.3' }, 'line'],
    [{ type: 'OVER_UNDER', line: '0' }, 'line'],
    [{ type: 'OVER_UNDER' }, 'line'],
    [{ type: 'HANDICAP', line: '500.25' }, 'line'],
    [
      {
        type: 'CUSTOM',
        selections: [
          { outcome: 'A', odds: '2' },
          { outcome: 'B', odds: '2' },
        ],
      },
      'name',
    ],
    [
      {
        type: 'CUSTOM',
        name: 'X',
        selections: [
          { outcome: 'A', odds: '2' },
          { outcome: 'B', odds: '2' },
        ],
      },
      'name',
    ],
    [
      {
        type: 'CUSTOM',
        name: 'First',
        selections: [
          { outcome: 'a b', odds: '2' },
          { outcome: 'B', odds: '2' },
        ],
      },
      'selections.0.outcome',
    ],
    [{ maxStakes: [kes('1.00'), kes('0.00')] }, 'maxStakes.1.amount'],
    [{ maxStakes: [{ amount: '1.00', currency: 'UGX' }] }, 'maxStakes.0.amount'],
    [{ maxStakes: [kes('1.00'), { amount: '1', currency: 'UGX' }, kes('2.00')] }, 'maxStakes.2.currency'],
    [{ name: 'x'.repeat(101) }, 'name'],
  ])('is not created with %j', async (input, field) => {
    const { id } = await book.event();
    const given = {
      idempotencyKey: newId('req'),
      sportEventId: id,
      type: 'MATCH_RESULT',
      selections: threeWay,
      ...input,
    };
    expect(await book.failure('createMarket', given)).toBe(`BAD_USER_INPUT at ${field}`);
  });

  it('is hidden while it is prepared', async () => {
    const { id } = await book.event();
    const market = await book.market(id, { isActive: false });
    expect(await book.read(market.id, customer)).toBeNull();
    const event = '{ markets { id } }';
    const list = (as = customer) => book.query(`query ($id: ID!) { sportEvent(id: $id) ${event} }`, { id }, { as });
    expect((await list()).data['sportEvent'].markets).toEqual([]);
    expect((await list(trader)).data['sportEvent'].markets).toEqual([{ id: market.id }]);
    await book.mutate('resumeMarket', { marketId: market.id });
    expect(await book.read(market.id, customer)).toMatchObject({ status: 'ACTIVE', version: 2 });
  });
});

describe('odds', () => {
  it('change together, with their history and one event', async () => {
    const { id } = await book.event();
    const market = await book.market(id);
    const [home, draw, away] = market.selections;
    const after = await book.mutate('setOdds', {
      marketId: market.id,
      expectedVersion: 1,
      reason: 'Injury',
      selections: [
        { selectionId: home.id, odds: '1.85' },
        { selectionId: away.id, odds: '4', status: 'SUSPENDED' },
        { selectionId: draw.id, odds: '3.250' },
      ],
    });
    expect(after).toMatchObject({
      version: 2,
      selections: [{ oddsVersion: 2 }, { oddsVersion: 1 }, { oddsVersion: 2 }],
    });
    expect(oddsOf(after)).toEqual(['1.850', '3.250', '4.000']);
    const [event] = await book.told('wallets.market.odds_changed');
    expect(event).toMatchObject({
      subject: market.id,
      sequence: 2,
      data: {
        eventId: id,
        selections: [
          { selectionId: home.id, odds: '1.850', oddsVersion: 2, status: 'ACTIVE' },
          { selectionId: away.id, odds: '4.000', oddsVersion: 2, status: 'SUSPENDED' },
        ],
      },
    });
    expect((await historyOf(market.id)).selections[0]).toEqual({
      outcome: 'HOME',
      oddsHistory: [
        { odds: '1.850', oddsVersion: 2, by: 'usr_trader', reason: 'Injury' },
        { odds: '2.100', oddsVersion: 1, by: 'usr_trader', reason: null },
      ],
    });
  });

  it('that are the same change nothing', async () => {
    const market = await book.market((await book.event()).id);
    const selections = [{ selectionId: market.selections[0].id, odds: '2.1' }];
    expect(await book.mutate('setOdds', { marketId: market.id, expectedVersion: 1, selections })).toMatchObject({
      version: 1,
    });
    expect(await book.toldOf(market.id)).toEqual(['created']);
  });

  it('are set by one of ten traders who saw the same version', async () => {
    const market = await book.market((await book.event()).id);
    const set = (index: number) =>
      book.mutate('setOdds', {
        marketId: market.id,
        expectedVersion: 1,
        selections: [{ selectionId: market.selections[0].id, odds: `2.${200 + index}` }],
      });
    const results = await Promise.all(Array.from({ length: 10 }, (_, index) => set(index)));
    const winners = results.filter(({ __typename }) => __typename === 'Market');
    expect(winners).toHaveLength(1);
    expect(results.filter(({ code, version }) => code === 'MARKET_CHANGED' && version === 2)).toHaveLength(9);
    expect(oddsOf(await book.read(market.id))[0]).toBe(oddsOf(winners[0])[0]);
    expect(await book.toldOf(market.id)).toEqual(['created', 'odds_changed']);
  });

  it('are refused for a closed market, and for selections of another one', async () => {
    const { id } = await book.event();
    const [one, other] = [await book.market(id), await book.market(id, { isLive: true })];
    const selections = [{ selectionId: other.selections[0].id, odds: '2' }];
    const input = { marketId: one.id, expectedVersion: 1, selections };
    expect(await book.failure('setOdds', input)).toBe('BAD_USER_INPUT at selections.0.selectionId');
    expect(await book.failure('setOdds', { ...input, selections: [] })).toBe('BAD_USER_INPUT at selections');
    expect(await book.failure('setOdds', { ...input, marketId: 'mkt_x' })).toBe('NOT_FOUND');
    await book.mutate('closeMarket', { marketId: one.id });
    const own = [{ selectionId: one.selections[0].id, odds: '2' }];
    expect(await book.mutate('setOdds', { ...input, selections: own })).toMatchObject({
      code: 'WRONG_MARKET_STATUS',
      status: 'CLOSED',
      allowed: ['INACTIVE', 'ACTIVE', 'SUSPENDED'],
    });
  });
});

describe('suspending and resuming', () => {
  it('of an event leaves alone what was suspended alone', async () => {
    const { id: sportEventId } = await book.event();
    const [one, other] = [await book.market(sportEventId), await book.market(sportEventId, { isLive: true })];
    await book.mutate('suspendMarket', { marketId: one.id, reason: 'Check' });
    const statuses = async (mutation: string) =>
      (await book.mutate(mutation, { sportEventId })).markets.map(({ status }: { status: string }) => status);
    expect(await statuses('suspendMarket')).toEqual(['SUSPENDED']);
    expect(await statuses('resumeMarket')).toEqual(['ACTIVE']);
    expect(await book.read(one.id)).toMatchObject({ status: 'SUSPENDED' });
    expect(await book.mutate('resumeMarket', { marketId: one.id })).toMatchObject({ status: 'ACTIVE' });
    expect(await statuses('closeMarket')).toEqual(['CLOSED', 'CLOSED']);
    expect(await book.toldOf(one.id)).toEqual(['created', 'suspended', 'resumed', 'closed']);
    expect(await book.toldOf(other.id)).toEqual(['created', 'suspended', 'resumed', 'closed']);
    expect((await historyOf(one.id)).history).toEqual([
      { from: null, to: 'ACTIVE', by: 'usr_trader', reason: null },
      { from: 'ACTIVE', to: 'SUSPENDED', by: 'usr_trader', reason: 'Check' },
      { from: 'SUSPENDED', to: 'ACTIVE', by: 'usr_trader', reason: null },
      { from: 'ACTIVE', to: 'CLOSED', by: 'usr_trader', reason: null },
    ]);
  });

  it('is refused for a closed market, and needs one id', async () => {
    const { id: sportEventId } = await book.event();
    const { id: marketId } = await book.market(sportEventId);
    await book.mutate('closeMarket', { marketId });
    for (const [mutation, allowed] of [
      ['suspendMarket', ['ACTIVE']],
      ['resumeMarket', ['INACTIVE', 'SUSPENDED']],
    ] as const)
      expect(await book.mutate(mutation, { marketId })).toMatchObject({ code: 'WRONG_MARKET_STATUS', allowed });
    expect(await book.mutate('closeMarket', { marketId })).toMatchObject({ status: 'CLOSED' });
    expect(await book.failure('closeMarket', {})).toBe('BAD_USER_INPUT at marketId');
    expect(await book.failure('closeMarket', { marketId, sportEventId })).toBe('BAD_USER_INPUT at marketId');
  });
});
