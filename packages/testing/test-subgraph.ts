import { join } from 'node:path';
import { anonymous, type RequestIdentity, type Viewer } from '@soko/auth';
import type { Envelope } from '@soko/events';
import { createPostgresLog, type EventBus } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { findPersonalKeys, openPersonalFields } from '@soko/outbox';
import { countStatements, watchNesting } from '@soko/postgres';
import {
  type LiveEvent,
  type StartedSubgraph,
  startSubgraph,
  type SubgraphDefinition,
  type SubgraphResponse,
  type SubgraphTransport,
} from '@soko/subgraph';
import type pg from 'pg';
import type { z } from 'zod';
import { createTestDatabase } from './test-database.ts';
import { requestBy } from './viewers.ts';

/** Specs read responses as JSON; their expectations check the shape. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = Omit<SubgraphResponse, 'data'> & { data: Record<string, any> };

export interface TestSubgraph {
  /** Runs an operation as the viewer `as` (default: anonymous). Errors are part of the response. */
  query(
    document: string,
    variables?: Record<string, unknown>,
    options?: {
      as?: Viewer;
      identity?: Partial<RequestIdentity>;
      /** For subscriptions: the event, or null to begin. */
      event?: LiveEvent | null;
    },
  ): Promise<Answer>;
  /** All events that the subgraph published, oldest first, relayed or not. Personal fields are opened. */
  told(type?: string): Promise<Envelope[]>;
  /** Counts the SQL statements that `work` sends. */
  statements<T>(work: () => Promise<T>): Promise<{ result: T; count: number; texts: string[] }>;
  /** Starts the subgraph again on the same databases, as another process would. It is closed with this one at the latest. */
  replica(env?: Record<string, string>): Promise<Pick<TestSubgraph, 'query' | 'subgraph' | 'close'>>;
  bus: EventBus;
  pool: pg.Pool;
  subgraph: StartedSubgraph;
  close(): Promise<void>;
}

const queryOf =
  ({ execute }: StartedSubgraph): TestSubgraph['query'] =>
  async (document, variables = {}, { as = anonymous, identity = {}, event } = {}) => {
    const answer = await execute({ query: document, variables, identity: requestBy(as, identity), event });
    return answer as Answer;
  };

/**
 * Starts a real subgraph on new databases: its migrated Prisma database, and an event log in Postgres. Specs send it
 * GraphQL operations, as the gateway does. Closing it fails when a transaction took a second connection from the pool.
 */
export async function startTestSubgraph<Shape extends z.ZodRawShape, Context>(
  definition: SubgraphDefinition<Shape, Context>,
  options: {
    env?: Record<string, string>;
    now?: () => Date;
    peers?: (name: string) => SubgraphTransport;
    poolSize?: number;
    /** The event bus, when it is not a log of its own in Postgres. */
    openBus?: () => EventBus;
  } = {},
): Promise<TestSubgraph> {
  const migrations = join(import.meta.dirname, '../../prisma', definition.name, 'migrations');
  const [database, events] = await Promise.all([createTestDatabase({ migrations }), createTestDatabase()]);
  const nesting = watchNesting();
  const open = async (env: Record<string, string> = {}) => {
    const bus = options.openBus?.() ?? createPostgresLog({ url: events.connectionString, log: silentLogger });
    const subgraph = await startSubgraph(definition, {
      databaseUrl: database.connectionString,
      bus,
      log: silentLogger,
      // No other subgraph runs that could see its events.
      env: { PROJECTION_WAIT_MS: '0', SOKO_SEAL_KEY: 'a key for specs alone and long enough', ...options.env, ...env },
      // Specs read the published events from the outbox.
      keepSentMs: 3_600_000,
      ...(options.now ? { now: options.now } : {}),
      ...(options.peers ? { peers: options.peers } : {}),
      ...(options.poolSize ? { poolSize: options.poolSize } : {}),
    });
    await subgraph.consuming.joined;
    let closing: Promise<void> | null = null;
    const close = () => (closing ??= subgraph.close().then(() => bus.close()));
    return { bus, subgraph, close };
  };
  const { bus, subgraph, close } = await open();
  const replicas: (() => Promise<void>)[] = [];
  const { pool } = subgraph.database;

  return {
    bus,
    pool,
    subgraph,
    query: queryOf(subgraph),
    async told(type) {
      const { rows } = await pool.query<{ payload: Envelope }>(
        'SELECT payload FROM outbox WHERE $1::text IS NULL OR type = $1 ORDER BY position',
        [type ?? null],
      );
      const findKey = async ({ id }: Envelope): Promise<string | null> =>
        (await findPersonalKeys(pool, [id])).get(id) ?? null;
      const opened = await Promise.all(rows.map(({ payload }) => openPersonalFields(payload, findKey)));
      return opened.map((event, index) => event ?? rows[index]!.payload);
    },
    statements: countStatements,
    async replica(env) {
      const other = await open(env);
      replicas.push(other.close);
      return { query: queryOf(other.subgraph), subgraph: other.subgraph, close: other.close };
    },
    async close() {
      await Promise.all([...replicas.map((closeReplica) => closeReplica()), close()]);
      await Promise.all([database.drop(), events.drop()]);
      const nested = nesting.take();
      if (nested.length > 0)
        throw new Error(`${nested.length} transactions took a second connection. One of them:\n${nested[0]}`);
    },
  };
}
