import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import {
  authorizedEvent,
  chargedBackEvent,
  disputeEvent,
  orderEvent,
  refundEvent,
  refundFailedEvent,
  returnEvent,
  soldEvents,
  specOrder,
} from './sales-world.ts';
import { dashboardQuery, otherSeller, type SalesScene, seller, startSales } from './start-sales.ts';

let graph: SalesScene;

beforeAll(async () => {
  graph = await startSales();
});

afterEach(() => graph.pool.query('TRUNCATE sales_orders, sales_buckets, sales_product_buckets'));

afterAll(() => graph.close());

const day = { from: '2026-03-10', to: '2026-03-10' };

const nothing = {
  orders: 0,
  units: 0,
  grossSales: { amount: '0.00', currency: 'EUR' },
  discounts: { amount: '0.00' },
  fees: { amount: '0.00' },
  averageOrder: null,
  cancelled: 0,
  refunds: { amount: '0.00' },
  returns: 0,
  disputesOpened: 0,
  disputesLost: 0,
  net: { amount: '0.00' },
};

/** The total of the only currency. */
const totalOf = async (range: Record<string, unknown> = day) =>
  (await graph.dashboard(range)).currencies[0]?.total ?? nothing;

describe('an order in the dashboard', () => {
  it('has its pieces, prices, discounts of the seller and fee on the day of the order', async () => {
    const lines = [
      { productId: 'prd_1', quantity: 2, packed: null, priceMinor: 1_000 },
      { productId: 'prd_2', quantity: 1, packed: null, priceMinor: 501 },
    ];
    await graph.publish(soldEvents(specOrder({ lines, discountMinor: 200, platformMinor: 50, feeMinor: 123 })));
    await graph.publish(soldEvents(specOrder()));
    expect(await graph.dashboard(day)).toMatchObject({
      ...day,
      timeZone: 'UTC',
      granularity: 'DAY',
      updatedAt: '2026-03-10T12:00:00.000Z',
      currencies: [
        {
          currency: 'EUR',
          total: {
            ...nothing,
            orders: 2,
            units: 4,
            grossSales: { amount: '35.01', currency: 'EUR' },
            discounts: { amount: '2.00' },
            fees: { amount: '2.23' },
            averageOrder: { amount: '16.51' },
          },
          before: nothing,
          topProducts: [
            { product: { id: 'prd_1' }, units: 3, grossSales: { amount: '30.00' } },
            { product: { id: 'prd_2' }, units: 1, grossSales: { amount: '5.01' } },
          ],
        },
      ],
    });
  });

  it('does not count before it is confirmed, nor when the attempt was refused', async () => {
    const [waiting, refused, withdrawn] = [specOrder(), specOrder(), specOrder()];
    await graph.publish([
      orderEvent(waiting, 'placed', 'PENDING', { sequence: 1 }),
      orderEvent(refused, 'placed', 'PENDING', { sequence: 1 }),
      orderEvent(refused, 'failed', 'PAYMENT_FAILED', { sequence: 3 }),
      orderEvent(withdrawn, 'placed', 'PENDING', { sequence: 1 }),
      orderEvent(withdrawn, 'cancelled', 'CANCELLED', { sequence: 2 }),
    ]);
    expect((await graph.dashboard(day)).currencies).toEqual([]);
  });

  it('counts as cancelled alone once it ended without a sale, with all that went back', async () => {
    const order = specOrder();
    await graph.publish(soldEvents(order));
    await graph.publish([refundEvent(order, { at: '2026-03-10T13:00:00Z', sequence: 2, amountMinor: 1_300 })]);
    expect(await totalOf()).toMatchObject({ orders: 1, refunds: { amount: '13.00' } });
    await graph.publish([orderEvent(order, 'cancelled', 'CANCELLED', { sequence: 4, at: '2026-03-12T08:00:00Z' })]);
    expect(await totalOf()).toEqual({ ...nothing, cancelled: 1 });
  });

  it('has the pieces that were packed', async () => {
    const lines = [{ productId: 'prd_1', quantity: 3, packed: null, priceMinor: 1_000 }];
    const order = specOrder({ lines, feeMinor: 300 });
    await graph.publish(soldEvents(order));
    const packed = { ...order, feeMinor: 100, lines: [{ ...lines[0]!, packed: 1 }] };
    await graph.publish([orderEvent(packed, 'modified', 'PACKAGED', { sequence: 5, at: '2026-03-11T08:00:00Z' })]);
    expect(await totalOf()).toMatchObject({ units: 1, grossSales: { amount: '10.00' }, fees: { amount: '1.00' } });
    expect((await graph.dashboard(day)).currencies[0].topProducts).toMatchObject([{ units: 1 }]);
  });

  it('of an early version counts on the day of its first event, in whatever order they arrive', async () => {
    const order = specOrder();
    const [placed, confirmed] = soldEvents(order, { isOld: true });
    await graph.publish([{ ...confirmed!, time: '2026-03-11T00:30:00.000Z' }]);
    expect(await totalOf({ from: '2026-03-11', to: '2026-03-11' })).toMatchObject({ orders: 1 });
    await graph.publish([placed!]);
    expect(await totalOf({ from: '2026-03-11', to: '2026-03-11' })).toEqual(nothing);
    expect(await totalOf()).toMatchObject({ orders: 1 });
  });
});

describe('what follows an order', () => {
  it('counts on the day on which it happened', async () => {
    const order = specOrder();
    await graph.publish(soldEvents(order));
    await graph.publish([
      authorizedEvent(order, '2026-03-10T12:00:00Z'),
      refundEvent(order, { at: '2026-03-11T10:00:00Z', sequence: 2, amountMinor: 400, refundId: 'rfd_1' }),
      refundFailedEvent(order, { at: '2026-03-12T10:00:00Z', sequence: 3, amountMinor: 400, refundId: 'rfd_1' }),
      // Refused at once: nothing went back.
      refundFailedEvent(order, { at: '2026-03-12T11:00:00Z', sequence: 3, amountMinor: 700 }),
      chargedBackEvent(order, { at: '2026-03-13T10:00:00Z', sequence: 4, amountMinor: 250 }),
      returnEvent(order, 'requested', { id: 'ret_1', at: '2026-03-11T10:00:00Z', sequence: 1 }),
      returnEvent(order, 'requested', { id: 'ret_2', at: '2026-03-11T10:00:00Z', sequence: 1 }),
      returnEvent(order, 'declined', { id: 'ret_2', at: '2026-03-12T10:00:00Z', sequence: 2 }),
      disputeEvent(order, 'opened', { id: 'dsp_1', at: '2026-03-12T10:00:00Z', sequence: 1, outcome: null }),
      disputeEvent(order, 'resolved', { id: 'dsp_1', at: '2026-03-13T10:00:00Z', sequence: 2, outcome: 'BUYER' }),
      disputeEvent(order, 'refunded', { id: 'dsp_1', at: '2026-03-14T10:00:00Z', sequence: 3, outcome: 'BUYER' }),
      disputeEvent(order, 'opened', { id: 'dsp_2', at: '2026-03-12T10:00:00Z', sequence: 1, outcome: null }),
      disputeEvent(order, 'resolved', { id: 'dsp_2', at: '2026-03-13T10:00:00Z', sequence: 2, outcome: 'SELLER' }),
    ]);
    const { currencies } = await graph.dashboard({ from: '2026-03-10', to: '2026-03-14' });
    const periods = currencies[0].periods.map(({ from, figures }: { from: string; figures: typeof nothing }) => [
      from.slice(-2),
      figures.orders,
      figures.refunds.amount,
      figures.returns,
      figures.disputesOpened,
      figures.disputesLost,
    ]);
    expect(periods).toEqual([
      ['10', 1, '0.00', 0, 0, 0],
      ['11', 0, '4.00', 1, 0, 0],
      ['12', 0, '-4.00', 0, 2, 0],
      ['13', 0, '2.50', 0, 0, 1],
      ['14', 0, '0.00', 0, 0, 0],
    ]);
    expect(currencies[0].total).toMatchObject({ refunds: { amount: '2.50' }, disputesOpened: 2, disputesLost: 1 });
  });

  it('may arrive before the order', async () => {
    const order = specOrder();
    await graph.publish([refundEvent(order, { at: '2026-03-10T13:00:00Z', sequence: 2, amountMinor: 400 })]);
    expect(await totalOf()).toEqual(nothing);
    await graph.publish(soldEvents(order));
    expect(await totalOf()).toMatchObject({ orders: 1, refunds: { amount: '4.00' } });
  });

  it('of an early version took back all that was captured', async () => {
    const order = specOrder();
    await graph.publish(soldEvents(order));
    await graph.publish([chargedBackEvent(order, { at: '2026-03-10T13:00:00Z', sequence: 2, amountMinor: null })]);
    expect(await totalOf()).toMatchObject({ refunds: { amount: '13.00' } });
  });
});

describe('the days of the dashboard', () => {
  it('follow the calendar of the time zone, also when its clock changes', async () => {
    // Berlin leaves 23:00 UTC behind for 22:00 UTC on 29 March, and comes back on 25 October.
    for (const placedAt of [
      '2026-03-28T22:59:59Z', // 28 March, 23:59
      '2026-03-28T23:00:00Z', // 29 March, 00:00
      '2026-03-29T21:59:59Z', // 29 March, 23:59 of a day of 23 hours
      '2026-03-29T22:00:00Z', // 30 March, 00:00
      '2026-10-24T22:00:00Z', // 25 October, 00:00
      '2026-10-25T22:59:59Z', // 25 October, 23:59 of a day of 25 hours
      '2026-10-25T23:00:00Z', // 26 October, 00:00
    ]) {
      await graph.publish(soldEvents(specOrder({ placedAt })));
    }
    const ordersByDay = async (from: string, to: string, timeZone: string) => {
      const { currencies } = await graph.dashboard({ from, to, timeZone });
      return currencies[0].periods.map(({ figures }: { figures: typeof nothing }) => figures.orders);
    };
    expect(await ordersByDay('2026-03-28', '2026-03-30', 'Europe/Berlin')).toEqual([1, 2, 1]);
    expect(await ordersByDay('2026-10-24', '2026-10-26', 'Europe/Berlin')).toEqual([0, 2, 1]);
    expect(await ordersByDay('2026-03-28', '2026-03-30', 'UTC')).toEqual([2, 2, 0]);
    // 5 hours and 45 minutes before UTC.
    expect(await ordersByDay('2026-03-28', '2026-03-30', 'Asia/Kathmandu')).toEqual([0, 2, 2]);
  });

  it('are put into weeks from Monday and months, which the range cuts', async () => {
    for (const placedAt of [
      '2026-02-27T12:00:00Z',
      '2026-03-01T12:00:00Z',
      '2026-03-02T12:00:00Z',
      '2026-04-01T12:00:00Z',
    ])
      await graph.publish(soldEvents(specOrder({ placedAt })));
    const range = { from: '2026-02-28', to: '2026-04-01' };
    const spans = async (granularity: string) =>
      (await graph.dashboard({ ...range, granularity })).currencies[0].periods.map(
        ({ from, to, figures }: { from: string; to: string; figures: typeof nothing }) => [from, to, figures.orders],
      );
    expect(await spans('MONTH')).toEqual([
      ['2026-02-28', '2026-02-28', 0],
      ['2026-03-01', '2026-03-31', 2],
      ['2026-04-01', '2026-04-01', 1],
    ]);
    expect((await spans('WEEK')).slice(0, 2)).toEqual([
      ['2026-02-28', '2026-03-01', 1],
      ['2026-03-02', '2026-03-08', 1],
    ]);
    expect((await spans('WEEK')).at(-1)).toEqual(['2026-03-30', '2026-04-01', 1]);
  });

  it('are compared with the same number of days before', async () => {
    for (const placedAt of [
      '2026-03-04T23:59:59Z',
      '2026-03-05T00:00:00Z',
      '2026-03-09T12:00:00Z',
      '2026-03-10T00:00:00Z',
    ])
      await graph.publish(soldEvents(specOrder({ placedAt })));
    const { currencies } = await graph.dashboard({ from: '2026-03-10', to: '2026-03-14' });
    expect(currencies[0].before).toMatchObject({ orders: 2, grossSales: { amount: '20.00' } });
    expect(currencies[0].total).toMatchObject({ orders: 1 });
  });

  it('take the time zone of the profile unless another is given', async () => {
    await graph.publish(soldEvents(specOrder({ sellerId: 'slr_2', placedAt: '2026-03-10T22:00:00Z' })));
    const next = { from: '2026-03-11', to: '2026-03-11' };
    const shown = await graph.dashboard(next, { as: otherSeller });
    expect(shown).toMatchObject({ timeZone: 'Africa/Nairobi', currencies: [{ total: { orders: 1 } }] });
    const inUtc = await graph.dashboard({ ...next, timeZone: 'UTC' }, { as: otherSeller });
    expect(inUtc.currencies).toMatchObject([{ total: { orders: 0 }, before: { orders: 1 } }]);
  });
});

describe('currencies', () => {
  it('are never added, and those of other sellers are not shown', async () => {
    await graph.publish([
      ...soldEvents(specOrder()),
      ...soldEvents(specOrder({ currency: 'KES' })),
      ...soldEvents(specOrder({ currency: 'JPY', sellerId: 'slr_2' })),
    ]);
    const { currencies } = await graph.dashboard(day);
    expect(currencies).toMatchObject([
      { currency: 'EUR', total: { orders: 1, grossSales: { amount: '10.00', currency: 'EUR' } } },
      { currency: 'KES', total: { orders: 1, grossSales: { amount: '10.00', currency: 'KES' } } },
    ]);
    const theirs = await graph.dashboard(day, { as: otherSeller });
    expect(theirs.currencies).toMatchObject([{ currency: 'JPY', total: { grossSales: { amount: '1000' } } }]);
  });
});

describe('the cost of a dashboard', () => {
  it('is three statements, however many currencies, periods and products', async () => {
    for (const currency of ['EUR', 'KES', 'USD']) {
      for (const productId of ['prd_1', 'prd_2'])
        await graph.publish(
          soldEvents(specOrder({ currency, lines: [{ productId, quantity: 1, packed: null, priceMinor: 1_000 }] })),
        );
    }
    const { count } = await graph.statements(() => graph.dashboard({ from: '2026-01-01', to: '2026-12-31' }));
    expect(count).toBe(3);
    const { currencies } = await graph.dashboard(day, { first: 1 });
    expect(currencies.map(({ topProducts }: { topProducts: unknown[] }) => topProducts.length)).toEqual([1, 1, 1]);
  });
});

describe('a refused dashboard', () => {
  it.each([
    [{ from: 'yesterday', to: '2026-03-10' }, 'range.from'],
    [{ from: '2026-03-10', to: '2026-02-30' }, 'range.to'],
    [{ from: '2026-03-10', to: '2026-03-09' }, 'range.from'],
    [{ from: '2025-03-09', to: '2026-03-10' }, 'range.from'],
    [{ from: '0001-01-01', to: '0001-01-02' }, 'range.from'],
    [{ from: '9999-12-31', to: '9999-12-31' }, 'range.to'],
    [{ from: '2020-01-01', to: '2026-01-01', granularity: 'MONTH' }, 'range.from'],
    [{ ...day, timeZone: 'Mars/Olympus' }, 'range.timeZone'],
    [{ ...day, timeZone: '+03:00' }, 'range.timeZone'],
  ])('%j', async (range, field) => {
    const { errors } = await graph.query(dashboardQuery, { range }, { as: seller });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  it.each([0, 101])('with %d products', async (first) => {
    await graph.publish(soldEvents(specOrder()));
    const { errors } = await graph.query(dashboardQuery, { range: day, first }, { as: seller });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'first' } }]);
  });

  it.each([
    ['a guest', undefined, 'UNAUTHENTICATED'],
    ['a customer', person('usr_seller'), 'FORBIDDEN'],
    ['support', person('usr_seller', 'SUPPORT'), 'FORBIDDEN'],
    ['an API key', { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] } as const, 'FORBIDDEN'],
  ])('of %s', async (_, as, code) => {
    const { data, errors } = await graph.query(dashboardQuery, { range: day }, as === undefined ? {} : { as });
    expect(errors).toMatchObject([{ extensions: { code } }]);
    expect(data?.['sellerDashboard'] ?? null).toBeNull();
  });

  it('is null for an administrator who does not sell', async () => {
    expect(await graph.dashboard(day, { as: person('usr_admin', 'ADMIN') })).toBeNull();
  });
});
