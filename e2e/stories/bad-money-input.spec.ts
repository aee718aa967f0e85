import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { type BadInput, changesNothing, outcomeOf } from '../harness/bad-input.ts';
import {
  act,
  type Bettor,
  depositByCard,
  kes,
  newBettor,
  ofAge,
  type OpenMarket,
  openTrading,
  placeBet,
  richBettor,
  type Trading,
} from '../harness/bettors.ts';
import { type Client, signedInAs } from '../harness/client.ts';

let trading: Trading;
let admin: Client;
let [player, other] = [] as unknown as [Bettor, Bettor];
/** Other wallets of the player: another one in shillings, and one in euros. */
let [potId, eurosId] = ['', ''];
let markets: OpenMarket[];
/** Bets of the two players. */
let [betId, otherBetId] = ['', ''];

async function openPlayers(): Promise<void> {
  [player, other] = await Promise.all([richBettor('5000.00'), richBettor('500.00')]);
  const open = (input: object) =>
    act(player.user, 'openWallet', { idempotencyKey: v7(), ...input }, '... on Wallet { id }');
  ({ id: potId } = await open({ currency: 'KES', name: 'Rent' }));
  ({ id: eurosId } = await open({ currency: 'EUR' }));
}

beforeAll(async () => {
  [trading, admin] = await Promise.all([openTrading(), signedInAs('admin@example.com'), openPlayers()]);
  markets = await Promise.all(Array.from({ length: 21 }, () => trading.market(['1.100', '1.500'])));
  const [first] = markets[0]!.selections;
  ({ id: betId } = await placeBet(player, first!, '100.00'));
  ({ id: otherBetId } = await placeBet(other, first!, '100.00'));
});

const key = () => ({ idempotencyKey: v7() });
const euros = { amount: '100.00', currency: 'EUR' };

const withdrawal = (more: object = {}) => ({
  walletId: player.walletId,
  amount: kes('100.00'),
  phone: '+254712345678',
  ...key(),
  ...more,
});
const deposit = (more: object = {}) => ({ ...withdrawal(), method: 'MPESA', ...more });
const transfer = (more: object = {}) => ({
  fromWalletId: player.walletId,
  toWalletId: potId,
  amount: kes('100.00'),
  ...key(),
  ...more,
});
const leg = (index: number, selection = 0, odds?: string) => {
  const { id: selectionId, odds: current } = markets[index]!.selections[selection]!;
  return { selectionId, odds: odds ?? current };
};
const single = (more: object = {}) => ({
  kind: 'SINGLE',
  selections: [leg(0)],
  stake: kes('100.00'),
  ...key(),
  ...more,
});
const legs = (count: number) => Array.from({ length: count }, (_, index) => leg(index));

/** What is wrong with an amount, in every mutation that takes one from a wallet in shillings. */
const ofAmounts = (mutation: string, input: (more: object) => object): BadInput[] =>
  (
    [
      ['an amount of nothing', kes('0.00'), 'amount.amount'],
      ['a negative amount', kes('-100.00'), 'amount.amount'],
      ['too many digits', kes('100.001'), 'amount.amount'],
      ['another currency', euros, 'amount.currency'],
    ] as const
  ).map(([what, amount, field]) => [what, mutation, () => input({ amount }), `BAD_USER_INPUT at ${field}`]);

const ofWallets: BadInput[] = [
  ...ofAmounts('deposit', deposit),
  ...ofAmounts('requestWithdrawal', withdrawal),
  ...ofAmounts('transfer', transfer),
  ...(['deposit', 'requestWithdrawal'] as const)
    .flatMap((mutation): BadInput[] => {
      const input = (more: object) => () => (mutation === 'deposit' ? deposit(more) : withdrawal(more));
      return [
        ['an unknown wallet', mutation, input({ walletId: `wal_${v7()}` }), 'NOT_FOUND'],
        ['a foreign wallet', mutation, () => input({ walletId: other.walletId })(), 'NOT_FOUND'],
        ['a wallet in euros', mutation, () => input({ walletId: eurosId })(), ''],
        ['cents by M-Pesa', mutation, input({ amount: kes('100.50') }), 'BAD_USER_INPUT at amount.amount'],
        ['more than M-Pesa moves', mutation, input({ amount: kes('250001.00') }), 'BAD_USER_INPUT at amount.amount'],
        ['a phone of another country', mutation, input({ phone: '+4915112345678' }), 'BAD_USER_INPUT at phone'],
        ['a landline', mutation, input({ phone: '+254202345678' }), 'BAD_USER_INPUT at phone'],
        ['a key that is too short', mutation, input({ idempotencyKey: 'short' }), 'BAD_USER_INPUT at idempotencyKey'],
      ];
    })
    .map(([what, mutation, input, outcome]): BadInput => [
      what,
      mutation,
      input,
      outcome || `BAD_USER_INPUT at ${mutation === 'deposit' ? 'method' : 'walletId'}`,
    ]),
  ['no phone', 'deposit', () => deposit({ phone: null }), 'BAD_USER_INPUT at phone'],
  ['a card token for M-Pesa', 'deposit', () => deposit({ token: 'pm_card_visa' }), 'BAD_USER_INPUT at token'],
  ['more than is there', 'requestWithdrawal', () => withdrawal({ amount: kes('9000.00') }), 'INSUFFICIENT_FUNDS'],
  [
    'less than M-Pesa pays',
    'requestWithdrawal',
    () => withdrawal({ amount: kes('9.00') }),
    'BAD_USER_INPUT at amount.amount',
  ],
  ['an unknown wallet', 'transfer', () => transfer({ toWalletId: `wal_${v7()}` }), 'NOT_FOUND'],
  ['a foreign wallet', 'transfer', () => transfer({ toWalletId: other.walletId }), 'NOT_FOUND'],
  ['money of a foreign wallet', 'transfer', () => transfer({ fromWalletId: other.walletId }), 'NOT_FOUND'],
  ['one wallet twice', 'transfer', () => transfer({ toWalletId: player.walletId }), 'BAD_USER_INPUT at toWalletId'],
  ['wallets of two currencies', 'transfer', () => transfer({ toWalletId: eurosId }), 'BAD_USER_INPUT at toWalletId'],
  ['more than is there', 'transfer', () => transfer({ amount: kes('9000.00') }), 'INSUFFICIENT_FUNDS'],
];

const twoOfOne = () => [leg(0), leg(0, 1)];

const ofBets: BadInput[] = [
  ['a stake of nothing', 'placeBet', () => single({ stake: kes('0.00') }), 'BAD_USER_INPUT at stake.amount'],
  ['a negative stake', 'placeBet', () => single({ stake: kes('-20.00') }), 'BAD_USER_INPUT at stake.amount'],
  ['too many digits', 'placeBet', () => single({ stake: kes('20.001') }), 'BAD_USER_INPUT at stake.amount'],
  ['a currency without money', 'placeBet', () => single({ stake: euros }), 'INSUFFICIENT_FUNDS'],
  [
    'a currency without bets',
    'placeBet',
    () => single({ stake: { amount: '100', currency: 'JPY' } }),
    'BET_CURRENCY_NOT_OFFERED',
  ],
  ['a stake below the minimum', 'placeBet', () => single({ stake: kes('19.99') }), 'STAKE_TOO_LOW'],
  ['more than is there', 'placeBet', () => single({ stake: kes('9000.00') }), 'INSUFFICIENT_FUNDS'],
  ['odds that are stale', 'placeBet', () => single({ selections: [leg(0, 0, '1.050')] }), 'ODDS_CHANGED'],
  [
    'odds that fell',
    'placeBet',
    () => single({ selections: [leg(0, 0, '1.200')], oddsPolicy: 'BETTER' }),
    'ODDS_CHANGED',
  ],
  [
    'odds below one',
    'placeBet',
    () => single({ selections: [leg(0, 0, '0.900')] }),
    'BAD_USER_INPUT at selections.0.odds',
  ],
  [
    'two selections of one event',
    'placeBet',
    () => single({ kind: 'ACCUMULATOR', selections: twoOfOne() }),
    'SELECTIONS_OF_ONE_EVENT',
  ],
  ['21 legs', 'placeBet', () => single({ kind: 'ACCUMULATOR', selections: legs(21) }), 'BAD_USER_INPUT at selections'],
  ['no legs', 'placeBet', () => single({ kind: 'ACCUMULATOR', selections: [] }), 'BAD_USER_INPUT at selections'],
  ['two legs in a single', 'placeBet', () => single({ selections: legs(2) }), 'BAD_USER_INPUT at selections'],
  ...[[], [4], [0], [2, 2]].map((systemSizes): BadInput => [
    `the system sizes [${systemSizes.join(', ')}] of 3 legs`,
    'placeBet',
    () => single({ kind: 'SYSTEM', selections: legs(3), systemSizes }),
    'BAD_USER_INPUT at systemSizes',
  ]),
  [
    'an unknown selection',
    'placeBet',
    () => single({ selections: [{ selectionId: `sel_${v7()}`, odds: '2.000' }] }),
    'NOT_FOUND',
  ],
  ['a foreign bet', 'cancelBet', () => ({ betId: otherBetId, ...key() }), 'NOT_FOUND'],
  ['an unknown bet', 'cancelBet', () => ({ betId: `bet_${v7()}`, ...key() }), 'NOT_FOUND'],
  ['a foreign bet', 'offerCashOut', () => ({ betId: otherBetId }), 'NOT_FOUND'],
  ['a stake of nothing', 'offerCashOut', () => ({ betId, stake: kes('0.00') }), 'BAD_USER_INPUT at stake.amount'],
  ['another currency', 'offerCashOut', () => ({ betId, stake: euros }), 'BAD_USER_INPUT at stake.currency'],
  ['an unknown offer', 'cashOutBet', () => ({ offerId: `cof_${v7()}`, ...key() }), 'NOT_FOUND'],
];

describe('bad input of a bettor', () => {
  it.each([...ofWallets, ...ofBets])('%s in %s posts nothing', async (_what, mutation, input, outcome) => {
    await changesNothing(player, admin, async () => {
      expect(await outcomeOf(player.user, mutation, input())).toBe(outcome);
    });
  });

  it('a started event posts nothing', async () => {
    const { id, selections } = await trading.market();
    const { market } = await player.user.data('query ($id: ID!) { market(id: $id) { event { id } } }', { id });
    await act(trading.trader, 'updateSportEvent', { sportEventId: market.event.id, action: 'START' });
    await changesNothing(player, admin, async () => {
      const selection = { selectionId: selections[0]!.id, odds: selections[0]!.odds };
      expect(await outcomeOf(player.user, 'placeBet', single({ selections: [selection] }))).toBe('EVENT_STARTED');
    });
  });
});

describe('people who may not', () => {
  const born = ({ user }: Bettor, dateOfBirth: string) => act(user, 'setDateOfBirth', { dateOfBirth, country: 'KE' });
  const tenYearsAgo = `${new Date().getUTCFullYear() - 10}-01-01`;

  it.each<[string, (bettor: Bettor) => Promise<unknown>, string]>([
    ['have not given a date of birth', async () => {}, 'DATE_OF_BIRTH_REQUIRED'],
    ['are under age', (bettor) => born(bettor, tenYearsAgo), 'UNDER_AGE'],
    [
      'take a time-out',
      async (bettor) => {
        await ofAge(bettor);
        await act(bettor.user, 'takeTimeOut', { hours: 24, ...key() });
      },
      'EXCLUDED',
    ],
    [
      'are excluded',
      async (bettor) => {
        await ofAge(bettor);
        await act(bettor.user, 'excludeMyself', { months: 6, ...key() });
      },
      'EXCLUDED',
    ],
  ])('%s neither bet nor deposit', async (_who, become, code) => {
    const bettor = await newBettor();
    await become(bettor);
    await changesNothing(bettor, admin, async () => {
      expect(await outcomeOf(bettor.user, 'placeBet', single())).toBe(code);
      expect(await outcomeOf(bettor.user, 'deposit', deposit({ walletId: bettor.walletId }))).toBe(code);
      expect(await depositByCard(bettor, '100.00')).toMatchObject({ code });
    });
  });
});
