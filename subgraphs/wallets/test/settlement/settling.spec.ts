import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { customer, type Outcome, trader } from '../markets/open-book.ts';
import { type Betting, openBets, resultsOf } from './open-bets.ts';

let book: Betting;
beforeAll(async () => {
  // Two bets a page: most runs take several.
  book = await openBets({ env: { WALLETS_SETTLEMENT_PAGE: '2' } });
});
afterAll(() => book.close());

const settlement = `... on Market { id status settlement { revision kind status bets doneBets settledBets } }
  ... on WrongMarketStatus { status allowed }`;
let users = 0;
const newUser = (): string => `usr_bettor_${(users += 1)}`;

/** A played event with one closed market. */
async function playedMarket(input: object = {}) {
  const event = await book.event();
  const market = await book.market(event.id, input);
  await update(event.id, 'START');
  await update(event.id, 'END');
  return { eventId: event.id as string, market };
}

const update = (sportEventId: string, action: string) => book.mutate('updateSportEvent', { sportEventId, action });

const settling = (mutation: string, market: Outcome, input: object) =>
  book.mutate(mutation, { idempotencyKey: newId('req'), marketId: market.id, ...input }, settlement);

/** The code and the field of the error of `settleMarket`. */
async function failure(market: Outcome, results: unknown, as = trader): Promise<string> {
  const text = `mutation ($input: SettleMarketInput!) { settleMarket(input: $input) { __typename } }`;
  const input = { idempotencyKey: newId('req'), marketId: market.id, results };
  const { code, field } = (await book.query(text, { input }, { as })).errors![0]!.extensions as Record<string, string>;
  return field === undefined ? code! : `${code} at ${field}`;
}

async function settle(market: Outcome, ...results: (string | [number, number])[]): Promise<Outcome> {
  const settled = await settling('settleMarket', market, { results: resultsOf(market, ...results) });
  await book.settleAll();
  return settled;
}

async function resettle(market: Outcome, ...results: string[]): Promise<Outcome> {
  const settled = await settling('resettleMarket', market, { results: resultsOf(market, ...results), reason: 'Wrong' });
  await book.settleAll();
  return settled;
}

const read = async (marketId: string): Promise<Outcome> => {
  const query = `query ($id: ID!) { market(id: $id) { id status settlement { revision kind status bets doneBets settledBets }
    event { status } selections { result } } }`;
  const { data } = await book.query(query, { id: marketId }, { as: trader });
  return data['market'];
};

describe('settling a market', () => {
  it('pays winners, keeps the stakes of losers, and settles the event', async () => {
    const { eventId, market } = await playedMarket();
    const [winner, loser] = [newUser(), newUser()];
    const bets = await Promise.all([
      book.bet(winner, [{ market, eventId, outcome: 'HOME' }]),
      book.bet(winner, [{ market, eventId, outcome: 'HOME' }]),
      book.bet(winner, [{ market, eventId, outcome: 'HOME' }]),
      book.bet(loser, [{ market, eventId, outcome: 'AWAY' }]),
    ]);
    expect(await settle(market, 'WON', 'LOST', 'LOST')).toMatchObject({ __typename: 'Market', status: 'SETTLED' });
    expect(await book.state(bets[0])).toEqual({ status: 'WON', paid: 2100, revision: 1, open: 0 });
    expect(await book.state(bets[3])).toEqual({ status: 'LOST', paid: 0, revision: 1, open: 0 });
    expect([await book.wallet(winner), await book.wallet(loser)]).toEqual([6300n, 0n]);
    expect(await read(market.id)).toEqual({
      id: market.id,
      status: 'SETTLED',
      settlement: { revision: 1, kind: 'SETTLE', status: 'DONE', bets: 4, doneBets: 4, settledBets: 4 },
      event: { status: 'SETTLED' },
      selections: [{ result: 'WON' }, { result: 'LOST' }, { result: 'LOST' }],
    });
    expect(await book.toldOf(market.id)).toContain('settled');
    expect(await book.toldOf(eventId)).toContain('settled');
    expect(await book.toldOf(bets[0])).toEqual(['settled']);
    expect(await book.broken()).toEqual({});
  });

  it('pays the Yankee of the rules: 156.75, and 57.00 when the last leg loses', async () => {
    const odds = [2000, 3500, 4000, 1500];
    const played: Awaited<ReturnType<typeof playedMarket>>[] = [];
    for (const _ of odds) played.push(await playedMarket());
    const bet = (user: string, last: string) =>
      book.bet(
        user,
        played.map(({ market, eventId }, index) => ({
          market,
          eventId,
          outcome: index === 3 ? last : 'HOME',
          odds: odds[index]!,
        })),
        { unitMinor: 100n, sizes: [2, 3, 4] },
      );
    const [all, three] = [newUser(), newUser()];
    await Promise.all([bet(all, 'HOME'), bet(three, 'AWAY')]);
    // All markets at once, and several workers.
    await Promise.all(
      played.map(({ market }) =>
        settling('settleMarket', market, { results: resultsOf(market, 'WON', 'LOST', 'LOST') }),
      ),
    );
    await book.settleAll();
    expect([await book.wallet(all), await book.wallet(three)]).toEqual([15_675n, 5_700n]);
    expect(await book.broken()).toEqual({});
  });

  it('pays dead heats, quarter lines and pushes', async () => {
    const race = await playedMarket({
      type: 'CUSTOM',
      name: 'Winner',
      selections: ['A', 'B', 'C'].map((outcome) => ({ outcome, name: outcome, odds: '4.00' })),
    });
    const goals = await playedMarket({
      type: 'OVER_UNDER',
      line: '2.75',
      selections: ['OVER', 'UNDER'].map((outcome) => ({ outcome, odds: '1.85' })),
    });
    const [first, over, under] = [newUser(), newUser(), newUser()];
    await book.bet(first, [{ ...race, outcome: 'A' }]);
    await book.bet(over, [{ ...goals, outcome: 'OVER' }]);
    await book.bet(under, [{ ...goals, outcome: 'UNDER' }]);
    await settle(race.market, [1, 2], [1, 2], 'LOST');
    await settle(goals.market, 'HALF_WON', 'HALF_LOST');
    expect(await Promise.all([first, over, under].map(book.wallet))).toEqual([2000n, 1425n, 500n]);
    expect(await book.broken()).toEqual({});
  });

  it('is refused to others, before the market is closed, and twice', async () => {
    const event = await book.event();
    const market = await book.market(event.id);
    const results = resultsOf(market, 'WON', 'LOST', 'LOST');
    expect(await failure(market, results, customer)).toBe('FORBIDDEN');
    expect(await settle(market, 'WON', 'LOST', 'LOST')).toMatchObject({ status: 'ACTIVE', allowed: ['CLOSED'] });
    await book.mutate('closeMarket', { marketId: market.id });
    expect(await settle(market, 'WON', 'LOST', 'LOST')).toMatchObject({ __typename: 'Market' });
    expect(await settle(market, 'WON', 'LOST', 'LOST')).toMatchObject({ __typename: 'WrongMarketStatus' });
  });

  it('refuses results that the market cannot have', async () => {
    const { market } = await playedMarket();
    const good = resultsOf(market, 'WON', 'LOST', 'LOST');
    expect(await failure(market, resultsOf(market, 'WON', 'WON', 'LOST'))).toBe('BAD_USER_INPUT at results');
    expect(await failure(market, good.slice(1))).toBe('BAD_USER_INPUT at results');
    expect(await failure(market, [...good, good[0]])).toBe('BAD_USER_INPUT at results.3.selectionId');
    expect(await failure(market, [{ ...good[0], selectionId: newId('sel') }])).toBe(
      'BAD_USER_INPUT at results.0.selectionId',
    );
    expect(await failure(market, [{ ...good[0], result: 'DEAD_HEAT' }])).toBe('BAD_USER_INPUT at results.0.deadHeat');
    expect(await settling('settleMarket', market, {})).toMatchObject({ __typename: 'ResultsUnknown' });
  });

  it('happens once for one key', async () => {
    const { eventId, market } = await playedMarket();
    const user = newUser();
    await book.bet(user, [{ market, eventId, outcome: 'HOME' }]);
    const input = { idempotencyKey: newId('req'), results: resultsOf(market, 'WON', 'LOST', 'LOST') };
    await Promise.all([1, 2, 3].map(() => settling('settleMarket', market, input)));
    await Promise.all([book.settleAll(), book.settleAll()]);
    expect(await book.wallet(user)).toBe(2100n);
  });
});

describe('voiding a market', () => {
  it('returns the stakes, also of a market that is open', async () => {
    const event = await book.event();
    const market = await book.market(event.id);
    const user = newUser();
    const bet = await book.bet(user, [{ market, eventId: event.id, outcome: 'DRAW' }]);
    expect(await settling('voidMarket', market, { reason: 'Floodlights' })).toMatchObject({ status: 'VOIDED' });
    await book.settleAll();
    expect(await book.state(bet)).toEqual({ status: 'VOID', paid: 1000, revision: 1, open: 0 });
    expect(await book.wallet(user)).toBe(1000n);
    expect((await book.toldOf(market.id)).slice(-2)).toEqual(['closed', 'voided']);
    expect(await settle(market, 'WON', 'LOST', 'LOST')).toMatchObject({ __typename: 'WrongMarketStatus' });
    expect(await book.broken()).toEqual({});
  });

  it('and settling it at the same time: one of them happens', async () => {
    const { eventId, market } = await playedMarket();
    const user = newUser();
    await book.bet(user, [{ market, eventId, outcome: 'HOME' }]);
    const answers = await Promise.all([
      settling('voidMarket', market, { reason: 'Mistake' }),
      settling('settleMarket', market, { results: resultsOf(market, 'WON', 'LOST', 'LOST') }),
    ]);
    await book.settleAll();
    expect(answers.filter(({ __typename }) => __typename === 'Market')).toHaveLength(1);
    expect([1000n, 2100n]).toContain(await book.wallet(user));
    expect(await book.broken()).toEqual({});
  });
});

describe('settling a market again', () => {
  it('reverses what was paid and pays what is right', async () => {
    const { eventId, market } = await playedMarket();
    const [home, away, draw] = [newUser(), newUser(), newUser()];
    const bet = await book.bet(home, [{ market, eventId, outcome: 'HOME' }]);
    await book.bet(away, [{ market, eventId, outcome: 'AWAY' }]);
    await book.bet(draw, [{ market, eventId, outcome: 'DRAW' }]);
    await settle(market, 'WON', 'LOST', 'LOST');
    expect(await resettle(market, 'LOST', 'LOST', 'WON')).toMatchObject({ status: 'RESETTLING' });
    expect(await Promise.all([home, away, draw].map(book.wallet))).toEqual([0n, 3600n, 0n]);
    expect(await book.state(bet)).toEqual({ status: 'LOST', paid: 0, revision: 2, open: 0 });
    expect(await book.toldOf(bet)).toEqual(['settled', 'resettled']);
    const { status, settlement } = await read(market.id);
    expect({ status, settlement }).toMatchObject({ status: 'SETTLED', settlement: { revision: 2, settledBets: 2 } });
    const { rows } = await book.pool.query(
      `SELECT from_status AS from, to_status AS to, amount_minor::int AS amount FROM bet_history WHERE bet_id = $1 ORDER BY id`,
      [bet],
    );
    expect(rows).toEqual([
      { from: null, to: 'ACCEPTED', amount: -1000 },
      { from: 'ACCEPTED', to: 'WON', amount: 2100 },
      { from: 'WON', to: 'ACCEPTED', amount: -2100 },
      { from: 'ACCEPTED', to: 'LOST', amount: 0 },
    ]);
    expect(await book.broken()).toEqual({});
  });

  it('makes a debt of what was spent, which the next winnings repay', async () => {
    const first = await playedMarket();
    const user = newUser();
    await book.bet(user, [{ ...first, outcome: 'HOME' }]);
    await settle(first.market, 'WON', 'LOST', 'LOST');
    await book.spend(user, 1500n);
    await resettle(first.market, 'LOST', 'WON', 'LOST');
    expect([await book.wallet(user), await book.owed(user)]).toEqual([0n, 1500n]);
    expect(await book.broken()).toEqual({});

    const second = await playedMarket();
    await book.bet(user, [{ ...second, outcome: 'HOME' }]);
    await settle(second.market, 'WON', 'LOST', 'LOST');
    expect([await book.wallet(user), await book.owed(user)]).toEqual([600n, 0n]);
    expect(await book.broken()).toEqual({});
  });

  it('lends nothing to a user whose deposit arrives in the meantime', async () => {
    const first = await playedMarket();
    const user = newUser();
    await book.bet(user, [{ ...first, outcome: 'HOME' }]);
    await settle(first.market, 'WON', 'LOST', 'LOST');
    await book.spend(user, 1500n);
    await book.whileDepositing(user, 5000n, () => resettle(first.market, 'LOST', 'WON', 'LOST'));
    expect([await book.wallet(user), await book.owed(user)]).toEqual([3500n, 0n]);
    expect(await book.broken()).toEqual({});
  });

  it('opens a bet again that was lost by mistake', async () => {
    const [first, second] = [await playedMarket(), await playedMarket()];
    const user = newUser();
    const bet = await book.bet(user, [
      { ...first, outcome: 'HOME' },
      { ...second, outcome: 'HOME' },
    ]);
    await settle(first.market, 'LOST', 'WON', 'LOST');
    expect(await book.state(bet)).toMatchObject({ status: 'LOST', revision: 1 });
    await resettle(first.market, 'WON', 'LOST', 'LOST');
    expect(await book.state(bet)).toEqual({ status: 'ACCEPTED', paid: null, revision: 1, open: 1000 });
    expect(await book.broken()).toEqual({});
    await settle(second.market, 'WON', 'LOST', 'LOST');
    expect(await book.state(bet)).toMatchObject({ status: 'WON', paid: 4410, revision: 2 });
    expect(await book.broken()).toEqual({});
  });

  it('is refused while the first settlement is still being paid', async () => {
    const { eventId, market } = await playedMarket();
    for (const _ of [1, 2, 3]) await book.bet(newUser(), [{ market, eventId, outcome: 'HOME' }]);
    const results = resultsOf(market, 'WON', 'LOST', 'LOST');
    await book.whilePaying(market.id, async () => {
      await settling('settleMarket', market, { results });
      const again = await settling('resettleMarket', market, { results, reason: 'Too early' });
      expect(again).toMatchObject({ __typename: 'SettlementRunning' });
    });
    expect((await read(market.id)).settlement).toMatchObject({ status: 'DONE', settledBets: 3 });
    expect(await book.broken()).toEqual({});
  });
});
