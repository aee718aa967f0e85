import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { type Betting, kes, type Match, openBetting, several, single } from './bets/betting.ts';
import { hourMs, type Outcome, trader } from './markets/open-book.ts';

type Person = Viewer & { id: string };

let betting: Betting;
let matches: Match[];
let player: Person;
let walletId: string;
let foreignWalletId: string;

const walletOf = async (as: Viewer): Promise<string> =>
  (await betting.query('{ wallet(currency: "KES") { id } }', {}, { as })).data['wallet'].id;

beforeAll(async () => {
  betting = await openBetting();
  matches = [];
  for (let count = 0; count < 21; count += 1) matches.push(await betting.match('1.100'));
  player = await betting.player();
  walletId = await walletOf(player);
  foreignWalletId = await walletOf(await betting.player());
});
afterAll(() => betting.close());

/** The code of a refusal, or the code and the field of an error. */
async function outcomeOf(as: Viewer, mutation: string, input: object): Promise<string> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const document = `mutation ($input: ${type}) { result: ${mutation}(input: $input) { __typename ... on UserError { code } } }`;
  const { data, errors } = await betting.query(document, { input }, { as });
  const { code, field } = (errors?.[0]?.extensions ?? data['result']) as { code?: string; field?: string };
  return [code ?? data['result'].__typename, field].filter(Boolean).join(' at ');
}

/** Everything that holds or moves money. */
async function booksOf(): Promise<Outcome> {
  const { rows } = await betting.pool.query(`SELECT (SELECT count(*) FROM ledger_transaction) AS transactions,
    (SELECT count(*) FROM ledger_posting) AS postings, (SELECT count(*) FROM bet) AS bets, (SELECT count(*) FROM deposit) AS deposits,
    (SELECT count(*) FROM withdrawal) AS withdrawals, (SELECT sum(open_minor) FROM exposure) AS exposure,
    (SELECT count(*) FROM settlement_run) AS settlements, (SELECT sum(odds_version) FROM selection) AS odds`);
  return rows[0];
}

const deposit = (more: object = {}) => ({
  walletId,
  amount: kes('100.00'),
  method: 'MPESA',
  phone: '+254712345678',
  idempotencyKey: newId('req'),
  ...more,
});
const withdrawal = (more: object = {}) => {
  const { method: _, ...rest } = deposit(more);
  return rest;
};
const usd = { amount: '100.00', currency: 'USD' };
const stake = (amount: object) => single(matches[0]!, { stake: amount });
const priced = (odds: string, more: object = {}) =>
  single(matches[0]!, { selections: [{ selectionId: matches[0]!.selectionId, odds }], ...more });

type Case = [what: string, mutation: string, input: () => object, outcome: string];

const ofMoney: Case[] = [
  ['an unknown wallet', 'deposit', () => deposit({ walletId: newId('wal') }), 'NOT_FOUND'],
  ['a foreign wallet', 'deposit', () => deposit({ walletId: foreignWalletId }), 'NOT_FOUND'],
  ['an unknown wallet', 'requestWithdrawal', () => withdrawal({ walletId: newId('wal') }), 'NOT_FOUND'],
  ['a foreign wallet', 'requestWithdrawal', () => withdrawal({ walletId: foreignWalletId }), 'NOT_FOUND'],
  ...['deposit', 'requestWithdrawal'].flatMap((mutation): Case[] => {
    const input = (more: object) => () => (mutation === 'deposit' ? deposit(more) : withdrawal(more));
    const bad = 'BAD_USER_INPUT at amount.amount';
    return [
      ['an amount of nothing', mutation, input({ amount: kes('0.00') }), bad],
      ['a negative amount', mutation, input({ amount: kes('-100.00') }), bad],
      ['too many digits', mutation, input({ amount: kes('100.001') }), bad],
      ['cents by M-Pesa', mutation, input({ amount: kes('100.50') }), bad],
      ['another currency', mutation, input({ amount: usd }), 'BAD_USER_INPUT at amount.currency'],
      ['a phone of another country', mutation, input({ phone: '+4915112345678' }), 'BAD_USER_INPUT at phone'],
    ];
  }),
];

const ofBets: Case[] = [
  ['a stake of nothing', 'placeBet', () => stake(kes('0.00')), 'BAD_USER_INPUT at stake.amount'],
  ['a negative stake', 'placeBet', () => stake(kes('-20.00')), 'BAD_USER_INPUT at stake.amount'],
  ['a stake with too many digits', 'placeBet', () => stake(kes('20.001')), 'BAD_USER_INPUT at stake.amount'],
  ['a currency without a wallet', 'placeBet', () => stake(usd), 'INSUFFICIENT_FUNDS'],
  ['a currency without bets', 'placeBet', () => stake({ amount: '100', currency: 'JPY' }), 'BET_CURRENCY_NOT_OFFERED'],
  ['a stake below the minimum', 'placeBet', () => stake(kes('19.99')), 'STAKE_TOO_LOW'],
  ['odds that are stale', 'placeBet', () => priced('1.050'), 'ODDS_CHANGED'],
  ['odds that fell', 'placeBet', () => priced('1.200', { oddsPolicy: 'BETTER' }), 'ODDS_CHANGED'],
  [
    'two selections of one event',
    'placeBet',
    () => {
      const [match, other] = matches as [Match, Match];
      const input = several('ACCUMULATOR', [match, other]);
      const second = { selectionId: match.otherId, odds: '1.500' };
      return { ...input, selections: [input.selections[0]!, second] };
    },
    'SELECTIONS_OF_ONE_EVENT',
  ],
  ['21 legs', 'placeBet', () => several('ACCUMULATOR', matches), 'BAD_USER_INPUT at selections'],
  ['no legs', 'placeBet', () => several('ACCUMULATOR', matches, { selections: [] }), 'BAD_USER_INPUT at selections'],
  ...[[], [4], [0], [2, 2]].map((systemSizes): Case => [
    `the system sizes [${systemSizes.join(', ')}] of 3 legs`,
    'placeBet',
    () => several('SYSTEM', matches.slice(0, 3), { systemSizes }),
    'BAD_USER_INPUT at systemSizes',
  ]),
  [
    'an unknown selection',
    'placeBet',
    () => single(matches[0]!, { selections: [{ selectionId: newId('sel'), odds: '2.000' }] }),
    'NOT_FOUND',
  ],
];

describe('bad input of a bettor', () => {
  it.each([...ofMoney, ...ofBets])('%s in %s posts nothing', async (_what, mutation, input, outcome) => {
    const before = await booksOf();
    expect(await outcomeOf(player, mutation, input())).toBe(outcome);
    expect(await booksOf()).toEqual(before);
  });

  it('a started event posts nothing', async () => {
    const match = await betting.match('2.000');
    await betting.mutate('updateSportEvent', { sportEventId: match.eventId, action: 'START' });
    const before = await booksOf();
    expect(await outcomeOf(player, 'placeBet', single(match))).toBe('EVENT_STARTED');
    expect(await booksOf()).toEqual(before);
  });
});

describe('people who may not', () => {
  /** A bettor with money who changes their gaming data first. */
  async function personWho(sql: string | null, mutation?: string, input: object = {}): Promise<Person> {
    const bettor = await betting.player();
    if (sql !== null) await betting.pool.query(sql, [bettor.id]);
    if (mutation !== undefined) await outcomeOf(bettor, mutation, { idempotencyKey: newId('req'), ...input });
    return bettor;
  }
  const bornToday = 'UPDATE gaming_person SET date_of_birth = current_date WHERE user_id = $1';
  const unborn = 'DELETE FROM gaming_person WHERE user_id = $1';
  const people: [string, () => Promise<Person>, string][] = [
    ['are excluded', () => personWho(null, 'excludeMyself', { months: 6 }), 'EXCLUDED'],
    ['take a time-out', () => personWho(null, 'takeTimeOut', { hours: 24 }), 'EXCLUDED'],
    ['are under age', () => personWho(bornToday), 'UNDER_AGE'],
    ['did not give a date of birth', () => personWho(unborn), 'DATE_OF_BIRTH_REQUIRED'],
  ];

  it.each(people)('%s neither bet nor deposit', async (_who, create, code) => {
    const bettor = await create();
    const ownWalletId = await walletOf(bettor);
    const before = await booksOf();
    expect(await outcomeOf(bettor, 'placeBet', stake(kes('100.00')))).toBe(code);
    expect(await outcomeOf(bettor, 'deposit', deposit({ walletId: ownWalletId }))).toBe(code);
    expect(await booksOf()).toEqual(before);
  });

  it.each(['TRADER', 'SUPPORT', 'ADMIN'] as const)('work as %s do not bet', async (role) => {
    const { id } = await betting.player();
    const before = await booksOf();
    const staff = person(id, role);
    expect(await outcomeOf(staff, 'placeBet', stake(kes('100.00')))).toBe('STAFF_MAY_NOT_BET');
    const { idempotencyKey: _, ...quoted } = stake(kes('100.00'));
    const asked = 'query ($input: QuoteBetInput!) { quoteBet(input: $input) { refusal { code } } }';
    const { data } = await betting.query(asked, { input: quoted }, { as: staff });
    expect(data['quoteBet'].refusal.code).toBe('STAFF_MAY_NOT_BET');
    expect(await booksOf()).toEqual(before);
  });
});

describe('bad input of a trader', () => {
  const settling = (marketId: string, results: object[]) => ({ idempotencyKey: newId('req'), marketId, results });
  const [yes, no] = ['WON', 'LOST'];
  const results = ({ selectionId, otherId }: Match) => [
    { selectionId, result: yes },
    { selectionId: otherId, result: no },
  ];
  const of = (index: number): Match => matches[index]!;

  it.each<Case>([
    [
      'odds of a market of another event',
      'setOdds',
      () => ({
        marketId: of(0).marketId,
        expectedVersion: 1,
        selections: [{ selectionId: of(1).selectionId, odds: '3.000' }],
      }),
      'BAD_USER_INPUT at selections.0.selectionId',
    ],
    [
      'odds of an unknown market',
      'setOdds',
      () => ({
        marketId: newId('mkt'),
        expectedVersion: 1,
        selections: [{ selectionId: of(1).selectionId, odds: '3.000' }],
      }),
      'NOT_FOUND',
    ],
    [
      'results of an open market',
      'settleMarket',
      () => settling(of(0).marketId, results(of(0))),
      'WRONG_MARKET_STATUS',
    ],
    [
      'odds based on an old version',
      'setOdds',
      () => ({
        marketId: of(0).marketId,
        expectedVersion: 7,
        selections: [{ selectionId: of(0).selectionId, odds: '3.000' }],
      }),
      'MARKET_CHANGED',
    ],
  ])('%s in %s changes nothing', async (_what, mutation, input, outcome) => {
    const before = await booksOf();
    expect(await outcomeOf(trader, mutation, input())).toBe(outcome);
    expect(await booksOf()).toEqual(before);
  });

  it('results of a market of another event, and too few of them, change nothing', async () => {
    const match = await betting.match('2.000');
    await betting.mutate('closeMarket', { marketId: match.marketId });
    const before = await booksOf();
    const foreign = settling(match.marketId, results(of(0)));
    expect(await outcomeOf(trader, 'settleMarket', foreign)).toBe('BAD_USER_INPUT at results.0.selectionId');
    const few = settling(match.marketId, results(match).slice(0, 1));
    expect(await outcomeOf(trader, 'settleMarket', few)).toBe('BAD_USER_INPUT at results');
    expect(await booksOf()).toEqual(before);
  });

  it('feed lines out of order change nothing: a later line waits, an earlier one is a repeat', async () => {
    const startsAt = new Date(betting.now().getTime() + hourMs).toISOString();
    const fixture = { type: 'fixture', event: 'm1', sport: 'football', competition: 'Cup', startsAt };
    const line = (seq: number, more: object) => JSON.stringify({ producer: 'unruly', seq, event: 'm1', ...more });
    const odds = (home: string) => ({
      type: 'odds',
      market: 'btts',
      marketType: 'BTTS',
      selections: [
        { outcome: 'YES', odds: home },
        { outcome: 'NO', odds: '1.500' },
      ],
    });
    const send = (...lines: string[]) =>
      betting.mutate(
        'importFeed',
        { lines: lines.join('\n') },
        '... on FeedReport { applied repeated } ... on FeedGap { expected found }',
      );
    await send(line(1, { ...fixture, home: 'Unruly', away: 'Guests' }), line(2, odds('2.000')));
    const before = await booksOf();
    expect(await send(line(4, odds('9.000')), line(3, odds('8.000')))).toMatchObject({
      code: 'FEED_GAP',
      expected: 3,
      found: 4,
    });
    expect(await send(line(2, odds('7.000')), line(1, fixture))).toMatchObject({ applied: 0, repeated: 2 });
    expect(await booksOf()).toEqual(before);
  });
});
