import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { hourMs } from '../markets/open-book.ts';
import { type Betting, kes, type Match, openBetting, several, single } from './betting.ts';

let betting: Betting;
let first: Match;
let second: Match;
let third: Match;
let fourth: Match;
beforeAll(async () => {
  betting = await openBetting();
  [first, second, third, fourth] = [
    await betting.match('2.000'),
    await betting.match('3.500'),
    await betting.match('4.000'),
    await betting.match('1.500'),
  ];
});
afterAll(() => betting.close());

describe('placing a bet', () => {
  it('takes the stake and saves the bet with its events', async () => {
    const player = await betting.player(50_000n);
    const bet = await betting.place(player, single(first));
    expect(bet).toMatchObject({
      status: 'ACCEPTED',
      lines: 1,
      stake: { amount: '100.00', currency: 'KES' },
      potentialReturn: { amount: '200.00' },
      legs: [{ odds: '2.000', result: null, selection: { id: first.selectionId }, event: { id: first.eventId } }],
      history: [{ from: null, to: 'ACCEPTED', by: 'user', amount: { amount: '-100.00' } }],
    });
    expect(await betting.balance(player)).toBe(40_000n);
    expect(await betting.trialBalance()).toBe('0');
    const told = (await betting.told()).filter(({ correlationId }) => correlationId !== '').slice(-2);
    expect(told).toEqual([
      expect.objectContaining({
        type: 'wallets.bet.placed',
        subject: bet.id,
        data: expect.objectContaining({ potentialReturn: { amountMinor: '20000', currency: 'KES' } }),
      }),
      expect.objectContaining({
        type: 'wallets.wallet.balance_changed',
        data: expect.objectContaining({ ownerId: player.id, reference: `bet:${bet.id}:stake` }),
      }),
    ]);
  });

  it('multiplies the odds of an accumulator, and has a line for each combination of a system', async () => {
    const player = await betting.player();
    expect(await betting.place(player, several('ACCUMULATOR', [first, second, third]))).toMatchObject({
      lines: 1,
      potentialReturn: { amount: '2800.00' },
    });
    const yankee = several('SYSTEM', [first, second, third, fourth], { systemSizes: [4, 2, 3], stake: kes('10.00') });
    expect(await betting.place(player, yankee)).toMatchObject({
      lines: 11,
      systemSizes: [2, 3, 4],
      unitStake: { amount: '10.00' },
      stake: { amount: '110.00' },
      potentialReturn: { amount: '1567.50' },
    });
    const euros = await betting.player(2_000n, 'EUR');
    const unit = { ...yankee, stake: { amount: '1.00', currency: 'EUR' } };
    expect(await betting.place(euros, unit)).toMatchObject({ potentialReturn: { amount: '156.75' } });
    const banker = { ...yankee, idempotencyKey: newId('req'), systemSizes: [1] };
    banker.selections = banker.selections.map((each, index) => ({ ...each, isBanker: index === 0 }));
    expect(await betting.place(player, banker)).toMatchObject({ lines: 3, potentialReturn: { amount: '180.00' } });
  });

  it('costs six statements, however many selections there are', async () => {
    const player = await betting.player();
    await betting.place(player, several('ACCUMULATOR', [first, second, third, fourth]));
    const one = await betting.statements(() => betting.place(player, single(first)));
    const four = await betting.statements(() =>
      betting.place(player, several('ACCUMULATOR', [first, second, third, fourth])),
    );
    const ofCommand = (texts: readonly string[]) => texts.slice(0, texts.indexOf('COMMIT') + 1);
    expect(ofCommand(one.texts)).toHaveLength(6);
    expect(ofCommand(four.texts)).toHaveLength(6);
    expect(four.count).toBe(one.count);
  });

  it('happens once for fifty equal keys', async () => {
    const player = await betting.player(10_000n);
    const input = single(first);
    const answers = await Promise.all(Array.from({ length: 50 }, () => betting.place(player, input)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await betting.balance(player)).toBe(0n);
    expect(await betting.place(player, input)).toMatchObject({ id: answers[0].id });
    const other = { ...input, stake: kes('50.00') };
    expect(await betting.refusedInput('placeBet', player, other)).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('happens exactly ten times in a hundred for a balance of ten', async () => {
    const player = await betting.player(100_000n);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => betting.place(player, single([first, second, third][index % 3]!))),
    );
    expect(answers.filter(({ __typename }) => __typename === 'Bet')).toHaveLength(10);
    const refused = answers.filter(({ __typename }) => __typename !== 'Bet');
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['INSUFFICIENT_FUNDS']));
    expect(await betting.balance(player)).toBe(0n);
    expect(await betting.exposure('USER', player.id)).toMatchObject({ bets: 10, stake: '100000' });
    expect(await betting.trialBalance()).toBe('0');
  });
});

describe('a bet is refused', () => {
  const noBet = async (match: Match, expected: object, overrides: object = {}) => {
    const player = await betting.player(50_000n);
    expect(await betting.place(player, single(match, overrides))).toMatchObject(expected);
    expect(await betting.balance(player)).toBe(50_000n);
    expect(await betting.exposure('USER', player.id)).toBeNull();
  };

  it('when the odds have changed, unless its policy accepts them', async () => {
    const match = await betting.match('2.000');
    await betting.setOdds(match, '1.900');
    const changed = [{ selectionId: match.selectionId, requested: '2.000', current: '1.900' }];
    await noBet(match, { code: 'ODDS_CHANGED', odds: changed });
    await noBet(match, { code: 'ODDS_CHANGED', odds: changed }, { oddsPolicy: 'BETTER' });
    const player = await betting.player();
    expect(await betting.place(player, single(match, { oddsPolicy: 'ANY' }))).toMatchObject({
      legs: [{ odds: '1.900' }],
    });
    await betting.setOdds(match, '2.200');
    expect(await betting.place(player, single(match, { oddsPolicy: 'BETTER' }))).toMatchObject({
      legs: [{ odds: '2.200' }],
      potentialReturn: { amount: '220.00' },
    });
  });

  it('while its market is suspended, and after it was closed', async () => {
    const match = await betting.match();
    await betting.mutate('suspendMarket', { marketId: match.marketId, reason: 'goal' });
    await noBet(match, { code: 'MARKET_CLOSED', closed: [{ because: 'MARKET_SUSPENDED' }] });
    await betting.mutate('resumeMarket', { marketId: match.marketId });
    await betting.mutate('closeMarket', { marketId: match.marketId });
    await noBet(match, { code: 'MARKET_CLOSED', closed: [{ because: 'MARKET_CLOSED' }] });
  });

  it('with two selections of one event', async () => {
    const twice = [first, { ...first, selectionId: first.otherId, odds: '1.500' }];
    const player = await betting.player();
    const expected = { code: 'SELECTIONS_OF_ONE_EVENT', selectionIds: [first.selectionId, first.otherId] };
    expect(await betting.place(player, several('ACCUMULATOR', twice))).toMatchObject(expected);
    expect(await betting.place(player, several('SYSTEM', twice, { systemSizes: [1] }))).toMatchObject(expected);
  });

  it('when the stake is too low or too high, or its currency has no bets', async () => {
    await noBet(first, { code: 'STAKE_TOO_LOW', min: { amount: '20.00' } }, { stake: kes('19.99') });
    await noBet(first, { code: 'STAKE_TOO_HIGH', max: { amount: '100000.00' } }, { stake: kes('100000.01') });
    await noBet(first, { code: 'BET_CURRENCY_NOT_OFFERED' }, { stake: { amount: '5.00', currency: 'CHF' } });
  });

  it('above the largest stake of its market, in each currency its own', async () => {
    const eur = (amount: string) => ({ stake: { amount, currency: 'EUR' } });
    const capped = await betting.match('2.000', { maxStakes: [kes('50.00'), { amount: '1.50', currency: 'EUR' }] });
    const onlyKes = await betting.match('2.000', { maxStakes: [kes('50.00')] });
    const player = await betting.player(100_000n, 'EUR');
    await noBet(capped, { code: 'STAKE_TOO_HIGH', max: { amount: '50.00' } });
    expect(await betting.place(player, single(capped, eur('1.51')))).toMatchObject({
      code: 'STAKE_TOO_HIGH',
      max: { amount: '1.50' },
    });
    const accumulator = several('ACCUMULATOR', [onlyKes, capped], eur('1.51'));
    expect(await betting.place(player, accumulator)).toMatchObject({ max: { amount: '1.50' } });
    expect(await betting.place(player, single(capped, eur('1.50')))).toMatchObject({ __typename: 'Bet' });
    expect(await betting.place(player, single(onlyKes, eur('50.01')))).toMatchObject({ __typename: 'Bet' });
    await noBet(onlyKes, { code: 'STAKE_TOO_HIGH', max: { amount: '50.00' } }, { stake: kes('50.01') });
  });

  it('without enough money, without a wallet, and from a frozen one', async () => {
    const poor = await betting.player(9_999n);
    expect(await betting.place(poor, single(first))).toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      available: { amount: '99.99' },
    });
    const elsewhere = { ...single(first), stake: { amount: '5.00', currency: 'EUR' } };
    expect(await betting.place(poor, elsewhere)).toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      available: { amount: '0.00' },
    });
    await betting.pool.query(`UPDATE ledger_account SET frozen = true WHERE owner_id = $1`, [poor.id]);
    expect(await betting.place(poor, single(first, { stake: kes('20.00') }))).toMatchObject({ code: 'WALLET_FROZEN' });
  });

  it('to people who are excluded, too young or at their limit', async () => {
    const player = await betting.player();
    const person = (set: string) =>
      betting.pool.query(`UPDATE gaming_person SET ${set} WHERE user_id = $1`, [player.id]);
    await person(`exclusion_kind = 'SELF_EXCLUSION', excluded_until = NULL`);
    expect(await betting.place(player, single(first))).toMatchObject({ code: 'EXCLUDED' });
    await person(`exclusion_kind = NULL, date_of_birth = '2015-01-01'`);
    expect(await betting.place(player, single(first))).toMatchObject({ code: 'UNDER_AGE' });
    await person(`date_of_birth = '1990-01-01'`);
    await betting.place(player, single(first));
    await betting.pool.query(`UPDATE gaming_account SET stake_day_minor = 15000 WHERE user_id = $1`, [player.id]);
    expect(await betting.place(player, single(first))).toMatchObject({
      code: 'LIMIT_REACHED',
      left: { amount: '50.00' },
    });
    expect(await betting.exposure('USER', player.id)).toMatchObject({ bets: 1 });
  });

  it('beyond the exposure of a selection, also when many come at once', async () => {
    const match = await betting.match('2.000');
    await betting.pool.query(
      `UPDATE betting_limit SET max_stake_minor = 50000, max_return_minor = 100000, selection_max_minor = 100000 WHERE currency = 'KES'`,
    );
    const players = await Promise.all(Array.from({ length: 10 }, () => betting.player(50_000n)));
    const answers = await Promise.all(players.map((player) => betting.place(player, single(match))));
    expect(answers.filter(({ __typename }) => __typename === 'Bet')).toHaveLength(5);
    expect(answers.find(({ __typename }) => __typename !== 'Bet')).toMatchObject({
      code: 'STAKE_TOO_HIGH',
      max: { amount: '0.00' },
    });
    expect(await betting.exposure('SELECTION', match.selectionId)).toEqual({ bets: 5, stake: '50000', open: '100000' });
    expect(await betting.trialBalance()).toBe('0');
    await betting.pool.query(
      `UPDATE betting_limit SET max_stake_minor = 10000000, max_return_minor = 200000000, selection_max_minor = 2000000000 WHERE currency = 'KES'`,
    );
  });

  it.each([
    [
      '21 selections',
      () =>
        several(
          'ACCUMULATOR',
          Array.from({ length: 21 }, () => first),
        ),
      'selections',
    ],
    ['one selection in an accumulator', () => several('ACCUMULATOR', [first]), 'selections'],
    [
      'two selections in a single',
      () => ({ ...several('ACCUMULATOR', [first, second]), kind: 'SINGLE' }),
      'selections',
    ],
    ['a selection twice', () => several('ACCUMULATOR', [first, first]), 'selections.1.selectionId'],
    ['a size that is too large', () => several('SYSTEM', [first, second], { systemSizes: [3] }), 'systemSizes'],
    ['a size twice', () => several('SYSTEM', [first, second], { systemSizes: [1, 1] }), 'systemSizes'],
    ['no sizes', () => several('SYSTEM', [first, second]), 'systemSizes'],
    ['sizes for an accumulator', () => several('ACCUMULATOR', [first, second], { systemSizes: [2] }), 'systemSizes'],
    [
      'a banker in a single',
      () => single(first, { selections: [{ ...pick(first), isBanker: true }] }),
      'selections.0.isBanker',
    ],
    ['odds of 1', () => single(first, { selections: [{ ...pick(first), odds: '1.000' }] }), 'selections.0.odds'],
    [
      'odds with four decimals',
      () => single(first, { selections: [{ ...pick(first), odds: '2.0001' }] }),
      'selections.0.odds',
    ],
    [
      'a market instead of a selection',
      () => single(first, { selections: [{ ...pick(first), selectionId: first.marketId }] }),
      'selections.0.selectionId',
    ],
    ['a stake of nothing', () => single(first, { stake: kes('0.00') }), 'stake.amount'],
    ['a negative stake', () => single(first, { stake: kes('-20.00') }), 'stake.amount'],
    ['a stake with three decimals', () => single(first, { stake: kes('20.001') }), 'stake.amount'],
    ['a short key', () => single(first, { idempotencyKey: 'short' }), 'idempotencyKey'],
  ])('as bad input with %s', async (_what, input, field) => {
    const player = await betting.player();
    expect(await betting.refusedInput('placeBet', player, input())).toBe(`BAD_USER_INPUT at ${field}`);
  });

  it('as NOT_FOUND for an unknown selection', async () => {
    const player = await betting.player();
    const unknown = { selectionId: newId('sel'), odds: '2.000' };
    expect(await betting.refusedInput('placeBet', player, single(first, { selections: [unknown] }))).toBe('NOT_FOUND');
  });

  it('once its event has started by the clock, and accepted on a live market', async () => {
    const live = await betting.match('2.000', { isLive: true });
    const player = await betting.player();
    betting.pass(2 * hourMs);
    await noBet(first, { code: 'EVENT_STARTED', closed: [{ selectionId: first.selectionId }] });
    expect(await betting.place(player, single(live))).toMatchObject({ status: 'ACCEPTED' });
  });
});

const pick = ({ selectionId, odds }: Match) => ({ selectionId, odds });
