import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import { type RunningKafka, startKafka } from '../../../scripts/kafka/start-kafka.mjs';
import { auditEvent, caughtUp, inOrderOfFirstSight, range, recorder } from '../audits/scene.ts';
import { createKafkaBus, type EventBus } from '../index.ts';
import { testBrokers } from './env.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'soko-outage-'));
const start = (port = 0): Promise<RunningKafka> => startKafka({ port, dataDir });

const canStartKafka = (): boolean => ['java', 'mvn'].every((program) => spawnSync(program, ['-version']).status === 0);
const suite = testBrokers().length > 0 && canStartKafka() ? describe : describe.skip;

suite('Kafka that goes and comes back (runs where KAFKA_BROKERS is set and Java and Maven are there)', () => {
  // A broker of its own to stop: other people may use the one of KAFKA_BROKERS.
  let kafka: RunningKafka;
  let brokers: string[];
  let bus: EventBus;

  beforeAll(async () => {
    kafka = await start();
    brokers = [kafka.brokers];
    bus = createKafkaBus({ brokers, clientId: 'outage', log: silentLogger, sessionTimeoutMs: 6_000 });
  });

  afterAll(async () => {
    await bus.close();
    await kafka.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each([
    ['is stopped', () => kafka.stop()],
    [
      'is killed',
      async () => {
        process.kill(kafka.pid, 'SIGKILL');
        await kafka.exited;
      },
    ],
  ])('%s: publishing is refused meanwhile, and nothing acknowledged is lost', async (how, end) => {
    const topic = `audits.${how.replace(' ', '-')}`;
    const { handler, sequencesOf } = recorder();
    await bus.subscribe({ group: topic, topics: [topic], handler });
    const followed = new Map<string, number[]>();
    await bus.follow({
      topics: [topic],
      handler: ({ envelope: { subject, sequence } }) =>
        void followed.set(subject, [...(followed.get(subject) ?? []), sequence]),
    });
    const publish = (sequence: number): Promise<void> =>
      bus.publish(
        topic,
        ['a', 'b', 'c'].map((key) => auditEvent(key, sequence)),
      );
    for (const sequence of range(20)) await publish(sequence);
    await until('the first are handled', () => sequencesOf('c').length > 0);

    await end();
    const lost = { name: expect.stringMatching(/^KafkaJS/) };
    await expect(publish(21)).rejects.toMatchObject(lost);
    await expect(bus.health()).rejects.toMatchObject(lost);

    kafka = await start(Number(brokers[0]!.split(':')[1]));
    await until(
      'it is published',
      () =>
        publish(21).then(
          () => true,
          () => false,
        ),
      60_000,
    );
    for (const sequence of range(40).slice(21)) await publish(sequence);
    const handledAll = (): boolean => ['a', 'b', 'c'].every((key) => new Set(sequencesOf(key)).size === 40);
    await until('all are handled', handledAll, 60_000);
    for (const key of ['a', 'b', 'c']) expect(inOrderOfFirstSight(sequencesOf(key))).toEqual(range(40));
    await until('all are followed', () => ['a', 'b', 'c'].every((key) => followed.get(key)?.includes(40)), 60_000);
    // What was published again after a rejection is twice in the log, and only that.
    for (const key of ['a', 'b', 'c']) {
      expect(inOrderOfFirstSight(followed.get(key)!.filter((sequence) => sequence !== 21))).toEqual(
        range(40).filter((sequence) => sequence !== 21),
      );
      expect(followed.get(key)!.filter((sequence) => sequence !== 21)).toHaveLength(39);
    }
    await caughtUp(bus, topic);
    await bus.health();
  });
});
