import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claimDueReports, postponeReport } from '../../store/reports/reports.ts';
import { otherSeller, seller } from '../sales/start-sales.ts';
import { soldEvents, specOrder } from '../sales/sales-world.ts';
import { admin, publishAll } from '../start-analytics.ts';
import { type Reports, startReports } from './report-scene.ts';

let graph: Reports;

beforeAll(async () => {
  graph = await startReports();
  await graph.publish(soldEvents(specOrder({ id: 'ord_1' })));
});

beforeEach(() => graph.pool.query('DELETE FROM reports'));

afterAll(() => graph.close());

/** When everything that is asked for is due. The times of claims do not depend on how long the spec takes. */
const hence = Date.now() + 86_400_000;
const later = (ms: number) => new Date(hence + ms);

/** Claims as a process does at a time, for a minute. */
const claim = async (atMs = 0) =>
  (await claimDueReports(graph.pool, 9, { now: later(atMs), until: later(atMs + 60_000) })).map(({ id }) => id);

describe('a report of events that analytics lacks', () => {
  const whileItLacks = async () => {
    await publishAll(graph.bus, soldEvents(specOrder({ id: 'ord_2' })));
    const waiting = await graph.request({ type: 'ORDERS', scope: 'PLATFORM', columns: ['ORDER_ID'] }, admin);
    const sellers = await graph.request({}, seller);
    const events = await graph.request({ type: 'EVENTS', scope: 'PLATFORM' }, admin);
    expect(await graph.ended(events.id, admin)).toMatchObject({ status: 'COMPLETE' });
    expect(await graph.look(waiting.id, admin)).toMatchObject({ status: 'RUNNING', rows: 0 });
    const awaited = async () =>
      (await graph.pool.query('SELECT awaits FROM reports WHERE id = $1', [waiting.id])).rows[0];
    const { awaits } = await awaited();
    // More than it waits for: each look waits for the same events.
    await publishAll(graph.bus, soldEvents(specOrder({ id: 'ord_3' })));
    expect(awaits).toEqual({ 'orders.order': expect.anything() });
    graph.clock.aheadMs += 10_000;
    await graph.subgraph.runJob('analytics.write-reports');
    expect(await awaited()).toEqual({ awaits });
    return { waiting, sellers };
  };

  it('holds up neither others nor those of its person, and begins without what came later', async () => {
    const writer = await graph.pool.connect();
    await writer.query(`BEGIN; SELECT FROM projection_generations FOR UPDATE`);
    const { waiting, sellers } = await whileItLacks().finally(async () => {
      await writer.query('COMMIT');
      writer.release();
    });
    await graph.caughtUp();
    expect(await graph.ended(waiting.id, admin)).toMatchObject({ status: 'COMPLETE' });
    expect(await graph.ended(sellers.id)).toMatchObject({ status: 'COMPLETE' });
  });
});

describe('reports of one person', () => {
  // From here on, nothing is written and nothing arrives.
  beforeAll(() => graph.subgraph.stopWorking());

  it('are written one at a time, however many processes there are', async () => {
    const mine = [await graph.request(), await graph.request(), await graph.request()];
    const other = await graph.request({}, otherSeller);
    const claimed = await Promise.all([claim(), claim(), claim(), claim()]);
    const written = new Set([mine[0].id, other.id]);
    expect(claimed.flat()).toHaveLength(2);
    expect(new Set(claimed.flat())).toEqual(written);
    // The lease of a process that was killed ends.
    expect(await claim(59_000)).toEqual([]);
    expect(new Set(await claim(60_000))).toEqual(written);
  });

  it('do not wait for one that is not written, and only take their turn after it', async () => {
    const [first, second] = [await graph.request(), await graph.request()];
    expect(await claim()).toEqual([first.id]);
    await postponeReport(graph.pool, first.id, later(10_000));
    expect(await claim()).toEqual([second.id]);
    // It is due again, and older, but the other one is being written.
    expect(await claim(20_000)).toEqual([]);
    await postponeReport(graph.pool, second.id, later(20_000));
    expect(await claim(20_000)).toEqual([first.id]);
  });
});
