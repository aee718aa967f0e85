import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@soko/auth';
import { commaList, readEnv } from '@soko/env';
import { createKafkaBus, createPostgresLog, type EventBus } from '@soko/event-bus';
import { newEvent, usersUser } from '@soko/events';
import { silentLogger } from '@soko/log';
import { consumer, tell } from '@soko/outbox';
import { createTestDatabase, freePort, runProgram, until } from '@soko/testing';
import pg from 'pg';
import { startKafka } from '../../../scripts/kafka/start-kafka.mjs';
import { defineSubgraph, serveSubgraph, type StartedSubgraph, startSubgraph } from '../index.ts';

const migrations = join(import.meta.dirname, '../../outbox/test/fixture/migrations');
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** A subgraph that sees its own events. */
async function start(
  bus: EventBus,
): Promise<{ subgraph: StartedSubgraph; seen: string[]; close: () => Promise<void> }> {
  const seen: string[] = [];
  const counting = defineSubgraph({
    name: 'counting',
    typeDefs: 'type Query { seen: Int! }',
    resolvers: { Query: { seen: () => seen.length } },
    env: {},
    open: async () => ({
      context: () => ({}),
      consumers: [
        consumer({
          group: 'counting',
          on: usersUser,
          types: ['verified'],
          handle: async ({ subject }) => void seen.push(subject),
        }),
      ],
    }),
  });
  const database = await createTestDatabase({ migrations });
  const subgraph = await startSubgraph(counting, { databaseUrl: database.connectionString, bus, log: silentLogger });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= subgraph.close().then(() => bus.close()));
  undo.push(async () => {
    await close();
    await database.drop();
  });
  return { subgraph, seen, close };
}

const verified = (subject: string) =>
  newEvent(
    usersUser,
    'verified',
    { subject, sequence: 1, data: {} },
    { correlationId: 'test', causationId: null, actor: { kind: 'service', id: 'test' }, now: () => new Date() },
  );

/** Serves while the bus is away, keeps its events, and joins when the bus comes. */
async function servesAndJoins(bus: EventBus, comes: () => Promise<unknown>): Promise<void> {
  const { subgraph, seen } = await start(bus);
  const port = await freePort();
  const { app } = await serveSubgraph(subgraph, {
    port,
    host: '127.0.0.1',
    serviceKeys: 'a key for specs',
    log: silentLogger,
  });
  undo.push(() => app.close());
  const readiness = async (): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
    return { status: response.status, body: await response.json() };
  };

  const answer = await subgraph.execute({ query: '{ seen }', identity: serviceIdentity('test', 'test') });
  expect(answer).toEqual({ data: { seen: 0 } });
  expect(await readiness()).toEqual({ status: 200, body: { status: 'ok', eventBus: 'waiting' } });
  await tell(subgraph.database.pool, [verified('usr_1')]);
  await expect(subgraph.relay.drain()).rejects.toThrow(/not currently accepting connections|ECONNREFUSED/);
  expect(await subgraph.relay.backlog()).toMatchObject({ rows: 1, refused: 0 });

  await comes();
  await subgraph.consuming.joined;
  expect(await readiness()).toEqual({ status: 200, body: { status: 'ok', eventBus: 'joined' } });
  await until('the event is published and handled', () => seen.includes('usr_1'));
  expect((await subgraph.relay.backlog()).rows).toBe(0);
}

describe('a subgraph that starts while the Postgres log is away', () => {
  const lockedLog = async (): Promise<{ bus: EventBus; unlock: () => Promise<unknown> }> => {
    const database = await createTestDatabase();
    const url = new URL(database.connectionString);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    await admin.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS false`);
    undo.push(async () => {
      await admin.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS true`);
      await admin.end();
      await database.drop();
    });
    return {
      bus: createPostgresLog({ url: database.connectionString, log: silentLogger }),
      unlock: () => admin.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS true`),
    };
  };

  it('serves, keeps its events, and joins when the log comes', async () => {
    const { bus, unlock } = await lockedLog();
    await servesAndJoins(bus, unlock);
  });

  it('can be closed before', async () => {
    const { bus } = await lockedLog();
    const { subgraph, close } = await start(bus);
    await close();
    await subgraph.consuming.joined;
    expect(subgraph.consuming.hasJoined()).toBe(false);
  });
});

const brokers = readEnv({ KAFKA_BROKERS: commaList.optional() }).KAFKA_BROKERS ?? [];
const suite = brokers.length > 0 ? describe : describe.skip;

suite(
  'a subgraph that starts while Kafka is away (runs where KAFKA_BROKERS is set and Java and Maven are there)',
  () => {
    it('serves, keeps its events, and joins when the broker comes', async () => {
      const port = await freePort();
      const dataDir = mkdtempSync(join(tmpdir(), 'soko-late-'));
      const bus = createKafkaBus({ brokers: [`127.0.0.1:${port}`], clientId: 'late', log: silentLogger });
      await servesAndJoins(bus, async () => {
        const kafka = await startKafka({ port, dataDir });
        // Last of all, the folder after the broker that writes to it.
        undo.unshift(
          () => rmSync(dataDir, { recursive: true, force: true }),
          () => kafka.stop(),
        );
      });
    });

    it('can be closed before, in bounded time', async () => {
      const bus = createKafkaBus({
        brokers: [`127.0.0.1:${await freePort()}`],
        clientId: 'never',
        log: silentLogger,
      });
      const { close } = await start(bus);
      const startedAt = performance.now();
      await close();
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    });

    it('serves at once while its group still waits for a member that was killed', async () => {
      const bus = createKafkaBus({ brokers, clientId: 'killed', log: silentLogger });
      await bus.ensureTopics([usersUser.name]);
      await bus.publish(usersUser.name, [verified('usr_0')]);
      const program = await runProgram(join(import.meta.dirname, '../../event-bus/test/crash-program.ts'), {
        BROKERS: brokers.join(','),
        TOPIC: usersUser.name,
        GROUP: 'counting',
      });
      await until('the member has joined', () => program.output().includes('usr_0 1'));
      await program.kill();
      const { subgraph } = await start(bus);
      const answer = await subgraph.execute({ query: '{ seen }', identity: serviceIdentity('test', 'test') });
      expect(answer).toEqual({ data: { seen: 0 } });
      expect(subgraph.consuming.hasJoined()).toBe(false);
      await subgraph.consuming.joined;
      expect(subgraph.consuming.hasJoined()).toBe(true);
    });
  },
);
