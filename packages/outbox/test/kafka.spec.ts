import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commaList, readEnv } from '@soko/env';
import { createKafkaBus, type EventBus } from '@soko/event-bus';
import type { Envelope } from '@soko/events';
import { silentLogger } from '@soko/log';
import { type Database, openDatabase } from '@soko/postgres';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import { v7 } from 'uuid';
import { listRefusedEvents } from '../index.ts';
import { type Relay, startRelay } from '../relay.ts';

const brokers = readEnv({ KAFKA_BROKERS: commaList.optional() }).KAFKA_BROKERS ?? [];
const suite = brokers.length > 0 ? describe : describe.skip;

suite('the outbox relay on Kafka (runs where KAFKA_BROKERS is set)', () => {
  const topic = `tests.relay-${Date.now().toString(36)}`;
  let outbox: TestDatabase;
  let database: Database;
  let bus: EventBus;
  let relay: Relay | undefined;

  beforeAll(async () => {
    outbox = await createTestDatabase({ migrations: join(import.meta.dirname, 'fixture/migrations') });
    database = openDatabase({ ...outbox, applicationName: 'relay-kafka-spec' });
    bus = createKafkaBus({ brokers, clientId: 'relay-spec', log: silentLogger });
    await bus.ensureTopics([topic], { partitions: 1 });
  });

  afterAll(async () => {
    await relay?.close();
    await bus.close();
    await database.close();
    await outbox.drop();
  });

  it('sets aside what the broker refuses, and publishes the rest in order', async () => {
    const event = (sequence: number, bytes: number): Envelope => ({
      id: `evt_${v7()}`,
      type: 'tests.thing.happened',
      version: 1,
      subject: 'one',
      sequence,
      time: new Date().toISOString(),
      correlationId: 'test',
      causationId: null,
      actor: { kind: 'service', id: 'test' },
      data: { note: 'x'.repeat(bytes) },
    });
    const events = [1, 2, 3, 4, 5, 6, 7].map((sequence) => event(sequence, sequence === 4 ? 3_000_000 : 100));
    for (const payload of events) {
      await database.pool.query(
        'INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload) VALUES ($1, $2, $3, $4, $5)',
        [payload.id, topic, payload.subject, payload.type, payload],
      );
    }
    const { connectionString } = outbox;
    relay = startRelay({ connectionString, pool: database.pool, publisher: bus, log: silentLogger });
    await relay.drain();
    const log = await bus.read(topic, { limit: 100 });
    expect([...new Set(log.map(({ envelope }) => envelope?.sequence))]).toEqual([1, 2, 3, 5, 6, 7]);
    expect(await relay.backlog()).toEqual({ rows: 0, oldestMs: 0, refused: 1 });
    expect(await listRefusedEvents(database.pool, 10)).toMatchObject([
      { id: events[3]!.id, refusal: expect.stringMatching(/larger than/) },
    ]);
  });
});
