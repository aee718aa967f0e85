import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { createTestDatabase, runProgram, type TestDatabase, until } from '@soko/testing';
import { auditEvent, range } from '../audits/scene.ts';
import { createKafkaBus, createPostgresLog, type EventBus } from '../index.ts';
import { testBrokers } from './env.ts';

const program = join(import.meta.dirname, 'crash-program.ts');
const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** The lines that end in a newline: the last one may be half written. */
const lines = (output: string): string[] => output.split('\n').slice(0, -1);

/** At least once and in order: every number up to `count`, none for the first time before the one below it. */
const firstSights = (sequences: readonly number[]): number[] => [...new Set(sequences)];

function crashSuite(open: () => EventBus, env: () => Record<string, string>) {
  let bus: EventBus;
  beforeAll(() => {
    bus = open();
  });
  afterAll(() => bus.close());

  it('of a consumer between handling and committing loses nothing and keeps the order of each key', async () => {
    const topic = `audits.crash-${Date.now()}`;
    const group = `crash-${Date.now()}`;
    await bus.ensureTopics([topic]);
    const handled: string[] = [];
    const runUntil = async (enough: (lines: string[]) => boolean): Promise<void> => {
      const running = await runProgram(program, { ...env(), TOPIC: topic, GROUP: group });
      await until('enough is handled', () => enough(lines(running.output()))).finally(running.kill);
      handled.push(...lines(running.output()));
    };

    for (const life of range(4)) {
      await bus.publish(
        topic,
        range(50).flatMap((number) => keys.map((key) => auditEvent(key, (life - 1) * 50 + number))),
      );
      if (life < 4) await runUntil((seen) => seen.length >= 37 * life);
    }
    await runUntil((seen) => new Set([...handled, ...seen]).size === keys.length * 200);

    expect(handled.length).toBeGreaterThan(keys.length * 200);
    for (const key of keys) {
      const sequences = handled.filter((line) => line.startsWith(`${key} `)).map((line) => Number(line.slice(2)));
      expect(firstSights(sequences)).toEqual(range(200));
    }
  });

  it('of a publisher loses nothing that was acknowledged and keeps the order of each key', async () => {
    const topic = `audits.crash-publisher-${Date.now()}`;
    await bus.ensureTopics([topic]);
    let acknowledged = 0;
    for (const life of range(3)) {
      const running = await runProgram(program, { ...env(), TOPIC: topic, FIRST: String(acknowledged + 1) });
      await until('some are acknowledged', () => lines(running.output()).length > 20 * life).finally(running.kill);
      acknowledged = Number(lines(running.output()).at(-1)!.split(' ')[1]);
    }

    const records = await bus.read(topic, { limit: 100_000 });
    for (const key of ['a', 'b', 'c', 'd']) {
      const sequences = records.filter((record) => record.key === key).map((record) => record.envelope!.sequence);
      const seen = firstSights(sequences);
      expect(seen.slice(0, acknowledged)).toEqual(range(acknowledged));
      expect(seen).toEqual(range(seen.length));
    }
  });
}

describe('kill -9 with the Postgres log', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  crashSuite(
    () => createPostgresLog({ url: database.connectionString, log: silentLogger }),
    () => ({ LOG_URL: database.connectionString }),
  );
});

const brokers = testBrokers();
const suite = brokers.length > 0 ? describe : describe.skip;

suite('kill -9 with Kafka (runs where KAFKA_BROKERS is set)', () => {
  crashSuite(
    () => createKafkaBus({ brokers, clientId: 'crash-spec', log: silentLogger }),
    () => ({ BROKERS: brokers.join(',') }),
  );
});
