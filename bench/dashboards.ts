import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresLog } from '@soko/event-bus';
import { type Envelope, newEvent, ordersOrder, paymentsPayment, topicOf, walletsBet } from '@soko/events';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { ensureDatabases, migrate, startEmbeddedPostgres, withDatabase } from '@soko/postgres';
import { startSubgraph } from '@soko/subgraph';
import { analytics } from '@soko/subgraph-analytics';
import { rebuilds } from '@soko/subgraph-analytics/projections';
import type pg from 'pg';

const day = 86_400_000;
const start = Date.parse('2025-01-01T00:00:00Z');

/** Days with figures in every quarter of an hour and currency: two years, as of a platform that never sleeps. */
const days = 731;
const currencies = ['EUR', 'KES', 'USD'];

const moneyOf = (minor: number, currency = 'EUR') => ({ amountMinor: String(minor), currency });

const trailAt = (time: number) => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service' as const, id: 'bench' },
  now: () => new Date(time),
});

/** The four events of an order that was sold. */
function orderEvents(time: number): Envelope[] {
  const orderId = newId('ord');
  const price = moneyOf(1_990);
  const none = moneyOf(0);
  const order = (status: string) => ({
    checkoutId: newId('chk'),
    number: 'SO-1',
    status,
    placedAt: new Date(time).toISOString(),
    sellerId: newId('slr'),
    buyerId: newId('usr'),
    deliveryMethod: 'STANDARD' as const,
    country: 'KE',
    lines: [
      {
        lineId: newId('orl'),
        variantId: newId('var'),
        productId: newId('prd'),
        categoryId: newId('cat'),
        storeId: null,
        type: 'PHYSICAL' as const,
        title: 'Basket',
        sku: 'B-1',
        quantity: 1,
        packedQuantity: null,
        unitPrice: price,
        tax: none,
        taxIncluded: true,
        fee: moneyOf(199),
      },
    ],
    items: price,
    delivery: none,
    tax: none,
    taxIncluded: none,
    discount: none,
    platformDiscount: none,
    fee: moneyOf(199),
    total: price,
  });
  const payment = {
    orderId,
    checkoutId: newId('chk'),
    sellerId: newId('slr'),
    buyerId: newId('usr'),
    method: 'MPESA' as const,
    status: 'CAPTURED',
    authorized: price,
    captured: price,
    refunded: none,
  };
  const tell = (type: 'placed' | 'confirmed' | 'fulfilled', status: string, sequence: number) =>
    newEvent(ordersOrder, type, { subject: orderId, sequence, data: { order: order(status) } }, trailAt(time));
  return [
    tell('placed', 'PENDING', 1),
    tell('confirmed', 'CONFIRMED', 3),
    tell('fulfilled', 'FULFILLED', 7),
    newEvent(paymentsPayment, 'captured', { subject: newId('pay'), sequence: 2, data: { payment } }, trailAt(time)),
  ];
}

/** The two events of a bet that was lost. */
function betEvents(time: number, player: number): Envelope[] {
  const subject = newId('bet');
  const [stake, none] = [moneyOf(5_000, 'KES'), moneyOf(0, 'KES')];
  const bet = (openStake: typeof stake, openReturn: typeof stake) => ({
    userId: `usr_${player}`,
    kind: 'SINGLE' as const,
    status: 'ACCEPTED',
    stake,
    openStake,
    openReturn,
  });
  const won = moneyOf(9_000, 'KES');
  const leg = {
    selectionId: newId('sel'),
    marketId: newId('mkt'),
    eventId: newId('spe'),
    oddsMilli: 1_800,
    isBanker: false,
  };
  const placed = { bet: bet(stake, won), lines: 1, legs: [leg], potentialReturn: won };
  const settled = { bet: bet(none, none), stakeSettled: stake, paid: none, revision: 1 };
  return [
    newEvent(walletsBet, 'placed', { subject, sequence: 1, data: placed }, trailAt(time)),
    newEvent(walletsBet, 'settled', { subject, sequence: 2, data: settled }, trailAt(time + 7_200_000)),
  ];
}

const batchSize = 1_600;
const year = 365 * day;

/** A batch as JSON, with times in 1970: the second is the place in the batch, and settled bets are two hours later. */
function batchTemplate(): string {
  const batch: Envelope[] = [];
  while (batch.length < batchSize) {
    const time = batch.length * 1_000;
    batch.push(...orderEvents(time));
    for (let bet = 0; bet < 6; bet += 1) batch.push(...betEvents(time, batch.length));
  }
  return JSON.stringify(batch.map((event) => ({ ...event, topic: topicOf(event.type) })));
}

const settledAfterMs = 7_200_000;

/** Events like those of the template, with ids and times of their own. Making each event took longer than its rebuild. */
function batchOf(template: string, done: number, events: number): string {
  const timeOf = (text: string): string => {
    const place = Date.parse(text);
    const later = place >= settledAfterMs ? settledAfterMs : 0;
    return new Date(start + ((done + (place - later) / 1_000) / events) * year + later).toISOString();
  };
  return template
    .replace(/1970-01-01T[\d:.]+Z/g, timeOf)
    .replace(/"usr_(\d+)"/g, (_, player: string) => `"usr_${(done + Number(player)) % 5_000}"`)
    .replace(/"([a-z]{3}_[0-9a-z-]{20,})"/g, (_, id: string) => `"${id}${done.toString(36)}"`);
}

/** Puts events on record: of each 16, four of an order and twelve of bets. Its indexes are made afterwards. */
async function fillRecord(pool: pg.Pool, events: number, tell: Tell): Promise<void> {
  const { rows: indexes } = await pool.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = 'event_records' AND indexname NOT LIKE '%pkey'`,
  );
  for (const { name } of indexes) await pool.query(`DROP INDEX "${name}"`);
  const template = batchTemplate();
  for (let done = 0; done < events; done += batchSize) {
    await pool.query(
      `INSERT INTO event_records (id, topic, type, version, subject, sequence, time, correlation_id, actor_kind, actor_id, data)
       SELECT e->>'id', e->>'topic', e->>'type', 1, e->>'subject', (e->>'sequence')::int, (e->>'time')::timestamptz,
         e->>'correlationId', 'SERVICE', 'bench', e->'data' FROM jsonb_array_elements($1::jsonb) AS e`,
      [batchOf(template, done, events)],
    );
    if ((done / batchSize) % 250 === 0) tell(`on record: ${done + batchSize} events`);
  }
  for (const { name, definition } of indexes) {
    await pool.query(definition);
    tell(`indexed: ${name}`);
  }
}

const sizeOf = async (pool: pg.Pool, tables: readonly string[]): Promise<Record<string, number>> => {
  const sizes: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await pool.query('SELECT pg_total_relation_size($1)::float AS size', [table]);
    sizes[table] = rows[0].size;
  }
  return sizes;
};

const tables = ['event_records', 'business_facts', 'business_buckets', 'business_players'];

/** Fills the sums as ten million events would: every bucket of two years, and two million times at which people played. */
async function fillSums(pool: pg.Pool): Promise<void> {
  await pool.query('TRUNCATE business_facts, business_buckets, business_players');
  const { rows } = await pool.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'business_buckets'
     AND column_name NOT IN ('generation', 'scope', 'size', 'at', 'currency')`,
  );
  const names = rows.map(({ name }) => name);
  await pool.query(
    `INSERT INTO business_buckets (generation, scope, size, at, currency, ${names.join(', ')})
     SELECT g.generation, '', size, at, currency, ${names.map((_, at) => `${1_000 + at} * size`).join(', ')}
     FROM projection_generations g CROSS JOIN unnest(ARRAY[15, 60, 1440]) AS size CROSS JOIN unnest($1::text[]) AS currency
     CROSS JOIN LATERAL generate_series($2::timestamptz, $3::timestamptz, size * interval '1 minute') AS at
     WHERE g.name = 'business' AND g.status = 'LIVE'`,
    [currencies, new Date(start), new Date(start + days * day - 1)],
  );
  // Each of 20,000 people plays about 100 times.
  await pool.query(
    `INSERT INTO business_players (generation, player, at, previous_at)
     SELECT generation, player, at, lag(at) OVER (PARTITION BY player ORDER BY at) FROM (
       SELECT DISTINCT g.generation, player::bigint, $1::timestamptz + floor(random() * $2) * interval '15 minutes' AS at
       FROM projection_generations g CROSS JOIN generate_series(1, 20000) AS player CROSS JOIN generate_series(1, 100)
       WHERE g.name = 'business' AND g.status = 'LIVE') AS played`,
    [new Date(start), days * 96],
  );
  await pool.query('VACUUM ANALYZE business_buckets, business_players');
}

const money = '{ amount }';
const trade = `created confirmed fulfilled cancelled failed sold gmv ${money} discounts ${money} fees ${money} averageOrder ${money}
  captured ${money} refunds ${money} disputesOpened disputesWon ${money} disputesLost ${money}`;
const figures = `{ trade { ${trade} } payouts ${money} betting { bets stakes ${money} settledStakes ${money} payouts ${money} ggr ${money} } }`;
const query = (
  players: string,
) => `query ($range: DashboardRange!) { platformDashboard(range: $range) { updatedAt ${players}
  mints { total { minted failed } } currencies { currency openLiability ${money} total ${figures} before ${figures}
  periods { from to figures ${figures} } } } }`;

const ranges = [
  { from: '2026-03-01', to: '2026-03-31', granularity: 'DAY' },
  { from: '2026-01-01', to: '2026-12-31', granularity: 'DAY' },
  { from: '2025-01-01', to: '2026-12-31', granularity: 'MONTH' },
];

/** Those of the year of the record that was built again. */
const rangesOfRecord = [
  { from: '2025-03-01', to: '2025-03-31', granularity: 'DAY' },
  { from: '2025-01-01', to: '2025-12-31', granularity: 'MONTH' },
];

const activePlayers = 'activePlayers { total before periods { count } }';

const zones = ['UTC', 'Africa/Nairobi', 'Asia/Kathmandu', 'America/New_York'];

export interface Asked {
  what: string;
  medianMs: number;
  slowestMs: number;
}

type Tell = (what: string) => void;

export interface Measurement {
  rebuilt: { events: number; leftOut: number; ms: number; sizes: Record<string, number>; asked: Asked[] };
  sizes: Record<string, number>;
  asked: Asked[];
}

/**
 * Dashboards over the sums of ten million events, and a rebuild of some, on a Postgres that syncs to disk. `tell` gets a line
 * for each part of the way, so that a measurement that is ended early has said something.
 */
export async function measureDashboards(events: number, tell: Tell = () => {}): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-bench-'));
  // Postgres runs as a user of its own when this runs as root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: newId('req') });
  const urlOf = (name: string): string => withDatabase(server.connectionString, name);
  await ensureDatabases(server.connectionString, ['events', 'analytics']);
  await migrate(urlOf('analytics'), 'prisma/analytics/migrations');
  const bus = createPostgresLog({ url: urlOf('events'), log: silentLogger });
  const subgraph = await startSubgraph(analytics, {
    databaseUrl: urlOf('analytics'),
    bus,
    log: silentLogger,
    // The record keeps all of its events, although they are older than it usually does.
    env: { SOKO_SEAL_KEY: 'a key for the benchmark alone, long enough', ANALYTICS_DAYS: '4000' },
  });
  await subgraph.consuming.joined;
  const { pool } = subgraph.database;
  const viewer = { kind: 'user', id: 'usr_bench', roles: ['ADMIN'] } as const;
  const ask = async (players: string, range: object) => {
    const began = performance.now();
    const identity = { viewer, correlationId: 'bench', guestToken: null } as never;
    const { errors } = await subgraph.execute({ query: query(players), variables: { range }, identity });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return performance.now() - began;
  };
  const measure = async (what: string, players: string, range: object): Promise<Asked> => {
    const times: number[] = [];
    for (let round = 0; round < 22; round += 1) times.push(await ask(players, range));
    // The first two make the plans.
    const sorted = times.slice(2).sort((a, b) => a - b);
    return { what, medianMs: sorted[10]!, slowestMs: sorted.at(-1)! };
  };
  try {
    await fillRecord(pool, events, tell);
    await pool.query('ANALYZE event_records');
    const began = performance.now();
    let told = 0;
    const { events: built, leftOut } = await rebuilds.business({
      pool,
      bus,
      now: () => new Date(),
      onProgress(done) {
        if (done < told + 100_000) return;
        told = done;
        tell(`built again: ${done} events in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
      },
    });
    const ms = performance.now() - began;
    await pool.query('VACUUM ANALYZE business_buckets, business_players');
    const ofRecord: Asked[] = [];
    for (const range of rangesOfRecord) {
      const what = `${range.from} to ${range.to} by ${range.granularity.toLowerCase()}, UTC`;
      ofRecord.push(await measure(what, '', { ...range, timeZone: 'UTC' }));
      ofRecord.push(await measure(`${what}, with active players`, activePlayers, { ...range, timeZone: 'UTC' }));
    }
    const rebuilt = { events: built, leftOut, ms, sizes: await sizeOf(pool, tables), asked: ofRecord };
    await fillSums(pool);
    const asked: Asked[] = [];
    for (const range of ranges) {
      for (const timeZone of zones) {
        const what = `${range.from} to ${range.to} by ${range.granularity.toLowerCase()}, ${timeZone}`;
        asked.push(await measure(what, '', { ...range, timeZone }));
      }
    }
    for (const range of ranges) {
      const what = `${range.from} to ${range.to} by ${range.granularity.toLowerCase()}, UTC, with active players`;
      asked.push(await measure(what, activePlayers, { ...range, timeZone: 'UTC' }));
    }
    return { rebuilt, sizes: await sizeOf(pool, tables), asked };
  } finally {
    await subgraph.close();
    await bus.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
