import { buildSubgraphSchema } from '@apollo/subgraph';
import { readEnv } from '@soko/env';
import { eventRetentionDays, projectionWaitMs } from '@soko/env/known';
import { topics } from '@soko/events';
import { type EventBus, onceItWorks } from '@soko/event-bus';
import { createInvariantWatch, type WatchedInvariants } from '@soko/invariants';
import { createLimits, deleteEndedLimits, type Limits } from '@soko/limits';
import type { Logger } from '@soko/log';
import { outboxInvariants, type Relay, startRelay } from '@soko/outbox';
import { type Database, openDatabase } from '@soko/postgres';
import { within } from '@soko/retry';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import type { z } from 'zod';
import { type Consuming, startConsuming } from './consuming.ts';
import type { Job, OpenSubgraph, SubgraphDefinition, SubgraphGauge } from './definition.ts';
import { createExecutor } from './execute.ts';
import { startJobs } from './jobs.ts';
import { pruneJob } from './prune-job.ts';
import { createProjectionWait } from './projections.ts';
import { scalars } from './scalars.ts';
import type { SubgraphTransport } from './transport.ts';

/** A statement that still runs when the pool closes is not waited for longer. */
const poolTimeoutMs = 2_000;

export interface StartedSubgraph {
  name: string;
  schema: GraphQLSchema;
  execute: SubgraphTransport;
  database: Database;
  limits: Limits;
  invariants: Pick<WatchedInvariants, 'found'>;
  relay: Relay;
  /** Numbers of its own for Prometheus. */
  gauges: readonly SubgraphGauge[];
  /** The consumer groups. They join in the background: the subgraph serves also while the event bus does not answer. */
  consuming: Pick<Consuming, 'groups' | 'joined' | 'hasJoined'>;
  /** Runs a job once without waiting for its interval: for tests. */
  runJob(name: string): Promise<void>;
  routes(app: FastifyInstance): Promise<void>;
  /** Throws when the database is not available. */
  ready(): Promise<void>;
  /**
   * Takes up no more jobs and events, and waits for those that run, at most `graceMs`. Requests are still served. What is left
   * then is given up: it is saved, and another process or the next start continues it.
   */
  stopWorking(graceMs?: number): Promise<void>;
  /** Stops working, then closes what it opened, the pool last. */
  close(): Promise<void>;
}

export interface SubgraphAdapters {
  databaseUrl: string;
  bus: EventBus;
  /** Finds the transport to another subgraph. Called when one is first asked, so the order of starting does not matter. */
  peers?: (name: string) => SubgraphTransport;
  /** Redis in which all replicas count limits. Without it, they count in the subgraph's database. */
  redisUrl?: string | undefined;
  log: Logger;
  env?: Record<string, string | undefined>;
  now?: () => Date;
  poolSize?: number;
  /** Time that published events stay in the outbox, in ms. Default: 0. */
  keepSentMs?: number;
}

/**
 * Starts a subgraph: pool, schema, relay, consumers, jobs. The database must be migrated. The event bus may be away: the
 * outbox keeps events and the consumers join later. `close()` stops all in the opposite order.
 */
export async function startSubgraph<Shape extends z.ZodRawShape, Context>(
  definition: SubgraphDefinition<Shape, Context>,
  adapters: SubgraphAdapters,
): Promise<StartedSubgraph> {
  const { name } = definition;
  const log = adapters.log.child({ subgraph: name });
  const env = readEnv(definition.env, adapters.env);
  await definition.checkEnv?.(env);
  const { EVENT_RETENTION_DAYS: eventDays, PROJECTION_WAIT_MS: waitMs } = readEnv(
    { EVENT_RETENTION_DAYS: eventRetentionDays, PROJECTION_WAIT_MS: projectionWaitMs },
    adapters.env,
  );
  const schema = buildSubgraphSchema({
    typeDefs: parse(definition.typeDefs),
    resolvers: { ...scalars, ...definition.resolvers },
  });
  const database = openDatabase({
    connectionString: adapters.databaseUrl,
    applicationName: `soko-${name}`,
    max: adapters.poolSize ?? 10,
    planning: definition.planning,
    onError: (error) => log.warn({ err: error }, 'lost an idle database connection'),
  });
  const { pool, adapter } = database;
  const now = adapters.now ?? (() => new Date());
  const limits = createLimits({ redisUrl: adapters.redisUrl, pool, log, now });
  const opened: OpenSubgraph<Context> = await definition
    .open({
      env,
      pool,
      adapter,
      bus: adapters.bus,
      peer: peerOf(adapters),
      limits,
      log,
      now,
    })
    .catch(async (error: unknown) => {
      limits.close();
      await database.close();
      throw error;
    });
  const { bus } = adapters;
  const ensureTopics = onceItWorks(() => bus.ensureTopics(topics.map((topic) => topic.name)));
  const consuming = startConsuming({ bus, ensureTopics, consumers: opened.consumers ?? [], log });
  const relay = startRelay({
    connectionString: adapters.databaseUrl,
    pool,
    publisher: {
      async publish(topic, events) {
        await ensureTopics();
        await bus.publish(topic, events);
      },
    },
    keepSentMs: adapters.keepSentMs ?? 0,
    log,
  });
  const deleteLimits: Job = {
    name: `${name}.delete-ended-limits`,
    everyMs: 60_000,
    run: () => deleteEndedLimits(pool, now()),
  };
  const pruning = pruneJob({
    subgraph: name,
    pool,
    bus,
    topics: topics.map((topic) => topic.name),
    rules: opened.prune ?? [],
    eventDays,
    log,
    now,
  });
  const invariants = createInvariantWatch({
    pool,
    invariants: [...(definition.invariants ?? []), ...outboxInvariants],
    now,
    log,
  });
  const checkInvariants: Job = {
    name: `${name}.check-invariants`,
    everyMs: 15 * 60_000,
    run: invariants.check,
  };
  const jobs = startJobs(pool, [...(opened.jobs ?? []), deleteLimits, pruning, checkInvariants], log);

  const waitForProjections = createProjectionWait({
    projections: definition.projections ?? {},
    timeoutMs: waitMs,
    pool,
    bus,
    wakeRelay: () => relay.wake(),
    log,
  });

  let stopping: Promise<unknown> | null = null;
  const stopWorking = async (graceMs?: number): Promise<void> => {
    stopping ??= ((work) => (graceMs === undefined ? work : within(graceMs, work)))(
      Promise.all([jobs.close(), consuming.close(), opened.stopWorking?.()]),
    );
    await stopping;
  };

  return {
    name,
    schema,
    execute: createExecutor({
      name,
      schema,
      context: (identity) => opened.context(identity),
      log,
      async afterMutation(document) {
        relay.wake();
        await waitForProjections(document);
      },
    }),
    database,
    limits,
    invariants,
    relay,
    gauges: opened.gauges ?? [],
    consuming,
    runJob: (name) => jobs.run(name),
    async routes(app) {
      await opened.routes?.(app);
    },
    async ready() {
      await pool.query('SELECT 1');
    },
    stopWorking,
    async close() {
      await stopWorking();
      await relay.close();
      await opened.close?.();
      limits.close();
      await within(poolTimeoutMs, database.close());
    },
  };
}

const peerOf =
  ({ peers }: SubgraphAdapters) =>
  (name: string): SubgraphTransport =>
  async (request) => {
    if (peers === undefined) throw new Error(`This subgraph was started alone and cannot reach ${name}.`);
    return peers(name)(request);
  };
