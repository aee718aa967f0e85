import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import { makeScheduled } from '../../commands/reports/make-scheduled.ts';
import { createReportWorker } from '../../commands/reports/write-reports.ts';
import { onPersonChanged } from '../../events/on-person-changed.ts';
import { findSchedule, insertSchedule, makeDueReport } from '../../store/reports/schedules.ts';
import { admin } from '../start-analytics.ts';
import { otherSeller, seller } from '../sales/start-sales.ts';
import { type Reports, startReports } from './report-scene.ts';

let graph: Reports;

beforeAll(async () => {
  graph = await startReports();
  await graph.subgraph.stopWorking();
});

afterAll(() => graph.close());

const now = () => new Date(Date.now() + graph.clock.aheadMs);

const services = () => ({ pool: graph.pool, now, findStanding: graph.findStanding, log: silentLogger });

const workerOf = () =>
  createReportWorker({
    pool: graph.pool,
    bus: graph.bus,
    log: silentLogger,
    now,
    keepMs: 7 * 86_400_000,
    findStanding: graph.findStanding,
  });

describe('a schedule', () => {
  const scheduleFields = 'id every hour timeZone nextAt endedAt type scope format columns';
  const schedule = (given: object = {}, as = seller) => {
    const input = {
      type: 'SALES_BY_DAY',
      scope: 'SELLER',
      format: 'CSV',
      columns: ['DAY', 'ORDERS'],
      every: 'MONTH',
      timeZone: 'Africa/Nairobi',
      idempotencyKey: newId('req'),
      ...given,
    };
    const text = `mutation ($input: ScheduleReportInput!) { scheduleReport(input: $input) { __typename
      ... on ReportSchedule { ${scheduleFields} } ... on UserError { code } } }`;
    return graph.query(text, { input }, { as });
  };
  const list = async (as = seller) =>
    (await graph.query(`{ reportSchedules { ${scheduleFields} } }`, {}, { as })).data['reportSchedules'];
  const end = (id: string, as = seller) =>
    graph.query('mutation ($id: ID!) { unscheduleReport(input: { scheduleId: $id }) { id endedAt } }', { id }, { as });
  const made = async (id: string) =>
    (
      await graph.pool.query(
        'SELECT id, from_day, to_day, since FROM reports WHERE schedule_id = $1 ORDER BY created_at',
        [id],
      )
    ).rows;

  it.each([
    // Six o'clock in Nairobi is three o'clock UTC.
    ['DAY', 'Africa/Nairobi', '2026-04-02T02:59:00Z', '2026-04-02T03:00:00.000Z', '2026-04-01', '2026-04-01'],
    ['DAY', 'Africa/Nairobi', '2026-04-02T03:00:00Z', '2026-04-03T03:00:00.000Z', '2026-04-02', '2026-04-02'],
    ['WEEK', 'Africa/Nairobi', '2026-04-02T12:00:00Z', '2026-04-06T03:00:00.000Z', '2026-03-30', '2026-04-05'],
    ['MONTH', 'UTC', '2026-01-31T12:00:00Z', '2026-02-01T06:00:00.000Z', '2026-01-01', '2026-01-31'],
    // The clock goes forward in the night before, and back in October.
    ['DAY', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T04:00:00.000Z', '2026-03-28', '2026-03-28'],
    ['DAY', 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-25T05:00:00.000Z', '2026-10-24', '2026-10-24'],
  ])('of each %s in %s at %s is due at %s, about %s to %s', async (every, timeZone, at, nextAt, from, to) => {
    const terms = {
      type: 'ORDERS',
      scope: 'SELLER',
      sellerId: 'slr_1',
      storeId: null,
      format: 'CSV',
      columns: [],
      filter: {},
    } as const;
    const id = await insertSchedule(graph.pool, {
      ...terms,
      requestedBy: 'usr_scheduled',
      every: every as 'DAY',
      timeZone,
      hour: 6,
      at: new Date(at),
    });
    expect((await findSchedule(graph.pool, id))?.nextAt.toISOString()).toBe(nextAt);
    const due = new Date(nextAt);
    expect(await makeDueReport(graph.pool, id, new Date(due.getTime() - 1))).toBeNull();
    expect(await makeDueReport(graph.pool, id, due)).toMatchObject({ from, to, status: 'PENDING', scheduleId: id });
    // A clock that went back makes no second report of the period.
    await graph.pool.query('UPDATE report_schedules SET next_at = $2 WHERE id = $1', [id, due]);
    expect(await makeDueReport(graph.pool, id, due)).toBeNull();
    await graph.pool.query('DELETE FROM report_schedules WHERE id = $1', [id]);
    await graph.pool.query('DELETE FROM reports WHERE schedule_id = $1', [id]);
  });

  it('makes a report, and tells of it without a link', async () => {
    const { data } = await schedule({ idempotencyKey: 'each-month' });
    const { id, nextAt, ...rest } = data['scheduleReport'];
    expect(rest).toMatchObject({ __typename: 'ReportSchedule', every: 'MONTH', hour: 6, timeZone: 'Africa/Nairobi' });
    expect((await schedule({ idempotencyKey: 'each-month' })).data['scheduleReport'].id).toBe(id);
    expect(await list()).toMatchObject([{ id }]);
    expect(await list(otherSeller)).toEqual([]);
    graph.clock.aheadMs = Date.parse(nextAt) - Date.now() + 1_000;
    await Promise.all([makeScheduled(services()), makeScheduled(services())]);
    const [report, ...others] = await made(id);
    expect(others).toEqual([]);
    await workerOf().runDue();
    const [completed] = (await graph.told('analytics.report.completed')).filter(({ subject }) => subject === report.id);
    expect(completed!.data).toEqual({
      report: expect.objectContaining({
        userId: 'usr_seller',
        scheduleId: id,
        from: report.from_day,
        to: report.to_day,
      }),
    });
    const shown = (
      await graph.query(
        `query ($id: ID!) { report(id: $id) { scheduleId download { url } } }`,
        { id: report.id },
        { as: seller },
      )
    ).data['report'];
    expect(shown.scheduleId).toBe(id);
    expect((await graph.download(shown.download.url)).body).toContain('day,orders');
    expect((await end(id, otherSeller)).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    const ended = (await end(id)).data['unscheduleReport'];
    expect(ended).toEqual({ id, endedAt: expect.any(String) });
    expect((await end(id)).data['unscheduleReport']).toEqual(ended);
    expect(await list()).toEqual([]);
    graph.clock.aheadMs += 40 * 86_400_000;
    await makeScheduled(services());
    expect(await made(id)).toHaveLength(1);
  });

  it('is one of 20, and ends with the role', async () => {
    const answers = await Promise.all(Array.from({ length: 21 }, () => schedule({}, otherSeller)));
    expect(answers.filter(({ data }) => data['scheduleReport'].code === 'REPORT_SCHEDULE_LIMIT_REACHED')).toHaveLength(
      1,
    );
    expect(await list(otherSeller)).toHaveLength(20);
    const trail = { correlationId: 'req_1', causationId: null, actor: { kind: 'service' as const, id: 'users' }, now };
    const data = { roles: ['CUSTOMER' as const], previousRoles: ['CUSTOMER' as const, 'SELLER' as const] };
    const event = newEvent(usersUser, 'roles_changed', { subject: 'usr_other', sequence: 3, data }, trail);
    const told = () => onPersonChanged(services()).handle(event);
    await told();
    expect(await list(otherSeller)).toHaveLength(20);
    graph.standings.set('usr_other', { roles: ['CUSTOMER'], sellerId: 'slr_2', storeRole: null });
    await told();
    expect(await list(otherSeller)).toEqual([]);
    graph.standings.delete('usr_other');
  });

  it('ends without an event when its person is suspended before the next report', async () => {
    const { id, nextAt } = (await schedule({ every: 'DAY' })).data['scheduleReport'];
    const other = (await schedule({ every: 'DAY' }, otherSeller)).data['scheduleReport'];
    graph.clock.aheadMs = Date.parse(nextAt) - Date.now() + 1_000;
    graph.standings.set('usr_seller', null);
    await makeScheduled(services());
    graph.standings.delete('usr_seller');
    expect((await findSchedule(graph.pool, id))?.endedAt).not.toBeNull();
    expect(await made(id)).toEqual([]);
    expect(await made(other.id)).toHaveLength(1);
  });

  it('is not held up by a hundred that wait longer and fail', async () => {
    const { id, nextAt } = (await schedule({ every: 'DAY' })).data['scheduleReport'];
    await graph.pool.query(
      `INSERT INTO report_schedules SELECT (jsonb_populate_record(s, jsonb_build_object(
         'id', 'failing-' || n, 'requested_by', 'usr_failing', 'next_at', s.next_at - interval '1 hour'))).*
       FROM report_schedules s, generate_series(1, 100) n WHERE s.id = $1`,
      [id],
    );
    graph.clock.aheadMs = Date.parse(nextAt) - Date.now() + 1_000;
    const findStanding: typeof graph.findStanding = (userId, ...about) =>
      userId === 'usr_failing' ? Promise.reject(new Error('not now')) : graph.findStanding(userId, ...about);
    await makeScheduled({ ...services(), findStanding });
    await graph.pool.query(`DELETE FROM report_schedules WHERE requested_by = 'usr_failing'`);
    expect(await made(id)).toHaveLength(1);
  });

  it('stays due while users does not answer', async () => {
    const { id, nextAt } = (await schedule({ every: 'DAY' })).data['scheduleReport'];
    graph.clock.aheadMs = Date.parse(nextAt) - Date.now() + 1_000;
    await makeScheduled({ ...services(), findStanding: () => Promise.reject(new Error('users is away')) });
    expect(await made(id)).toEqual([]);
    await makeScheduled(services());
    expect(await made(id)).toHaveLength(1);
  });

  it.each([
    [{ hour: 24 }, 'BAD_USER_INPUT', 'hour'],
    [{ timeZone: '+03:00' }, 'BAD_USER_INPUT', 'timeZone'],
    [{ scope: 'PLATFORM' }, 'FORBIDDEN', undefined],
  ])('is refused with %j', async (given, code, field) => {
    const { errors } = await schedule(given);
    expect(errors).toMatchObject([{ extensions: { code, ...(field && { field }) } }]);
  });
});

describe('an unfinished report', () => {
  it('ends with the role of its owner or a suspension, and is deleted with the account', async () => {
    const trail = { correlationId: 'req_1', causationId: null, actor: { kind: 'service' as const, id: 'users' }, now };
    const tell = (type: 'roles_changed' | 'suspended' | 'erased', data: object) =>
      onPersonChanged(services()).handle(
        newEvent(usersUser, type, { subject: 'usr_admin', sequence: 2, data } as never, trail),
      );
    const ask = () => graph.request({ type: 'EVENTS', scope: 'PLATFORM' }, admin);
    const lost = { roles: ['CUSTOMER'], previousRoles: ['CUSTOMER', 'ADMIN'] };
    const { id } = await ask();
    // An event of long ago: the person has the role again.
    await tell('roles_changed', lost);
    expect(await graph.look(id, admin)).toMatchObject({ status: 'PENDING' });
    graph.standings.set('usr_admin', { roles: ['CUSTOMER'], sellerId: null, storeRole: null });
    await tell('roles_changed', lost);
    expect(await graph.look(id, admin)).toMatchObject({ status: 'FAILED', failure: 'NOT_ALLOWED' });
    graph.standings.delete('usr_admin');
    const [second, third] = [await ask(), await ask()];
    graph.standings.set('usr_admin', null);
    // No event is needed: the right is checked when the report is made.
    await workerOf().runDue();
    expect(await graph.look(second.id, admin)).toMatchObject({ status: 'FAILED', failure: 'NOT_ALLOWED', rows: 0 });
    await tell('suspended', { reason: 'Fraud' });
    expect(await graph.look(third.id, admin)).toMatchObject({ status: 'FAILED', failure: 'NOT_ALLOWED' });
    graph.standings.delete('usr_admin');
    await tell('erased', {});
    expect(await graph.look(id, admin)).toBeNull();
  });

  it('holds up no other of its person while it waits for its next try', async () => {
    const [first, second] = [await graph.request(), await graph.request()];
    const later = new Date(now().getTime() + 3_600_000);
    await graph.pool.query('UPDATE reports SET due_at = $2 WHERE id = $1', [first.id, later]);
    await until('the second is complete', async () => {
      await workerOf().runDue();
      return (await graph.look(second.id)).status === 'COMPLETE';
    });
    expect(await graph.look(first.id)).toMatchObject({ status: 'PENDING' });
  });
});
