import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { person, unzip } from '@soko/testing';
import { expireFiles } from '../../commands/reports/expire-files.ts';
import { createReportWorker } from '../../commands/reports/write-reports.ts';
import { reportRules } from '../../domain/reports/report.ts';
import { admin, publishAll } from '../start-analytics.ts';
import { otherSeller, seller } from '../sales/start-sales.ts';
import { postingEvent, refundEvent, returnEvent, soldEvents, specOrder } from '../sales/sales-world.ts';
import { claimDueReports, listUnfinishedOf } from '../../store/reports/reports.ts';
import { type Reports, startReports } from './report-scene.ts';

let graph: Reports;

const basket = specOrder({ id: 'ord_1', placedAt: '2026-03-10T12:00:00.000Z' });
const two = { productId: '=cmd', quantity: 2, packed: null, priceMinor: 750 };
const lamps = specOrder({ id: 'ord_2', placedAt: '2026-03-11T22:30:00.000Z', discountMinor: 100, lines: [two] });
const shillings = specOrder({ id: 'ord_3', placedAt: '2026-03-12T12:00:00.000Z', currency: 'KES' });
const foreign = specOrder({ id: 'ord_4', placedAt: '2026-03-13T12:00:00.000Z', sellerId: 'slr_2' });
const april = specOrder({ id: 'ord_5', placedAt: '2026-04-01T00:00:00.000Z' });

beforeAll(async () => {
  graph = await startReports();
  await graph.publish([
    ...[basket, lamps, shillings, foreign, april].flatMap((order) => soldEvents(order)),
    refundEvent(basket, { at: '2026-03-15T08:00:00.000Z', sequence: 2, amountMinor: 400, refundId: 'rfd_1' }),
    returnEvent(basket, 'requested', { id: 'ret_1', at: '2026-03-14T12:00:00.000Z', sequence: 1 }),
    postingEvent(basket, { kind: 'SALE', at: '2026-03-10T13:00:00.000Z', sellerMinor: 900 }),
    postingEvent(basket, { kind: 'REFUND', at: '2026-03-15T08:00:00.000Z', sellerMinor: -360 }),
  ]);
});

afterAll(() => graph.close());

describe('a report', () => {
  it('has the orders of the seller in the order of their times', async () => {
    expect(await graph.textOf()).toEqual([
      'order_id,seller_id,placed_at,status,currency,units,gross_sales,discounts,fees,refunds,net,returns,disputes',
      'ord_1,slr_1,2026-03-10T12:00:00.000Z,CONFIRMED,EUR,1,10.00,0.00,1.00,4.00,5.40,1,0',
      'ord_2,slr_1,2026-03-11T22:30:00.000Z,CONFIRMED,EUR,2,15.00,1.00,1.00,0.00,0.00,0,0',
      'ord_3,slr_1,2026-03-12T12:00:00.000Z,CONFIRMED,KES,1,10.00,0.00,1.00,0.00,0.00,0,0',
    ]);
  });

  it('has the columns in their order, and the rows of the filter, as JSON', async () => {
    const given = { columns: ['UNITS', 'ORDER_ID', 'GROSS_SALES'], filter: { currency: 'EUR' }, format: 'NDJSON' };
    const lines = (await graph.textOf(given)).map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { units: 1, order_id: 'ord_1', gross_sales: '10.00' },
      { units: 2, order_id: 'ord_2', gross_sales: '15.00' },
    ]);
  });

  it('has the days of its time zone', async () => {
    const range = { from: '2026-03-10', to: '2026-03-12', timeZone: 'Africa/Nairobi' };
    const columns = ['DAY', 'CURRENCY', 'ORDERS', 'NET'];
    expect(await graph.textOf({ type: 'SALES_BY_DAY', range, columns })).toEqual([
      'day,currency,orders,net',
      '2026-03-10,EUR,1,9.00',
      '2026-03-12,EUR,1,0.00',
      '2026-03-12,KES,1,0.00',
    ]);
  });

  it('protects what a spreadsheet would run', async () => {
    const columns = ['PRODUCT_ID', 'CURRENCY', 'UNITS'];
    expect(await graph.textOf({ type: 'SALES_BY_PRODUCT', columns })).toEqual([
      'product_id,currency,units',
      "'=cmd,EUR,2",
      'prd_1,EUR,1',
      'prd_1,KES,1',
    ]);
  });

  it('has refunds on their own days', async () => {
    expect(await graph.textOf({ type: 'REFUNDS', range: { from: '2026-03-15', to: '2026-03-15' } })).toEqual([
      'refund_id,order_id,seller_id,refunded_at,failed_at,currency,amount',
      'rfd_1,ord_1,slr_1,2026-03-15T08:00:00.000Z,,EUR,4.00',
    ]);
    expect(await graph.textOf({ type: 'REFUNDS', range: { from: '2026-03-16', to: '2026-03-17' } })).toHaveLength(1);
  });

  it('has the platform, and its events, for an administrator', async () => {
    const columns = ['ORDER_ID', 'SELLER_ID'];
    expect(await graph.textOf({ scope: 'PLATFORM', columns }, admin)).toEqual([
      'order_id,seller_id',
      'ord_1,slr_1',
      'ord_2,slr_1',
      'ord_3,slr_1',
      'ord_4,slr_2',
    ]);
    const filter = { topic: 'payments.payment' };
    const given = { type: 'EVENTS', scope: 'PLATFORM', filter, columns: ['TIME', 'TYPE', 'SUBJECT'] };
    expect(await graph.textOf(given, admin)).toEqual([
      'time,type,subject',
      '2026-03-15T08:00:00.000Z,payments.payment.refunded,pay_ord_1',
    ]);
  });
});

describe('a report of events that have not arrived', () => {
  it('waits for them, which is no failed try, and has their rows', async () => {
    const writer = await graph.pool.connect();
    await writer.query('BEGIN; SELECT FROM projection_generations FOR UPDATE');
    await publishAll(graph.bus, soldEvents(specOrder({ id: 'ord_6', placedAt: '2026-02-10T12:00:00.000Z' })));
    const { id } = await graph.request({ range: { from: '2026-02-01', to: '2026-02-28' }, columns: ['ORDER_ID'] });
    await graph.subgraph.runJob('analytics.write-reports');
    expect(await graph.look(id)).toMatchObject({ status: 'RUNNING', rows: 0, download: null });
    const { rows } = await graph.pool.query('SELECT tries, parts FROM reports WHERE id = $1', [id]);
    expect(rows).toEqual([{ tries: 0, parts: 0 }]);
    await writer.query('COMMIT');
    writer.release();
    await graph.caughtUp();
    graph.clock.aheadMs += 10_000;
    expect(await graph.ended(id)).toMatchObject({ status: 'COMPLETE', rows: 1 });
  });
});

describe('a report that is written', () => {
  const now = () => new Date(Date.now() + graph.clock.aheadMs);

  /** Another process, which reads row by row: every row is a part. */
  const workerOf = (aheadMs = 0) =>
    createReportWorker({
      pool: graph.pool,
      bus: graph.bus,
      log: silentLogger,
      now: () => new Date(now().getTime() + aheadMs),
      keepMs: 86_400_000,
      findStanding: graph.findStanding,
      batchRows: 1,
    });

  // From here on, only these workers write.
  beforeAll(() => graph.subgraph.stopWorking());

  it('goes on behind its last part, with each row once, and its workbook opens', async () => {
    const { id } = await graph.request({ format: 'XLSX' });
    await graph.pool.query(`CREATE FUNCTION stop() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION 'the connection is lost'; END $$ LANGUAGE plpgsql;
      CREATE TRIGGER stop BEFORE INSERT ON report_parts FOR EACH ROW WHEN (NEW.position = 1) EXECUTE FUNCTION stop()`);
    await workerOf().runDue();
    await graph.pool.query('DROP TRIGGER stop ON report_parts');
    expect(await graph.look(id)).toMatchObject({ status: 'RUNNING', rows: 1, percent: 30, download: null });
    graph.clock.aheadMs += 10_000;
    await workerOf().runDue();
    const { download, ...report } = await graph.look(id);
    expect(report).toMatchObject({ status: 'COMPLETE', rows: 3, percent: 100 });
    const answer = await graph.download(download.url);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': 'attachment; filename="orders-2026-03-01-2026-03-31.xlsx"',
      'cache-control': 'no-store',
    });
    const sheet = unzip(answer.rawPayload)['xl/worksheets/sheet1.xml']!.toString();
    expect(sheet.match(/ord_\d/g)).toEqual(['ord_1', 'ord_2', 'ord_3']);
    expect(sheet).toContain('<v>15.00</v>');
  });

  it('has each row once when a process goes on with the report of another that still writes', async () => {
    const { id } = await graph.request();
    await Promise.all([workerOf().runDue(), workerOf(120_000).runDue(), workerOf(240_000).runDue()]);
    graph.clock.aheadMs += 300_000;
    await workerOf().runDue();
    const { download, status } = await graph.look(id);
    expect(status).toBe('COMPLETE');
    expect((await graph.download(download.url)).body.match(/ord_\d/g)).toEqual(['ord_1', 'ord_2', 'ord_3']);
    expect((await graph.told('analytics.report.completed')).filter(({ subject }) => subject === id)).toHaveLength(1);
  });

  it('goes on soon after a part was refused, because another process had saved it', async () => {
    const { id } = await graph.request();
    await graph.pool.query(`CREATE SEQUENCE refusals; CREATE FUNCTION refuse() RETURNS trigger AS $$
        BEGIN IF nextval('refusals') = 1 THEN RETURN NULL; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;
      CREATE TRIGGER refuse BEFORE UPDATE ON reports FOR EACH ROW WHEN (NEW.parts > OLD.parts) EXECUTE FUNCTION refuse()`);
    await workerOf().runDue();
    expect(await graph.look(id)).toMatchObject({ status: 'RUNNING', rows: 0 });
    graph.clock.aheadMs += 10_000;
    await workerOf().runDue();
    await graph.pool.query('DROP TRIGGER refuse ON reports');
    expect(await graph.look(id)).toMatchObject({ status: 'COMPLETE', rows: 3 });
  });

  it('has a header where there are no rows', async () => {
    const { id } = await graph.request({ range: { from: '2025-01-01', to: '2025-01-02' }, columns: ['ORDER_ID'] });
    await workerOf().runDue();
    const { download } = await graph.look(id);
    expect((await graph.download(download.url)).body).toBe('\uFEFForder_id\r\n');
  });

  it('fails after tries that bring nothing', async () => {
    const { id } = await graph.request();
    await graph.pool.query(`UPDATE reports SET tries = $2 WHERE id = $1`, [id, reportRules.maxTries]);
    await workerOf().runDue();
    expect(await graph.look(id)).toMatchObject({ status: 'FAILED', failure: 'NOT_READABLE', download: null });
    expect((await graph.told('analytics.report.failed')).at(-1)).toMatchObject({ subject: id });
  });

  it('is cancelled by its owner alone, until it has ended', async () => {
    const text = `mutation ($id: ID!) { cancelReport(input: { reportId: $id }) { __typename
      ... on Report { status download { url } } ... on UserError { code } } }`;
    const cancel = (id: string, as = seller) => graph.query(text, { id }, { as });
    const { id } = await graph.request();
    expect((await cancel(id, otherSeller)).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    const cancelled = { __typename: 'Report', status: 'CANCELLED', download: null };
    expect((await cancel(id)).data['cancelReport']).toEqual(cancelled);
    expect((await cancel(id)).data['cancelReport']).toEqual(cancelled);
    const done = await graph.request();
    await workerOf().runDue();
    const ended = { __typename: 'ReportEnded', code: 'REPORT_ENDED' };
    expect((await cancel(done.id)).data['cancelReport']).toEqual(ended);
  });

  it('is the same for a repeat, and waits for the one before, of which there may be five', async () => {
    const first = await graph.request({ idempotencyKey: 'the-same-key' });
    expect(await graph.request({ idempotencyKey: 'the-same-key' })).toMatchObject({ id: first.id });
    const { errors } = await graph.ask({ idempotencyKey: 'the-same-key', format: 'XLSX' });
    expect(errors).toMatchObject([{ extensions: { code: 'IDEMPOTENCY_MISMATCH' } }]);
    const many = await Promise.all(Array.from({ length: 9 }, () => graph.request()));
    expect(many.filter(({ id }) => id !== undefined)).toHaveLength(4);
    expect(new Set(many.map(({ code }) => code))).toEqual(new Set([undefined, 'REPORTS_UNFINISHED']));
    const claimed = await claimDueReports(graph.pool, 9, { now: now(), until: now() });
    expect(claimed.map(({ id }) => id)).toEqual([first.id]);
    await workerOf().runDue();
    expect(await listUnfinishedOf(graph.pool, 'usr_seller')).toEqual([]);
  });

  it('is one of 30 in a day', async () => {
    await graph.requestedBefore('usr_other', 30, now());
    const refused = await graph.request({}, otherSeller);
    expect(refused).toMatchObject({ __typename: 'ReportLimitReached', code: 'REPORT_LIMIT_REACHED' });
    graph.clock.aheadMs += 86_400_000;
    expect(await graph.request({}, otherSeller)).toMatchObject({ __typename: 'Report' });
    await workerOf().runDue();
  });

  it('is seen by its owner alone, who gets a new link each time', async () => {
    const { id } = await graph.request();
    await workerOf().runDue();
    expect(await graph.look(id, otherSeller)).toBeNull();
    const list = 'query ($first: Int) { reports(first: $first) { nodes { id } pageInfo { hasNextPage } } }';
    const { data } = await graph.query(list, { first: 1 }, { as: seller });
    expect(data['reports']).toEqual({ nodes: [{ id }], pageInfo: { hasNextPage: true } });
    const { download } = await graph.look(id);
    expect((await graph.download(download.url)).statusCode).toBe(200);
    // The sale of things has ended: the owner sees the report, and gets no file.
    expect(await graph.look(id, person('usr_seller'))).toMatchObject({ status: 'COMPLETE', download: null });
    graph.clock.aheadMs += reportRules.linkMs;
    const wrong = [
      download.url,
      `${download.url}x`,
      download.url.replace(/token=.*/, ''),
      download.url.replace(/\?.*/, ''),
    ];
    for (const url of wrong) expect((await graph.download(url)).statusCode).toBe(404);
    expect((await graph.download((await graph.look(id)).download.url)).statusCode).toBe(200);
  });

  it('loses its file after its time', async () => {
    const { id } = await graph.request();
    await workerOf().runDue();
    const { download } = await graph.look(id);
    graph.clock.aheadMs += 86_400_000;
    await expireFiles({ pool: graph.pool, now });
    expect(await graph.look(id)).toMatchObject({ status: 'EXPIRED', rows: 3, download: null });
    expect((await graph.download(download.url)).statusCode).toBe(404);
    const { rows } = await graph.pool.query('SELECT FROM report_parts WHERE report_id = $1', [id]);
    expect(rows).toHaveLength(0);
  });

  it('is watched by its owner', async () => {
    const watch = `subscription ($id: ID!) { reportUpdated(reportId: $id) { id status } }`;
    const { id } = await graph.request();
    const foreign = await graph.query(watch, { id }, { as: otherSeller, event: null });
    expect(foreign.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    await workerOf().runDue();
    const [envelope] = (await graph.told('analytics.report.completed')).filter(({ subject }) => subject === id);
    const event = { topic: 'analytics.report', envelope: envelope! };
    const { data } = await graph.query(watch, { id }, { as: seller, event });
    expect(data['reportUpdated']).toEqual({ id, status: 'COMPLETE' });
    expect((await graph.query(watch, { id }, { as: otherSeller, event })).data['reportUpdated']).toBeNull();
  });
});

describe('a refused report', () => {
  const range = { from: '2026-03-01', to: '2026-03-31' };
  it.each([
    [{ range: { ...range, from: 'yesterday' } }, 'range.from'],
    [{ range: { ...range, timeZone: 'Mars/Olympus' } }, 'range.timeZone'],
    [{ columns: [] }, 'columns'],
    [{ columns: ['DAY'] }, 'columns'],
    [{ columns: ['ORDER_ID', 'ORDER_ID'] }, 'columns'],
    [{ filter: { topic: 'orders.order' } }, 'filter.topic'],
    [{ type: 'EVENTS' }, 'scope'],
    [{ idempotencyKey: 'short' }, 'idempotencyKey'],
  ])('%j', async (given, field) => {
    const { errors } = await graph.ask(given);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  it.each([
    ['a guest', undefined, {}, 'UNAUTHENTICATED'],
    ['a customer', person('usr_seller'), {}, 'FORBIDDEN'],
    ['a seller who asks for the platform', seller, { scope: 'PLATFORM' }, 'FORBIDDEN'],
    ['an API key', { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] } as const, {}, 'FORBIDDEN'],
  ])('of %s', async (_, as, given, code) => {
    const { errors } = await graph.ask(given, as ?? ({ kind: 'anonymous' } as const));
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });

  it('of an administrator who does not sell, for their sales', async () => {
    const { errors } = await graph.ask({}, admin);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'scope' } }]);
  });
});
