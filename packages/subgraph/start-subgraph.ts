import { buildSubgraphSchema } from '@apollo/subgraph';
import { readEnv } from '@soko/env';
import { topics } from '@soko/events';
import type { EventBus, ManyHandler, Subscription } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import { type Consumer, type Relay, startRelay } from '@soko/outbox';
import { type Database, openDatabase } from '@soko/postgres';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import type { z } from 'zod';
import type { OpenSubgraph, SubgraphDefinition } from './definition.ts';
import { createExecutor } from './execute.ts';
import { startJobs } from './jobs.ts';
import { scalars } from './scalars.ts';
import type { SubgraphTransport } from './transport.ts';

export interface StartedSubgraph {
  name: string;
  schema: GraphQLSchema;
  execute: SubgraphTransport;
  database: Database;
  relay: Relay;
  /** Runs a job once without waiting for its interval: for tests. */
  runJob(name: string): Promise<void>;
  routes(app: FastifyInstance): Promise<void>;
  /** Throws when the database is not available. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export interface SubgraphAdapters {
  databaseUrl: string;
  bus: EventBus;
  /** Finds the transport to another subgraph. Called when one is first asked, so the order of starting does not matter. */
  peers?: (name: string) => SubgraphTransport;
  log: Logger;
  env?: Record<string, string | undefined>;
  now?: () => Date;
  poolSize?: number;
  /** Time that published events stay in the outbox, in ms. Default: 0. */
  keepSentMs?: number;
}

/**
 * Starts a subgraph: pool, schema, relay, consumers, jobs. The database must be migrated. `close()` stops them in the
 * opposite order and waits for running work.
 */
export async function startSubgraph<Shape extends z.ZodRawShape, Context>(
  definition: SubgraphDefinition<Shape, Context>,
  adapters: SubgraphAdapters,
): Promise<StartedSubgraph> {
  const { name } = definition;
  const log = adapters.log.child({ subgraph: name });
  const env = readEnv(definition.env, adapters.env);
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
  const opened: OpenSubgraph<Context> = await definition
    .open({
      env,
      pool,
      adapter,
      bus: adapters.bus,
      peer: peerOf(adapters),
      log,
      now: adapters.now ?? (() => new Date()),
    })
    .catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
  const subscriptions = await subscribeAll(adapters.bus, opened.consumers ?? []).catch(async (error: unknown) => {
    await opened.close?.();
    await database.close();
    throw error;
  });
  const relay = startRelay({
    connectionString: adapters.databaseUrl,
    pool,
    publisher: adapters.bus,
    keepSentMs: adapters.keepSentMs ?? 0,
    log,
  });
  const jobs = startJobs(pool, opened.jobs ?? [], log);

  return {
    name,
    schema,
    execute: createExecutor({
      schema,
      context: (identity) => opened.context(identity),
      log,
      afterMutation: () => relay.wake(),
    }),
    database,
    relay,
    runJob: (name) => jobs.run(name),
    async routes(app) {
      await opened.routes?.(app);
    },
    async ready() {
      await pool.query('SELECT 1');
    },
    async close() {
      await jobs.close();
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
      await relay.close();
      await opened.close?.();
      await database.close();
    },
  };
}

/** Consumers of one group share a subscription, so that the group gets each topic in order. */
async function subscribeAll(bus: EventBus, consumers: readonly Consumer[]): Promise<Subscription[]> {
  const groups = new Map<string, Consumer[]>();
  for (const each of consumers) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  await bus.ensureTopics(topics.map((topic) => topic.name));
  return Promise.all(
    [...groups].map(([group, members]) =>
      bus.subscribe({
        group,
        topics: [...new Set(members.flatMap((member) => member.topics))],
        handler: async ({ topic, envelope }) => {
          for (const member of members) if (member.topics.includes(topic)) await member.handle(envelope);
        },
        handleMany: handleManyOf(members),
      }),
    ),
  );
}

/** Passes many events at once to a topic's only consumer, if it can handle many. */
const handleManyOf =
  (members: readonly Consumer[]): ManyHandler =>
  async (deliveries) => {
    const topic = deliveries[0]?.topic;
    const [listener, ...others] = members.filter((member) => topic !== undefined && member.topics.includes(topic));
    if (!listener?.handleMany || others.length > 0) return false;
    if (deliveries.some((delivery) => delivery.topic !== topic)) return false;
    await listener.handleMany(deliveries.map(({ envelope }) => envelope));
    return true;
  };

const peerOf =
  ({ peers }: SubgraphAdapters) =>
  (name: string): SubgraphTransport =>
  async (request) => {
    if (peers === undefined) throw new Error(`This subgraph was started alone and cannot reach ${name}.`);
    return peers(name)(request);
  };
