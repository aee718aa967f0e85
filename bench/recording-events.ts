import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analytics } from '@soko/subgraph-analytics';
import { createPostgresLog } from '@soko/event-bus';
import { type Envelope, newEvent, productsPrice } from '@soko/events';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { ensureDatabases, migrate, startEmbeddedPostgres, withDatabase } from '@soko/postgres';
import { startSubgraph } from '@soko/subgraph';

export interface Measurement {
  events: number;
  /** From the start of analytics until the last event of a waiting log is on record. */
  catchUpMs: number;
  /** From the first of the same number of events being published until the last is on record. */
  followMs: number;
}

const priceChanged = (): Envelope =>
  newEvent(
    productsPrice,
    'changed',
    {
      subject: newId('prd'),
      sequence: 1,
      data: {
        variantId: newId('var'),
        sellerId: newId('slr'),
        old: { amountMinor: '1990', currency: 'EUR' },
        new: { amountMinor: '1790', currency: 'EUR' },
      },
    },
    { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'bench' }, now: () => new Date() },
  );

/** How fast analytics puts events of one topic on record, on a Postgres that syncs to disk. */
export async function measureRecording(events: number): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-bench-'));
  // Postgres runs as a user of its own when this runs as root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: newId('req') });
  const urlOf = (name: string): string => withDatabase(server.connectionString, name);
  await ensureDatabases(server.connectionString, ['events', 'analytics']);
  await migrate(urlOf('analytics'), 'prisma/analytics/migrations');
  const bus = createPostgresLog({ url: urlOf('events'), log: silentLogger });

  const batches = Array.from({ length: events / 100 }, () => Array.from({ length: 100 }, priceChanged));
  const publish = async (): Promise<void> => {
    for (const batch of batches) await bus.publish(productsPrice.name, batch);
  };
  await bus.ensureTopics([productsPrice.name]);
  await publish();

  const catchingUp = performance.now();
  const subgraph = await startSubgraph(analytics, {
    databaseUrl: urlOf('analytics'),
    bus,
    log: silentLogger,
    env: { SOKO_SEAL_KEY: 'a key for the benchmark alone, long enough' },
  });
  const recorded = async (count: number): Promise<void> => {
    for (;;) {
      const { rows } = await subgraph.database.pool.query('SELECT count(*)::int AS count FROM event_records');
      if (rows[0].count >= count) return;
      await new Promise((later) => setTimeout(later, 50));
    }
  };
  try {
    await recorded(events);
    const catchUpMs = performance.now() - catchingUp;
    for (const batch of batches) for (const event of batch) event.id = newId('evt');
    const following = performance.now();
    await publish();
    await recorded(2 * events);
    return { events, catchUpMs, followMs: performance.now() - following };
  } finally {
    await subgraph.close();
    await bus.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
