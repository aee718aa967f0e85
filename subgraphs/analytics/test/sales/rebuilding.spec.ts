import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkInvariants } from '@soko/invariants';
import { rebuild as rebuildModel } from '../../commands/read-models/rebuild.ts';
import { salesModel } from '../../commands/sales/sales-model.ts';
import { findSecondsBehind } from '../../store/gauges.ts';
import { invariants } from '../../store/invariants.ts';
import { publishAll } from '../start-analytics.ts';
import { refundEvent, soldEvents, specOrder } from './sales-world.ts';
import { otherSeller, type SalesScene, seller, startSales } from './start-sales.ts';
import { expected, shown, tellStories } from './stories.ts';

let graph: SalesScene;

beforeAll(async () => {
  graph = await startSales();
});

afterAll(() => graph.close());

const rebuild = (onProgress?: () => void) =>
  rebuildModel(salesModel, {
    pool: graph.pool,
    bus: graph.bus,
    now: () => new Date(),
    ...(onProgress && { onProgress }),
  });

const generations = async () =>
  (
    await graph.pool.query(
      "SELECT generation, status FROM projection_generations WHERE name = 'sales' ORDER BY generation",
    )
  ).rows;

const stories = tellStories(815, 'slr_1');
const later = tellStories(816, 'slr_1').map((story) => ({
  ...story,
  events: story.events.map((event) => JSON.parse(JSON.stringify(event).replaceAll('ord_slr_1', 'ord_later'))),
}));

describe('building the sales of sellers again', () => {
  it('answers from the old ones meanwhile, and then has every event once, also those of the time in between', async () => {
    await graph.publish(stories.flatMap(({ events }) => events));
    // A fault that only the old sales have.
    await graph.pool.query("UPDATE sales_buckets SET units = units + 1000 WHERE seller_id = 'slr_1'");
    const spoilt = await shown(graph, seller);
    expect(spoilt).not.toEqual(expected(stories));

    const meanwhile: Promise<unknown>[] = [];
    const seen: Promise<Record<string, number>>[] = [];
    const rebuilt = await rebuild(() => {
      if (meanwhile.length === 0)
        meanwhile.push(
          publishAll(
            graph.bus,
            later.flatMap(({ events }) => events),
          ),
        );
      seen.push(shown(graph, seller));
    });
    expect(rebuilt).toMatchObject({ generation: 2, leftOut: 0, takenOver: 0 });
    expect(rebuilt.events).toBeGreaterThanOrEqual(stories.flatMap(({ events }) => events).length);
    await Promise.all(meanwhile);
    await graph.caughtUp();
    const day = Object.keys(expected(stories)).find((key) => key.endsWith(' units'))!;
    expect((await seen[0]!)[day]).toBeGreaterThan(1_000);
    expect(await shown(graph, seller)).toEqual(expected([...stories, ...later]));
    expect(await generations()).toEqual([
      { generation: 1, status: 'RETIRED' },
      { generation: 2, status: 'LIVE' },
    ]);
    const checked = await checkInvariants(graph.pool, invariants, { since: new Date(0), settled: new Date() });
    expect(checked.map(({ broken }) => broken)).toEqual(invariants.map(() => []));
  });

  it('leaves the old rows for a minute, and then removes them', async () => {
    const rows = async () =>
      (await graph.pool.query('SELECT count(*)::int AS count FROM sales_orders WHERE generation = 1')).rows[0].count;
    await graph.subgraph.runJob('analytics.remove-retired');
    expect(await rows()).toBeGreaterThanOrEqual(120);
    await graph.pool.query("UPDATE projection_generations SET retired_at = retired_at - interval '61 seconds'");
    await graph.subgraph.runJob('analytics.remove-retired');
    expect(await rows()).toBe(0);
    expect(await generations()).toEqual([{ generation: 2, status: 'LIVE' }]);
    expect(await shown(graph, seller)).toEqual(expected([...stories, ...later]));
  });

  it('keeps orders that the record has deleted, with what it still has of them', async () => {
    const order = specOrder({ sellerId: 'slr_2', placedAt: '2025-01-10T12:00:00.000Z' });
    await graph.publish(soldEvents(order));
    await graph.publish([refundEvent(order, { at: '2026-03-20T12:00:00.000Z', sequence: 2, amountMinor: 250 })]);
    await graph.pool.query("DELETE FROM event_records WHERE time < '2026-01-01'");
    expect(await rebuild()).toMatchObject({ takenOver: 1 });
    const year = { from: '2025-01-01', to: '2026-12-31', granularity: 'MONTH' };
    const { currencies } = await graph.dashboard(year, { as: otherSeller });
    expect(currencies).toMatchObject([{ total: { orders: 1, refunds: { amount: '2.50' } } }]);
    expect(await shown(graph, seller)).toEqual(expected([...stories, ...later]));
  });

  it('ends when another one begins, which goes on', async () => {
    let second: ReturnType<typeof rebuild> | undefined;
    let begun: Promise<void> | undefined;
    const first = rebuild(() => {
      begun ??= (async () => {
        second = rebuild();
        await second;
      })();
    });
    await expect(first).rejects.toThrow('Another rebuild began meanwhile');
    await begun;
    expect(await shown(graph, seller)).toEqual(expected([...stories, ...later]));
  });

  it('is refused where nothing fills the record', async () => {
    await graph.pool.query("UPDATE projections SET name = 'away' WHERE name = 'event_records'");
    await expect(rebuild()).rejects.toThrow('Start Soko, and run this again');
    await graph.pool.query("UPDATE projections SET name = 'event_records' WHERE name = 'away'");
    expect(await shown(graph, seller)).toEqual(expected([...stories, ...later]));
  });
});

describe('the lag of the sales', () => {
  it('is the age of the oldest event that they do not contain, and 0 without one', async () => {
    const now = new Date('2026-08-01T00:00:00Z');
    expect(await findSecondsBehind(graph.pool, 'sales', now)).toBe(0);
    await graph.pool.query(
      `UPDATE projection_generations SET applied = applied || '{"orders.order": "2026-03-20T00:00:00.000Z"}' WHERE name = 'sales' AND status = 'LIVE'`,
    );
    const { rows } = await graph.pool.query(
      "SELECT min(time) AS time FROM event_records WHERE topic = 'orders.order' AND time > '2026-03-20'",
    );
    expect(await findSecondsBehind(graph.pool, 'sales', now)).toBe((now.getTime() - rows[0].time.getTime()) / 1_000);
  });
});
