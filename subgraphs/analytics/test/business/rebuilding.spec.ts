import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkInvariants } from '@soko/invariants';
import { person } from '@soko/testing';
import { businessModel } from '../../commands/business/business-model.ts';
import { rebuild } from '../../commands/read-models/rebuild.ts';
import { invariants } from '../../store/invariants.ts';
import { publishAll } from '../start-analytics.ts';
import { expected, tellStories } from '../sales/stories.ts';
import { betPlaced, betSettled } from './business-world.ts';
import { admin, type BusinessScene, member, platformQuery, startBusiness, storeQuery } from './start-business.ts';

let graph: BusinessScene;

beforeAll(async () => {
  graph = await startBusiness();
});

afterAll(() => graph.close());

const range = { from: '2026-03-15', to: '2026-04-20', timeZone: 'Europe/Berlin' };

const stories = tellStories(20_260_401, 'slr_1');

const bets = Array.from({ length: 60 }, (_, number) => {
  const bet = { id: `bet_${number}`, userId: `usr_${number % 7}`, stakeMinor: 100 + number, returnMinor: 300 + number };
  const at = (days: number) => new Date(Date.parse('2026-03-20T10:07:00Z') + (number * 7 + days * 24) * 3_600_000);
  const settled = { at: at(2).toISOString(), sequence: 2, stakeMinor: bet.stakeMinor, paidMinor: 90 * (number % 4) };
  return [betPlaced(bet, at(0).toISOString()), ...(number % 3 === 0 ? [] : [betSettled(bet, settled)])];
}).flat();

const events = [...stories.flatMap((story) => story.events), ...bets];

const minorOf = ({ amount }: { amount: string }): number => Number(amount.replace('.', ''));

/** What the stories say about each day, by the names of the dashboard of a seller. */
async function salesByDay(): Promise<Record<string, number>> {
  const { currencies } = await graph.platform(range);
  const sums: Record<string, number> = {};
  for (const { currency, periods } of currencies) {
    for (const { from, figures } of periods) {
      const { sold, gmv, discounts, fees } = figures.trade;
      const shown = { orders: sold, grossSales: minorOf(gmv), discounts: minorOf(discounts), fees: minorOf(fees) };
      for (const [name, value] of Object.entries(shown)) if (value !== 0) sums[`${currency} ${from} ${name}`] = value;
    }
  }
  return sums;
}

const soldIn = (all: typeof stories) =>
  Object.fromEntries(Object.entries(expected(all)).filter(([key]) => /(orders|grossSales|discounts|fees)$/.test(key)));

/** All that the dashboard shows, but for the time of the newest event. */
const shown = async () => ({ ...(await graph.platform(range)), updatedAt: null });

const later = tellStories(20_260_402, 'slr_2');

describe('the figures of the platform', () => {
  it('are those of a random season, the same when every event arrives twice and in another order', async () => {
    await graph.publish(events);
    expect(await salesByDay()).toEqual(soldIn(stories));
    const first = await shown();
    expect(first.activePlayers.total).toBe(7);
    await graph.publish(events.toReversed());
    expect(await shown()).toEqual(first);
    const checked = await checkInvariants(graph.pool, invariants, { since: new Date(0), settled: new Date() });
    expect(checked.map(({ broken }) => broken)).toEqual(invariants.map(() => []));
  });

  it('are built again while the old ones answer, with the events that arrive meanwhile', async () => {
    const before = await shown();
    // A fault that only the old ones have.
    await graph.pool.query("UPDATE business_buckets SET gmv = gmv + 100000 WHERE scope = ''");
    const spoilt = await shown();
    expect(spoilt).not.toEqual(before);
    const seen: unknown[] = [];
    let arriving: Promise<void> | undefined;
    const onProgress = () => {
      seen.push(shown());
      arriving ??= publishAll(
        graph.bus,
        later.flatMap((story) => story.events),
      );
    };
    const rebuilt = await rebuild(businessModel, {
      pool: graph.pool,
      bus: graph.bus,
      now: () => new Date(),
      onProgress,
    });
    expect(rebuilt).toMatchObject({ generation: 2, leftOut: 0, takenOver: 0 });
    expect((await Promise.all(seen))[0]).toEqual(spoilt);
    await arriving;
    await graph.caughtUp();
    expect(await salesByDay()).toEqual(soldIn([...stories, ...later]));
    expect((await shown()).activePlayers).toEqual(before.activePlayers);
    const checked = await checkInvariants(graph.pool, invariants, { since: new Date(0), settled: new Date() });
    expect(checked.map(({ broken }) => broken)).toEqual(invariants.map(() => []));
  });

  it('keep what the record has deleted, and remove the rows of the old generation', async () => {
    const before = await shown();
    await graph.pool.query("DELETE FROM event_records WHERE time < '2026-03-28'");
    const rebuilt = await rebuild(businessModel, { pool: graph.pool, bus: graph.bus, now: () => new Date() });
    expect(rebuilt.takenOver).toBeGreaterThan(50);
    expect(await shown()).toEqual(before);
    await graph.pool.query("UPDATE projection_generations SET retired_at = retired_at - interval '61 seconds'");
    await graph.subgraph.runJob('analytics.remove-retired');
    for (const table of businessModel.tables) {
      const { rows } = await graph.pool.query(`SELECT DISTINCT generation FROM ${table}`);
      expect(rows).toEqual([{ generation: 3 }]);
    }
    expect(await shown()).toEqual(before);
  });
});

const day = { from: '2026-03-10', to: '2026-03-10' };

describe('a dashboard that is refused', () => {
  it.each([
    ['a guest', undefined, 'UNAUTHENTICATED'],
    ['a seller', person('usr_seller', 'SELLER'), 'FORBIDDEN'],
    ['support', person('usr_support', 'SUPPORT', 'TRADER'), 'FORBIDDEN'],
    ['a member of a store', member, 'FORBIDDEN'],
    ['an API key', { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] } as const, 'FORBIDDEN'],
  ])('of the platform to %s', async (_, as, code) => {
    const { errors } = await graph.query(platformQuery, { range: day }, as === undefined ? {} : { as });
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });

  it.each([
    ['a guest', undefined, 'sto_1', 'UNAUTHENTICATED'],
    ['a stranger', person('usr_1', 'SELLER', 'SUPPORT'), 'sto_1', 'FORBIDDEN'],
    ['a member of another store', member, 'sto_2', 'FORBIDDEN'],
    ['one who asks for a store that does not exist', member, 'sto_3', 'FORBIDDEN'],
    ['the support of the store', person('usr_helper'), 'sto_1', 'FORBIDDEN'],
    ['a guest of the store', person('usr_guest'), 'sto_1', 'FORBIDDEN'],
    ['an API key', { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] } as const, 'sto_1', 'FORBIDDEN'],
  ])('of a store to %s', async (_, as, storeId, code) => {
    const { errors } = await graph.query(storeQuery, { storeId, range: day }, as === undefined ? {} : { as });
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });

  it('for a range that is none', async () => {
    const range = { from: '2026-03-10', to: '2026-03-09' };
    for (const [query, as] of [
      [platformQuery, admin],
      [storeQuery, member],
    ] as const) {
      const { errors } = await graph.query(query, { storeId: 'sto_1', range }, { as });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'range.from' } }]);
    }
  });
});
