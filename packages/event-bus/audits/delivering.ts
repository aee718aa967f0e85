import assert from 'node:assert/strict';
import { type Envelope, maxEventBytes } from '@soko/events';
import { waitUntil } from '../wait-until.ts';
import { type Delivery, Unprocessable } from '../event-bus.ts';
import {
  type Audits,
  auditEvent,
  caughtUp,
  events,
  ids,
  inOrderOfFirstSight,
  quickly,
  range,
  recorder,
} from './scene.ts';

/** Delivery of events from publisher to handler. */
export const deliveryAudits: Audits = {
  async 'an event is delivered unchanged, once per group when nothing fails'({ bus, topic, group }) {
    const log = await bus();
    const { handler, seen, has, envelopes } = recorder();
    await log.subscribe({ group, topics: [topic], handler });
    const published = [
      auditEvent('a', 1),
      auditEvent('b', 1),
      { ...auditEvent('ü', 1), data: { note: 'nul \u0000, quote "' } },
    ];
    await log.publish(topic, published);
    await has(3);
    await caughtUp(log, group);
    const bySubject = (a: Envelope, b: Envelope) => a.subject.localeCompare(b.subject);
    assert.deepEqual(envelopes().sort(bySubject), published);
    assert.ok(seen.every((delivery) => delivery.topic === topic && delivery.attempt === 1));
  },

  async 'a handler cannot change an event that other groups get'({ bus, topic, group }) {
    const log = await bus();
    const seen: unknown[] = [];
    const handler = async ({ envelope }: Delivery): Promise<void> => {
      const data = envelope.data as { note: string };
      assert.throws(() => Object.assign(data, { note: 'changed' }), TypeError);
      seen.push(data.note);
    };
    await log.subscribe({ group, topics: [topic], handler });
    await log.subscribe({ group: `${group}.other`, topics: [topic], handler });
    await log.publish(topic, [auditEvent('a', 1)]);
    await waitUntil('both groups saw it', async () => seen.length === 2);
    assert.deepEqual(seen, ['a 1', 'a 1']);
  },

  async 'messages published without consumers wait for a new group'({ bus, topic, group }) {
    const log = await bus();
    await log.ensureTopics([topic]);
    const published = events('a', 20);
    await log.publish(topic, published);
    const { handler, has, envelopes } = recorder();
    await log.subscribe({ group, topics: [topic], handler });
    await has(20);
    assert.deepEqual(envelopes(), published);
  },

  async 'a new group may begin at the end'({ bus, topic, group }) {
    const log = await bus();
    await log.ensureTopics([topic]);
    await log.publish(topic, events('a', 5));
    const { handler, has, envelopes } = recorder();
    await log.subscribe({ group, topics: [topic], handler, from: 'end' });
    const after = auditEvent('a', 6);
    await log.publish(topic, [after]);
    await has(1);
    await caughtUp(log, group);
    assert.deepEqual(envelopes(), [after]);
  },

  async 'a group reads several topics'({ bus, topic, group }) {
    const log = await bus();
    const topics = [topic, `${topic}-2`];
    const { handler, seen, has } = recorder();
    await log.subscribe({ group, topics, handler });
    for (const name of topics) await log.publish(name, events('a', 3));
    await has(6);
    for (const name of topics) assert.equal(seen.filter((delivery) => delivery.topic === name).length, 3);
  },

  async 'events of the greatest size pass through, also to dead letters and back'({ bus, topic, group }) {
    const log = await bus();
    const ofGreatestSize = (sequence: number): Envelope => {
      const event = auditEvent('a', sequence);
      const room = maxEventBytes - Buffer.byteLength(JSON.stringify({ ...event, data: { note: '' } }));
      return { ...event, data: { note: '"'.repeat(room / 2) } };
    };
    let isMended = false;
    const { handler, has, sequencesOf } = recorder();
    const picky = async (delivery: Delivery): Promise<void> => {
      if (!isMended && delivery.envelope.sequence === 2) throw new Unprocessable('not before it is mended');
      await handler(delivery);
    };
    await log.subscribe({ group, topics: [topic], handler: picky });
    await log.publish(topic, range(3).map(ofGreatestSize));
    await has(2);
    await waitUntil('a dead letter', async () => (await log.deadLetters({ group })).length === 1);
    isMended = true;
    await log.replayDeadLetters({ group });
    await has(3);
    assert.deepEqual(sequencesOf('a'), [1, 3, 2]);
  },

  async 'concurrent publishers lose no event and keep the order of their keys'({ bus, topic, group }) {
    const publishers = [await bus(), await bus(), await bus()];
    const { handler, sequencesOf, has } = recorder();
    await publishers[0]!.subscribe({ group, topics: [topic], handler });
    const lives = range(12).map((number) => events(`key-${number}`, 25));
    const publishLife = async (life: Envelope[], index: number): Promise<void> => {
      for (const event of life) await publishers[index % 3]!.publish(topic, [event]);
    };
    await Promise.all(lives.map(publishLife));
    await has(300);
    await caughtUp(publishers[0]!, group);
    for (const number of range(12)) assert.deepEqual(sequencesOf(`key-${number}`), range(25));
  },

  async 'batches over many keys may be published side by side'({ bus, topic }) {
    const publishers = [await bus(), await bus(), await bus()];
    await publishers[0]!.ensureTopics([topic], { partitions: 8 });
    const batch = (number: number): Envelope[] => {
      const keys = range(16).map((key) => `key-${number}-${key}`);
      return keys.flatMap((key) => events(key, 2));
    };
    const batches = range(60).map(batch);
    await Promise.all(batches.map((each, index) => publishers[index % 3]!.publish(topic, each)));
    const records = await publishers[0]!.read(topic, { limit: 10_000 });
    assert.deepEqual(ids(records.map((record) => record.envelope!)), ids(batches.flat()));
    for (const { key, offset, envelope } of records) {
      const twin = records.find((record) => record.key === key && record.envelope!.id !== envelope!.id)!;
      assert.equal(offset < twin.offset, envelope!.sequence < twin.envelope!.sequence);
    }
  },

  async 'waiting events of a partition may be handled together, in order'({ bus, topic, group }) {
    const log = await bus();
    await log.ensureTopics([topic], { partitions: 2 });
    await log.publish(topic, [...events('a', 40), ...events('b', 40), ...events('c', 40)]);
    const { handler, seen, sequencesOf, has } = recorder();
    let most = 0;
    const handleMany = async (deliveries: readonly Delivery[]): Promise<boolean> => {
      most = Math.max(most, deliveries.length);
      assert.equal(new Set(deliveries.map(({ partition }) => partition)).size, 1);
      for (const delivery of deliveries) await handler(delivery);
      return true;
    };
    const alone = async (): Promise<void> => assert.fail('nothing is left to be handled alone');
    await log.subscribe({ group, topics: [topic], handler: alone, handleMany });
    await has(120);
    await caughtUp(log, group);
    assert.ok(most > 1, 'events that wait are handed over together');
    assert.equal(new Set(seen.map(({ envelope }) => envelope.id)).size, 120);
    for (const key of ['a', 'b', 'c']) assert.deepEqual(inOrderOfFirstSight(sequencesOf(key)), range(40));
  },

  async 'events that cannot be handled together are handled one by one'({ bus, topic, group, appendRaw }) {
    const log = await bus();
    await log.ensureTopics([topic], { partitions: 1 });
    await log.publish(topic, events('a', 5));
    await appendRaw(topic, 'a', 'not an envelope');
    await log.publish(topic, events('b', 5));
    const { handler, has, sequencesOf } = recorder();
    const picky = async (delivery: Delivery): Promise<void> => {
      if (delivery.envelope.subject === 'b' && delivery.envelope.sequence === 3) throw new Error('this one is bad');
      await handler(delivery);
    };
    const handleMany = async (deliveries: readonly Delivery[]): Promise<boolean> => {
      if (deliveries.some(({ envelope }) => envelope.subject === 'b')) throw new Error('not all of them');
      return false;
    };
    await log.subscribe({ group, topics: [topic], handler: picky, handleMany, retry: quickly });
    await has(9);
    await caughtUp(log, group);
    assert.deepEqual(inOrderOfFirstSight(sequencesOf('a')), range(5));
    assert.deepEqual(inOrderOfFirstSight(sequencesOf('b')), [1, 2, 4, 5]);
    assert.equal((await log.deadLetters({ group })).length, 2);
  },

  async '5,000 messages pass in bounded time'({ bus, topic, group }) {
    const log = await bus();
    const { handler, seen } = recorder();
    await log.subscribe({ group, topics: [topic], handler });
    const published = range(5_000).map((number) => auditEvent(`key-${number % 50}`, Math.ceil(number / 50)));
    for (let first = 0; first < 5_000; first += 500) await log.publish(topic, published.slice(first, first + 500));
    await waitUntil('5,000 deliveries', () => seen.length >= 5_000, 30_000);
    assert.deepEqual(ids(seen.map((delivery) => delivery.envelope)), ids(published));
  },
};
