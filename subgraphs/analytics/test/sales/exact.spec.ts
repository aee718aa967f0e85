import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topicOf } from '@soko/events';
import { checkInvariants } from '@soko/invariants';
import { invariants } from '../../store/invariants.ts';
import { publishAll } from '../start-analytics.ts';
import { otherSeller, type SalesScene, seller, startSales } from './start-sales.ts';
import { expected, shown, tellStories } from './stories.ts';

let graph: SalesScene;

beforeAll(async () => {
  graph = await startSales();
});

afterAll(() => graph.close());

describe('the figures of a random season', () => {
  it('are those of its orders, to the last cent', async () => {
    const stories = tellStories(20_260_310, 'slr_1');
    await graph.publish(stories.flatMap(({ events }) => events));
    const sums = expected(stories);
    expect(Object.keys(sums).length).toBeGreaterThan(200);
    expect(await shown(graph, seller)).toEqual(sums);
  });

  it('are the same when every event arrives twice, topic by topic, with orders last', async () => {
    const stories = tellStories(4_711, 'slr_2');
    const all = stories.flatMap(({ events }) => events);
    for (const topic of ['wallets.sale', 'payments.payment', 'orders.dispute', 'orders.return', 'orders.order']) {
      const events = all.filter(({ type }) => topicOf(type) === topic);
      await graph.publish(events);
      await publishAll(graph.bus, events.toReversed());
      await graph.caughtUp();
    }
    expect(await shown(graph, otherSeller)).toEqual(expected(stories));
  });

  it('are in the buckets as they are in the orders', async () => {
    const bounds = { since: new Date(0), settled: new Date() };
    const checked = await checkInvariants(graph.pool, invariants, bounds);
    expect(checked.map(({ invariant, broken }) => [invariant.name, broken])).toEqual([
      ['sales-are-their-orders', []],
      ['product-sales-are-their-orders', []],
      ['business-is-its-facts', []],
      ['business-hours-are-their-quarters', []],
      ['players-know-the-time-before', []],
      ['visitors-know-the-time-before', []],
    ]);
    await graph.pool.query('UPDATE sales_buckets SET units = units + 1 WHERE seller_id = $1', ['slr_1']);
    expect((await checkInvariants(graph.pool, invariants, bounds))[0]?.broken.length).toBeGreaterThan(0);
  });
});
