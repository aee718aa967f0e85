import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyViewer, Scope } from '@soko/auth';
import { newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { makeScheduled } from '../../commands/reports/make-scheduled.ts';
import { onTeamChanged } from '../../events/on-team-changed.ts';
import { findSchedule } from '../../store/reports/schedules.ts';
import { betCashedOut, betPlaced, betSettled, betCancelled, mintEvent } from '../business/business-world.ts';
import { helper, member, seller } from '../sales/start-sales.ts';
import { capturedEvent, orderEvent, refundEvent, soldEvents, specOrder, trailAt } from '../sales/sales-world.ts';
import { admin } from '../start-analytics.ts';
import { type Reports, startReports } from './report-scene.ts';

let graph: Reports;

const line = { productId: 'prd_1', quantity: 1, packed: null, priceMinor: 1_000 };
/** Two thirds of it are of the store. */
const mixed = specOrder({
  id: 'ord_1',
  discountMinor: 300,
  feeMinor: 90,
  lines: [{ ...line, quantity: 2, storeId: 'sto_1', feeMinor: 60 }, line],
});
const cancelled = specOrder({
  id: 'ord_2',
  placedAt: '2026-03-11T23:30:00.000Z',
  lines: [{ ...line, storeId: 'sto_1' }],
});
const foreign = specOrder({ id: 'ord_3', lines: [{ ...line, storeId: 'sto_2' }] });

const won = { id: 'bet_1', stakeMinor: 1_000, returnMinor: 2_500 };
const open = { id: 'bet_2', stakeMinor: 600, returnMinor: 900 };
const gone = { id: 'bet_3', stakeMinor: 500, returnMinor: 700 };

beforeAll(async () => {
  graph = await startReports();
  await graph.publish([
    ...[mixed, cancelled, foreign].flatMap((order) => soldEvents(order)),
    capturedEvent(mixed, '2026-03-11T09:00:00Z'),
    refundEvent(mixed, { at: '2026-03-12T10:00:00Z', sequence: 3, amountMinor: 600, refundId: 'rfd_1' }),
    orderEvent(cancelled, 'cancelled', 'CANCELLED', { sequence: 4, at: '2026-03-12T08:00:00Z' }),
    mintEvent('confirmed', { id: 'mnt_1', at: '2026-03-10T10:00:00Z', storeId: 'sto_1', amount: 5 }),
    mintEvent('failed', { id: 'mnt_2', at: '2026-03-11T10:00:00Z', storeId: 'sto_1', amount: 2 }),
    mintEvent('confirmed', { id: 'mnt_3', at: '2026-03-11T11:00:00Z', storeId: 'sto_2', amount: 1 }),
    betPlaced(won, '2026-03-10T10:00:00Z'),
    betSettled(won, { at: '2026-03-11T10:00:00Z', sequence: 2, stakeMinor: 1_000, paidMinor: 2_500 }),
    betPlaced(open, '2026-03-10T11:00:00Z'),
    betCashedOut(open, {
      at: '2026-03-10T12:00:00Z',
      sequence: 2,
      openStakeMinor: 400,
      openReturnMinor: 600,
      closedMinor: 200,
      paidMinor: 150,
    }),
    betPlaced(gone, '2026-03-10T12:00:00Z'),
    betCancelled(gone, '2026-03-10T12:01:00Z'),
  ]);
});

afterAll(() => graph.close());

const ofStore = { scope: 'STORE', storeId: 'sto_1' };

describe('a report of a store', () => {
  it('has its part of its orders, as its dashboard has', async () => {
    expect(await graph.textOf({ ...ofStore, type: 'STORE_ORDERS' }, member)).toEqual([
      'order_id,placed_at,status,currency,gross_sales,discounts,fees,captured,refunds,disputes_opened,amount_lost',
      'ord_1,2026-03-10T12:00:00.000Z,CONFIRMED,EUR,20.00,2.00,0.60,22.00,4.00,0,0.00',
      'ord_2,2026-03-11T23:30:00.000Z,CANCELLED,EUR,0.00,0.00,0.00,0.00,0.00,0,0.00',
    ]);
    const filter = { currency: 'EUR', orderStatus: 'CANCELLED' };
    const rows = await graph.textOf({ ...ofStore, type: 'STORE_ORDERS', filter, columns: ['ORDER_ID'] }, admin);
    expect(rows).toEqual(['order_id', 'ord_2']);
  });

  it('has its days in its time zone', async () => {
    const columns = ['DAY', 'CURRENCY', 'ORDERS_CREATED', 'ORDERS_CANCELLED', 'ORDERS', 'GROSS_SALES', 'REFUNDS'];
    const range = { from: '2026-03-01', to: '2026-03-31', timeZone: 'Africa/Nairobi' };
    const given = { type: 'TRADE_BY_DAY', columns, range };
    expect(await graph.textOf({ ...given, ...ofStore }, member)).toEqual([
      'day,currency,orders_created,orders_cancelled,orders,gross_sales,refunds',
      '2026-03-10,EUR,1,0,1,20.00,0.00',
      // The day of the payment.
      '2026-03-11,EUR,0,0,0,0.00,0.00',
      '2026-03-12,EUR,1,1,0,0.00,4.00',
    ]);
    expect((await graph.textOf({ ...given, scope: 'PLATFORM' }, admin))[1]).toBe('2026-03-10,EUR,2,0,2,40.00,0.00');
  });

  it('has its mints', async () => {
    const mints = await graph.textOf({ ...ofStore, type: 'MINTS' }, member);
    expect(mints).toEqual([
      'mint_id,store_id,ended_at,status,items',
      'mnt_1,sto_1,2026-03-10T10:00:00.000Z,CONFIRMED,5',
      'mnt_2,sto_1,2026-03-11T10:00:00.000Z,FAILED,2',
    ]);
    expect(await graph.textOf({ type: 'MINTS', scope: 'PLATFORM' }, admin)).toHaveLength(4);
  });

  it.each([
    ['a helper in the store', helper, {}, 'FORBIDDEN', undefined],
    ['a member of another store', member, { storeId: 'sto_2' }, 'FORBIDDEN', undefined],
    ['a member who asks for the platform', member, { scope: 'PLATFORM', storeId: null }, 'FORBIDDEN', undefined],
    ['a member who names no store', member, { storeId: null }, 'BAD_USER_INPUT', 'storeId'],
    ['a member who asks for bets', member, { type: 'BETS' }, 'BAD_USER_INPUT', 'scope'],
    ['a seller who names a store', seller, { scope: 'SELLER', type: 'ORDERS' }, 'BAD_USER_INPUT', 'storeId'],
  ])('is refused for %s', async (_, as, given, code, field) => {
    const { errors } = await graph.ask({ ...ofStore, type: 'MINTS', ...given }, as);
    expect(errors).toMatchObject([{ extensions: { code, ...(field !== undefined && { field }) } }]);
  });

  it('has no file any more for who left the team', async () => {
    const { id } = await graph.request({ ...ofStore, type: 'MINTS' }, member);
    expect(await graph.ended(id, member)).toMatchObject({ status: 'COMPLETE', download: { url: expect.any(String) } });
    // The same report of a store in whose team they never were.
    await graph.pool.query(`UPDATE reports SET store_id = 'sto_2' WHERE id = $1`, [id]);
    expect(await graph.look(id, member)).toMatchObject({ status: 'COMPLETE', download: null });
  });

  it('is made by a schedule until the person leaves the team', async () => {
    const now = () => new Date(Date.now() + graph.clock.aheadMs);
    const input = { ...ofStore, type: 'TRADE_BY_DAY', format: 'CSV', every: 'DAY', idempotencyKey: 'each-day-of-it' };
    const text = `mutation ($input: ScheduleReportInput!) { scheduleReport(input: $input) {
      ... on ReportSchedule { id storeId nextAt } } }`;
    const { data } = await graph.query(text, { input }, { as: member });
    const { id, storeId, nextAt } = data['scheduleReport'];
    expect(storeId).toBe('sto_1');
    graph.clock.aheadMs = Date.parse(nextAt) - Date.now() + 1_000;
    await makeScheduled({ pool: graph.pool, now, findStanding: graph.findStanding, log: silentLogger });
    const { rows } = await graph.pool.query('SELECT id, store_id FROM reports WHERE schedule_id = $1', [id]);
    expect(rows).toEqual([{ id: expect.any(String), store_id: 'sto_1' }]);
    expect(await graph.ended(rows[0].id, member)).toMatchObject({ status: 'COMPLETE' });
    graph.standings.set('usr_member', { roles: ['CUSTOMER'], sellerId: null, storeRole: null });
    const removed = { memberId: 'mem_1', userId: 'usr_member', role: 'MEMBER' as const };
    const event = newEvent(
      usersStore,
      'member_removed',
      { subject: 'sto_1', sequence: 4, data: removed },
      trailAt(nextAt),
    );
    await onTeamChanged({ pool: graph.pool, now, findStanding: graph.findStanding }).handle(event);
    graph.standings.delete('usr_member');
    expect((await findSchedule(graph.pool, id))?.endedAt).not.toBeNull();
  });
});

describe('a report of an API key', () => {
  const keyOf = (scope: Scope, storeId = 'sto_1'): ApiKeyViewer => ({
    kind: 'apiKey',
    id: newId('key'),
    storeId,
    scopes: [scope],
  });
  const keysOf = (id: string) => graph.standings.set(id, { roles: [], sellerId: null, storeRole: 'ADMIN' });
  const [writer, reader] = [keyOf('reports:write'), keyOf('reports:read')];
  const scheduleText = `mutation ($input: ScheduleReportInput!) { scheduleReport(input: $input) {
    ... on ReportSchedule { id nextAt } } }`;
  const codeOf = async (text: string, variables: Record<string, unknown>, as: ApiKeyViewer) =>
    (await graph.query(text, variables, { as })).errors?.[0]?.extensions?.['code'];

  it('is of its store, and for the other keys of the store that may read reports', async () => {
    keysOf('sto_1');
    const { id } = await graph.request({ ...ofStore, type: 'MINTS' }, writer);
    expect(await graph.ended(id, writer)).toMatchObject({ status: 'COMPLETE' });
    expect(await graph.look(id, reader)).toMatchObject({ status: 'COMPLETE', download: { url: expect.any(String) } });
    const listed = await graph.query('{ reports { nodes { id } } }', {}, { as: reader });
    expect(listed.data['reports'].nodes).toEqual([{ id }]);
    for (const as of [keyOf('reports:write', 'sto_2'), member]) expect(await graph.look(id, as)).toBeNull();
  });

  it.each([
    ['a key that may read only', reader, {}],
    ['a key of another store', keyOf('reports:write', 'sto_2'), {}],
    ['a key that asks for a seller', writer, { scope: 'SELLER', storeId: null, type: 'ORDERS' }],
    ['a key that asks for the platform', writer, { scope: 'PLATFORM', storeId: null }],
  ])('is refused for %s', async (_, as, given) => {
    const { errors } = await graph.ask({ ...ofStore, type: 'MINTS', ...given }, as);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('is cancelled, and its schedule ended, by keys that may write', async () => {
    keysOf('sto_1');
    const { id } = await graph.request({ ...ofStore, type: 'MINTS' }, writer);
    const cancel = `mutation ($input: CancelReportInput!) { cancelReport(input: $input) { ... on Report { status } } }`;
    const input = { reportId: id };
    expect(await codeOf(cancel, { input }, reader)).toBe('FORBIDDEN');
    expect(await codeOf(cancel, { input }, keyOf('reports:write', 'sto_2'))).toBe('NOT_FOUND');
    expect((await graph.query(cancel, { input }, { as: keyOf('reports:write') })).data['cancelReport']).toEqual({
      status: 'CANCELLED',
    });
    const terms = { ...ofStore, type: 'MINTS', format: 'CSV', every: 'DAY', idempotencyKey: 'each-day-by-key' };
    const { data } = await graph.query(scheduleText, { input: terms }, { as: writer });
    const { id: scheduleId } = data['scheduleReport'];
    const end = `mutation ($input: UnscheduleReportInput!) { unscheduleReport(input: $input) { id endedAt } }`;
    expect(await codeOf(end, { input: { scheduleId } }, keyOf('reports:write', 'sto_2'))).toBe('NOT_FOUND');
    expect((await graph.query('{ reportSchedules { id } }', {}, { as: reader })).data['reportSchedules']).toEqual([
      { id: scheduleId },
    ]);
    const ended = await graph.query(end, { input: { scheduleId } }, { as: writer });
    expect(ended.data['unscheduleReport']).toEqual({ id: scheduleId, endedAt: expect.any(String) });
  });

  it('ends with the store, and so does its schedule', async () => {
    keysOf('sto_1');
    const terms = { ...ofStore, type: 'MINTS', format: 'CSV', every: 'DAY', idempotencyKey: 'until-inactive' };
    const { data } = await graph.query(scheduleText, { input: terms }, { as: writer });
    const { id: scheduleId, nextAt } = data['scheduleReport'];
    const { id } = await graph.request({ ...ofStore, type: 'MINTS' }, writer);
    graph.standings.set('sto_1', null);
    expect(await graph.ended(id, writer)).toMatchObject({ status: 'FAILED', failure: 'NOT_ALLOWED' });
    graph.clock.aheadMs = Date.parse(nextAt) - Date.now() + 1_000;
    const now = () => new Date(Date.now() + graph.clock.aheadMs);
    await makeScheduled({ pool: graph.pool, now, findStanding: graph.findStanding, log: silentLogger });
    expect((await findSchedule(graph.pool, scheduleId))?.endedAt).not.toBeNull();
  });
});

describe('a report of bets', () => {
  it('has each bet, without its person', async () => {
    expect(await graph.textOf({ type: 'BETS', scope: 'PLATFORM' }, admin)).toEqual([
      'bet_id,placed_at,status,currency,stake,potential_return,settled_stake,paid,ggr,open_liability,ended_at',
      'bet_1,2026-03-10T10:00:00.000Z,ENDED,KES,10.00,25.00,10.00,25.00,-15.00,0.00,2026-03-11T10:00:00.000Z',
      'bet_2,2026-03-10T11:00:00.000Z,OPEN,KES,6.00,9.00,2.00,1.50,0.50,6.00,2026-03-10T12:00:00.000Z',
      'bet_3,2026-03-10T12:00:00.000Z,CANCELLED,KES,5.00,7.00,0.00,0.00,0.00,0.00,2026-03-10T12:01:00.000Z',
    ]);
    expect(await graph.textOf({ type: 'BETS', scope: 'PLATFORM', filter: { currency: 'EUR' } }, admin)).toHaveLength(1);
  });

  it('has the days with their revenue', async () => {
    expect(await graph.textOf({ type: 'BETS_BY_DAY', scope: 'PLATFORM' }, admin)).toEqual([
      'day,currency,bets,stake,settled_stake,paid,ggr',
      '2026-03-10,KES,3,16.00,2.00,1.50,0.50',
      '2026-03-11,KES,0,0.00,10.00,25.00,-15.00',
    ]);
  });
});
