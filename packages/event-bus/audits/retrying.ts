import assert from 'node:assert/strict';
import { type Delivery, TooEarly } from '../event-bus.ts';
import { waitUntil } from '../wait-until.ts';
import {
  type Audits,
  auditEvent,
  caughtUp,
  events,
  inOrderOfFirstSight,
  quickly,
  range,
  recorder,
  partitionOf,
} from './scene.ts';

/** Handlers that fail for a while. */
export const retryAudits: Audits = {
  async 'events of one key keep their order through failures'({ bus, topic, group }) {
    const log = await bus();
    const { handler, sequencesOf } = recorder();
    const failed = new Set<string>();
    const flaky = async (delivery: Delivery): Promise<void> => {
      const { id, sequence } = delivery.envelope;
      if (sequence % 4 === 0 && !failed.has(id)) {
        failed.add(id);
        throw new Error('the first attempt fails');
      }
      await handler(delivery);
    };
    await log.subscribe({ group, topics: [topic], handler: flaky, retry: quickly });
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const published = keys.map((key) => events(key, 20));
    for (let index = 0; index < 20; index += 1) {
      const batch = published.map((list) => list[index]!);
      await log.publish(topic, [...batch.slice(index % 5), ...batch.slice(0, index % 5)]);
    }
    await waitUntil('every event', () => keys.every((key) => sequencesOf(key).length >= 20));
    for (const key of keys) assert.deepEqual(inOrderOfFirstSight(sequencesOf(key)), range(20));
  },

  async 'a failing handler is retried, with the number of the attempt'({ bus, topic, group }) {
    const log = await bus();
    const attempts: number[] = [];
    const handler = async ({ attempt }: Delivery): Promise<void> => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error('not yet');
    };
    await log.subscribe({ group, topics: [topic], handler, retry: { ...quickly, attempts: 5 } });
    await log.publish(topic, [auditEvent('a', 1)]);
    await waitUntil('three attempts', () => attempts.length >= 3);
    await caughtUp(log, group);
    assert.deepEqual(attempts, [1, 2, 3]);
    assert.deepEqual(await log.deadLetters({ group }), []);
  },

  async 'an outage does not count as attempts: the event waits until the outage ends'({ bus, topic, group }) {
    const log = await bus();
    const { handler, sequencesOf } = recorder();
    let refusals = 0;
    const attempts = new Set<number>();
    const away = async (delivery: Delivery): Promise<void> => {
      attempts.add(delivery.attempt);
      if ((refusals += 1) <= 10) {
        throw new Error('could not save', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
      }
      await handler(delivery);
    };
    await log.subscribe({ group, topics: [topic], handler: away, retry: quickly });
    await log.publish(topic, events('a', 3));
    await waitUntil('every event', () => sequencesOf('a').length >= 3);
    await caughtUp(log, group);
    assert.deepEqual(inOrderOfFirstSight(sequencesOf('a')), range(3));
    assert.deepEqual([...attempts], [1]);
    assert.deepEqual(await log.deadLetters({ group }), []);
  },

  async 'an event that comes too early waits for a while, then its attempts count'({ bus, topic, group }) {
    const log = await bus();
    const seen: number[] = [];
    const early = async ({ envelope }: Delivery): Promise<void> => {
      seen.push(envelope.sequence);
      if (envelope.sequence === 1 && seen.length <= quickly.attempts) throw new TooEarly('the order is not known yet');
      if (envelope.sequence === 2) throw new TooEarly('the order is never known');
    };
    await log.subscribe({ group, topics: [topic], handler: early, retry: { ...quickly, tooEarlyMs: 2_000 } });
    await log.publish(topic, events('a', 2));
    await waitUntil('a dead letter', async () => (await log.deadLetters({ group })).length === 1);
    assert.equal(seen.filter((sequence) => sequence === 1).length, quickly.attempts + 1);
    assert.ok(seen.filter((sequence) => sequence === 2).length > quickly.attempts);
  },

  async 'a retrying partition does not hold up the others'({ bus, topic, group }) {
    const log = await bus();
    await log.ensureTopics([topic], { partitions: 4 });
    const { handler, has } = recorder();
    const patient = { attempts: 1_000, baseMs: 50, maxMs: 50 };
    const stuck = async (delivery: Delivery): Promise<void> => {
      if (delivery.envelope.subject === 'stuck') throw new Error('this key is stuck');
      await handler(delivery);
    };
    await log.subscribe({ group, topics: [topic], handler: stuck, retry: patient });
    await log.publish(topic, [auditEvent('stuck', 1)]);
    const others = range(40).map((number) => auditEvent(`key-${number}`, 1));
    const blocked = await partitionOf(log, topic, 'stuck');
    await log.publish(topic, others);
    const records = await log.read(topic, { limit: 100 });
    await has(records.filter((record) => record.partition !== blocked).length);
  },
};
