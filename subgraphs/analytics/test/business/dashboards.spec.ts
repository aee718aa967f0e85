import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  capturedEvent,
  chargedBackEvent,
  disputeEvent,
  orderEvent,
  refundEvent,
  refundFailedEvent,
  soldEvents,
  specOrder,
} from '../sales/sales-world.ts';
import {
  betCancelled,
  betCashedOut,
  betPlaced,
  betResettled,
  betSettled,
  mintEvent,
  payoutEvent,
} from './business-world.ts';
import { admin, type BusinessScene, startBusiness } from './start-business.ts';

let graph: BusinessScene;

beforeAll(async () => {
  graph = await startBusiness();
});

afterEach(() => graph.pool.query('TRUNCATE business_facts, business_buckets, business_players'));

afterAll(() => graph.close());

const day = { from: '2026-03-10', to: '2026-03-10', timeZone: 'UTC' };

const zero = { amount: '0.00' };
const noTrade = {
  created: 0,
  confirmed: 0,
  fulfilled: 0,
  cancelled: 0,
  failed: 0,
  sold: 0,
  gmv: zero,
  discounts: zero,
  fees: zero,
  averageOrder: null,
  captured: zero,
  refunds: zero,
  disputesOpened: 0,
  disputesWon: zero,
  disputesLost: zero,
};
const noBets = { bets: 0, stakes: zero, settledStakes: zero, payouts: zero, ggr: zero };
const nothing = { trade: noTrade, payouts: zero, deposits: zero, betting: noBets };

/** The first day of each period with what `read` says of its figures, without those of which it says nothing. */
const byDay = <Value>(
  { periods }: { periods: { from: string; figures: typeof nothing }[] },
  read: (figures: typeof nothing) => Value,
) => periods.map(({ from, figures }) => [from.slice(-2), read(figures)]);

describe('the dashboard of the platform', () => {
  it('has orders, payments and payouts on their days, by currency, with the days before', async () => {
    const order = specOrder({ discountMinor: 200, platformMinor: 50, feeMinor: 120 });
    const [refused, late, inShillings] = [specOrder(), specOrder(), specOrder({ currency: 'KES' })];
    await graph.publish([
      ...soldEvents(order),
      capturedEvent(order, '2026-03-11T09:00:00Z'),
      orderEvent(order, 'fulfilled', 'FULFILLED', { sequence: 7, at: '2026-03-12T09:00:00Z' }),
      refundEvent(order, { at: '2026-03-12T10:00:00Z', sequence: 3, amountMinor: 400, refundId: 'rfd_1' }),
      refundFailedEvent(order, { at: '2026-03-13T10:00:00Z', sequence: 4, amountMinor: 400, refundId: 'rfd_1' }),
      refundFailedEvent(order, { at: '2026-03-13T11:00:00Z', sequence: 5, amountMinor: 700 }),
      chargedBackEvent(order, { at: '2026-03-13T12:00:00Z', sequence: 6, amountMinor: 250 }),
      orderEvent(refused, 'placed', 'PENDING', { sequence: 1 }),
      orderEvent(refused, 'failed', 'PAYMENT_FAILED', { sequence: 2, at: '2026-03-11T00:00:00Z' }),
      ...soldEvents(late),
      orderEvent(late, 'cancelled', 'CANCELLED', { sequence: 4, at: '2026-03-12T00:00:00Z' }),
      ...soldEvents(inShillings),
      payoutEvent('paid', { id: 'pyt_1', at: '2026-03-12T08:00:00Z', amountMinor: 900 }),
      payoutEvent('returned', { id: 'pyt_1', at: '2026-03-13T08:00:00Z', amountMinor: 900 }),
    ]);
    const shown = await graph.platform({ from: '2026-03-10', to: '2026-03-13', timeZone: 'UTC' });
    expect(shown).toMatchObject({ from: '2026-03-10', to: '2026-03-13', timeZone: 'UTC', granularity: 'DAY' });
    expect(shown.updatedAt).toBe('2026-03-13T12:00:00.000Z');
    const [euros, shillings] = shown.currencies;
    expect([euros.currency, shillings.currency, shown.currencies.length]).toEqual(['EUR', 'KES', 2]);
    expect(euros.before).toEqual(nothing);
    expect(shillings.total.trade).toMatchObject({ created: 1, confirmed: 1, sold: 1, gmv: { amount: '10.00' } });
    const trade = (given: object) => ({ ...nothing, trade: { ...noTrade, ...given } });
    expect(byDay(euros, (figures) => figures)).toEqual([
      [
        '10',
        trade({
          created: 3,
          confirmed: 2,
          sold: 1,
          gmv: { amount: '10.00' },
          discounts: { amount: '2.00' },
          fees: { amount: '1.20' },
          averageOrder: { amount: '8.00' },
        }),
      ],
      ['11', trade({ failed: 1, captured: { amount: '13.00' } })],
      [
        '12',
        {
          ...trade({ fulfilled: 1, cancelled: 1, refunds: { amount: '4.00' } }),
          payouts: { amount: '9.00' },
        },
      ],
      ['13', { ...trade({ refunds: { amount: '-1.50' } }), payouts: { amount: '-9.00' } }],
    ]);
    const after = await graph.platform({ from: '2026-03-14', to: '2026-03-17', timeZone: 'UTC' });
    expect(after.currencies[0].before).toEqual(euros.total);
  });

  it('has the amounts of disputes that were won and lost on the days of their decisions', async () => {
    const order = specOrder();
    const at = '2026-03-11T10:00:00Z';
    const opened = ['dsp_1', 'dsp_2', 'dsp_3', 'dsp_4'];
    await graph.publish([
      ...soldEvents(order),
      ...opened.map((id) => disputeEvent(order, 'opened', { id, at: order.placedAt, sequence: 1, outcome: null })),
      disputeEvent(order, 'resolved', { id: 'dsp_1', at, sequence: 2, outcome: 'BUYER' }),
      disputeEvent(order, 'refunded', { id: 'dsp_1', at: '2026-03-12T10:00:00Z', sequence: 3, outcome: 'BUYER' }),
      disputeEvent(order, 'resolved', { id: 'dsp_2', at, sequence: 2, outcome: 'SELLER' }),
      disputeEvent(order, 'resolved', { id: 'dsp_3', at, sequence: 2, outcome: 'SPLIT' }),
    ]);
    const { currencies } = await graph.platform({ from: '2026-03-10', to: '2026-03-12', timeZone: 'UTC' });
    const disputes = byDay(currencies[0], ({ trade }) => [
      trade.disputesOpened,
      trade.disputesWon.amount,
      trade.disputesLost.amount,
    ]);
    expect(disputes).toEqual([
      ['10', [4, '0.00', '0.00']],
      ['11', [0, '8.00', '7.00']],
      ['12', [0, '0.00', '0.00']],
    ]);
  });

  it('has stakes, payouts and gross gaming revenue, and what the open bets can cost', async () => {
    const bet = (id: string, more = {}) => ({ id, stakeMinor: 1_000, returnMinor: 2_500, ...more });
    const at = '2026-03-10T10:00:00Z';
    const next = '2026-03-11T10:00:00Z';
    await graph.publish([
      betPlaced(bet('bet_open'), at),
      betPlaced(bet('bet_cancelled'), at),
      betCancelled(bet('bet_cancelled'), next),
      betPlaced(bet('bet_lost'), at),
      betSettled(bet('bet_lost'), { at: next, sequence: 2, stakeMinor: 1_000, paidMinor: 0 }),
      // Lost at first, and won after a correction.
      betPlaced(bet('bet_corrected'), at),
      betSettled(bet('bet_corrected'), { at: next, sequence: 2, stakeMinor: 1_000, paidMinor: 0 }),
      betResettled(bet('bet_corrected'), {
        at: next,
        sequence: 3,
        openStakeMinor: 0,
        beforeMinor: 0,
        paidMinor: 2_500,
      }),
      // Open again after a correction.
      betPlaced(bet('bet_again'), at),
      betSettled(bet('bet_again'), { at: next, sequence: 2, stakeMinor: 1_000, paidMinor: 2_500 }),
      betResettled(bet('bet_again'), {
        at: next,
        sequence: 3,
        openStakeMinor: 1_000,
        openReturnMinor: 2_500,
        beforeMinor: 2_500,
        paidMinor: null,
      }),
      betPlaced(bet('bet_part'), at),
      betCashedOut(bet('bet_part'), {
        at: next,
        sequence: 2,
        openStakeMinor: 400,
        openReturnMinor: 999,
        closedMinor: 600,
        paidMinor: 700,
      }),
      betPlaced(bet('bet_early', { isOld: true }), at),
      betCashedOut(bet('bet_early', { isOld: true }), {
        at: next,
        sequence: 2,
        openStakeMinor: 400,
        closedMinor: 600,
        paidMinor: 500,
      }),
    ]);
    const { currencies } = await graph.platform({ from: '2026-03-10', to: '2026-03-11', timeZone: 'UTC' });
    expect(currencies).toHaveLength(1);
    // Two whole bets, and the open parts of two.
    expect(currencies[0].openLiability).toEqual({ amount: '69.99' });
    expect(byDay(currencies[0], ({ betting }) => betting)).toEqual([
      ['10', { ...noBets, bets: 7, stakes: { amount: '70.00' } }],
      [
        '11',
        {
          bets: 0,
          stakes: { amount: '-10.00' },
          settledStakes: { amount: '32.00' },
          payouts: { amount: '37.00' },
          ggr: { amount: '-5.00' },
        },
      ],
    ]);
  });

  it('counts each person who placed a bet once in a period, in whatever order the bets arrive', async () => {
    const place = (userId: string, at: string) =>
      betPlaced({ id: `bet_${userId}_${at}`, userId, stakeMinor: 100, returnMinor: 200 }, at);
    await graph.publish([place('usr_a', '2026-03-11T10:00:00Z'), place('usr_a', '2026-03-10T23:59:00Z')]);
    await graph.publish([
      place('usr_a', '2026-03-11T09:00:00Z'),
      place('usr_a', '2026-03-09T09:00:00Z'),
      place('usr_b', '2026-03-11T09:00:00Z'),
    ]);
    const players = async (range: object) => {
      const { activePlayers } = await graph.platform({ from: '2026-03-10', to: '2026-03-12', ...range });
      const { total, before, periods } = activePlayers;
      return [total, before, periods.map(({ count }: { count: number }) => count)];
    };
    expect(await players({ timeZone: 'UTC' })).toEqual([2, 1, [1, 2, 0]]);
    // In Nairobi, the bet of 23:59 was placed on the day after.
    expect(await players({})).toEqual([2, 1, [0, 2, 0]]);
    expect(await players({ timeZone: 'UTC', granularity: 'MONTH' })).toEqual([2, 1, [2]]);
  });

  it('has the days of every time zone, also those that change the clock', async () => {
    for (const placedAt of [
      '2026-03-28T22:59:59Z', // 28 March in Berlin, 23:59
      '2026-03-28T23:00:00Z', // 29 March, 00:00
      '2026-03-29T21:59:59Z', // 29 March, 23:59 of a day of 23 hours
      '2026-03-29T22:00:00Z', // 30 March, 00:00
      '2026-10-24T22:00:00Z', // 25 October, 00:00
      '2026-10-25T22:59:59Z', // 25 October, 23:59 of a day of 25 hours
      '2026-10-25T23:00:00Z', // 26 October, 00:00
    ])
      await graph.publish(soldEvents(specOrder({ placedAt })));
    const created = async (from: string, to: string, timeZone: string) => {
      const { currencies } = await graph.platform({ from, to, timeZone });
      return byDay(currencies[0], ({ trade }) => trade.created).map(([, count]) => count);
    };
    expect(await created('2026-03-28', '2026-03-30', 'Europe/Berlin')).toEqual([1, 2, 1]);
    expect(await created('2026-10-24', '2026-10-26', 'Europe/Berlin')).toEqual([0, 2, 1]);
    expect(await created('2026-03-28', '2026-03-30', 'UTC')).toEqual([2, 2, 0]);
    // 5 hours and 45 minutes before UTC.
    expect(await created('2026-03-28', '2026-03-30', 'Asia/Kathmandu')).toEqual([0, 2, 2]);
    const weeks = await graph.platform({ from: '2026-03-24', to: '2026-10-26', granularity: 'WEEK', timeZone: 'UTC' });
    expect(weeks.currencies[0].total.trade.created).toBe(7);
    expect(weeks.currencies[0].periods[0]).toMatchObject({ from: '2026-03-24', to: '2026-03-29' });
  });

  it('takes two statements, four with open bets and players, whatever the range', async () => {
    await graph.publish([betPlaced({ id: 'bet_1', stakeMinor: 100, returnMinor: 200 }, '2026-03-10T10:00:00Z')]);
    const { count } = await graph.statements(() => graph.platform({ from: '2026-01-01', to: '2026-12-31' }));
    expect(count).toBe(4);
  });
});

describe('the dashboard of a store', () => {
  it('has the lines of the store, and its part of what follows', async () => {
    const lines = [
      { productId: 'prd_1', quantity: 2, packed: null, priceMinor: 1_500, storeId: 'sto_1', feeMinor: 30 },
      { productId: 'prd_2', quantity: 1, packed: null, priceMinor: 1_000, storeId: 'sto_2', feeMinor: 20 },
    ];
    const order = specOrder({ lines, discountMinor: 400, feeMinor: 50 });
    await graph.publish([
      // What went back is known before the order, whose lines say whose part it is.
      refundEvent(order, { at: order.placedAt, sequence: 3, amountMinor: 401 }),
      ...soldEvents(order),
      ...soldEvents(specOrder()),
      capturedEvent(order, order.placedAt),
      mintEvent('requested', { id: 'mnt_1', at: order.placedAt, storeId: 'sto_1', amount: 3 }),
      mintEvent('confirmed', { id: 'mnt_1', at: order.placedAt, storeId: 'sto_1', amount: 3 }),
      mintEvent('failed', { id: 'mnt_2', at: order.placedAt, storeId: 'sto_1', amount: 2 }),
      mintEvent('confirmed', { id: 'mnt_3', at: order.placedAt, storeId: 'sto_2', amount: 7 }),
    ]);
    const shown = await graph.store('sto_1', day);
    expect(shown.currencies).toHaveLength(1);
    expect(shown.currencies[0].total).toEqual({
      ...noTrade,
      created: 1,
      confirmed: 1,
      sold: 1,
      gmv: { amount: '30.00' },
      discounts: { amount: '3.00' },
      fees: { amount: '0.30' },
      averageOrder: { amount: '27.00' },
      captured: { amount: '32.25' },
      refunds: { amount: '3.00' },
    });
    expect(shown.mints).toMatchObject({ total: { minted: 3, failed: 2 }, before: { minted: 0, failed: 0 } });
    expect(shown.mints.periods).toEqual([
      { from: day.from, to: day.to, figures: { minted: 3, failed: 2, claimed: 0 } },
    ]);
    expect((await graph.store('sto_2', day, admin)).currencies[0].total).toMatchObject({ gmv: { amount: '10.00' } });
    const { currencies, mints } = await graph.platform(day);
    expect(currencies[0].total.trade).toMatchObject({
      created: 2,
      gmv: { amount: '50.00' },
      refunds: { amount: '4.01' },
    });
    expect(mints.total).toEqual({ minted: 10, failed: 2, claimed: 0 });
  });
});
