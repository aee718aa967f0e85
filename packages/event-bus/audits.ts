import assert from 'node:assert/strict';
import { newId } from '@soko/ids';
import type { Envelope } from '@soko/events';
import { type Delivery, type EventBus, Unprocessable } from './event-bus.ts';
import { waitUntil } from './wait-until.ts';

/** What an adapter must offer to be audited. */
export interface AuditedLog {
  /** Opens the bus as one more process would; the audit closes it. */
  makeBus(): Promise<EventBus>;
  /** Puts a message that need not be an envelope into a topic. */
  appendRaw(topic: string, key: string, value: string): Promise<void>;
}

/** The promises of the event bus: each rejects when the adapter breaks it. */
export function eventBusAudits(log: AuditedLog): Record<string, () => Promise<void>> {
  const audit = (promise: (scene: Scene) => Promise<void>) => async () => {
    const scene = newScene(log);
    try {
      await promise(scene);
    } finally {
      await scene.close();
    }
  };
  return Object.fromEntries(Object.entries(promises).map(([name, promise]) => [name, audit(promise)]));
}

/** A topic and a group nobody else uses, and buses that are closed at the end. */
interface Scene {
  topic: string;
  group: string;
  bus(): Promise<EventBus>;
  appendRaw: AuditedLog['appendRaw'];
  close(): Promise<void>;
}

let scenes = 0;

function newScene(log: AuditedLog): Scene {
  const unique = `${Date.now().toString(36)}-${(scenes += 1)}`;
  const buses: EventBus[] = [];
  return {
    topic: `audits.topic-${unique}`,
    group: `audits-${unique}`,
    appendRaw: log.appendRaw,
    async bus() {
      const bus = await log.makeBus();
      buses.push(bus);
      return bus;
    },
    async close() {
      await Promise.all(buses.map((bus) => bus.close()));
    },
  };
}

/** An event of the aggregate `subject`, number `sequence` of its life. */
export const auditEvent = (subject: string, sequence: number): Envelope => ({
  id: newId('evt'),
  type: 'audits.thing.happened',
  version: 1,
  subject,
  sequence,
  time: new Date().toISOString(),
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service', id: 'audits' },
  data: { note: `${subject} ${sequence}` },
});

const events = (subject: string, count: number): Envelope[] =>
  Array.from({ length: count }, (_, index) => auditEvent(subject, index + 1));

const ids = (envelopes: readonly Envelope[]): string[] => envelopes.map((event) => event.id).sort();

/** Keeps what a group was given. */
function recorder() {
  const seen: Delivery[] = [];
  const envelopes = (): Envelope[] => seen.map((delivery) => delivery.envelope);
  return {
    seen,
    handler: async (delivery: Delivery): Promise<void> => void seen.push(delivery),
    envelopes,
    sequencesOf: (subject: string): number[] =>
      envelopes()
        .filter((event) => event.subject === subject)
        .map((event) => event.sequence),
    has: (count: number) => waitUntil(`${count} deliveries`, () => seen.length >= count),
  };
}

const caughtUp = (bus: EventBus, group: string): Promise<void> =>
  waitUntil(`group ${group} has caught up`, async () => Object.values(await bus.lag(group)).every((lag) => lag === 0));

const quickly = { attempts: 3, baseMs: 10, maxMs: 50 };

const promises: Record<string, (scene: Scene) => Promise<void>> = {
  async 'what is published is delivered as it was, once per group when nothing fails'({ bus, topic, group }) {
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

  async 'messages published while nobody listens wait for a new group'({ bus, topic, group }) {
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
      await log.publish(
        topic,
        published.map((list) => list[index]!),
      );
    }
    await waitUntil('every event', () => keys.every((key) => sequencesOf(key).length >= 20));
    for (const key of keys) assert.deepEqual(inOrderOfFirstSight(sequencesOf(key)), range(20));
  },

  async 'a failing handler is retried, and told which attempt it is'({ bus, topic, group }) {
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

  async 'several groups read independently'({ bus, topic, group }) {
    const log = await bus();
    const [first, second] = [recorder(), recorder()];
    const stuck = async (): Promise<void> => {
      throw new Error('this group is stuck');
    };
    const patient = { attempts: 1_000, baseMs: 20, maxMs: 20 };
    await log.subscribe({ group: `${group}-stuck`, topics: [topic], handler: stuck, retry: patient });
    await log.subscribe({ group: `${group}-1`, topics: [topic], handler: first.handler });
    await log.subscribe({ group: `${group}-2`, topics: [topic], handler: second.handler });
    const published = events('a', 30);
    await log.publish(topic, published);
    await Promise.all([first.has(30), second.has(30)]);
    assert.deepEqual(first.envelopes(), published);
    assert.deepEqual(second.envelopes(), published);
    assert.equal((await log.lag(`${group}-stuck`))[topic], 30);
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

  async 'a group resumes where it committed'({ bus, topic, group }) {
    const first = await bus();
    const before = recorder();
    const subscription = await first.subscribe({ group, topics: [topic], handler: before.handler });
    const published = events('a', 20);
    await first.publish(topic, published.slice(0, 10));
    await before.has(10);
    await subscription.close();
    await first.publish(topic, published.slice(10));
    const second = await bus();
    const after = recorder();
    await second.subscribe({ group, topics: [topic], handler: after.handler });
    await after.has(10);
    await caughtUp(second, group);
    assert.deepEqual(before.envelopes(), published.slice(0, 10));
    assert.deepEqual(after.envelopes(), published.slice(10));
  },

  async 'closing waits for the running handler and commits it'({ bus, topic, group }) {
    const log = await bus();
    let started = false;
    let finish = (): void => {};
    const gate = new Promise<void>((resolve) => (finish = resolve));
    let finished = false;
    const handler = async (): Promise<void> => {
      started = true;
      await gate;
      finished = true;
    };
    const subscription = await log.subscribe({ group, topics: [topic], handler });
    await log.publish(topic, [auditEvent('a', 1)]);
    await waitUntil('the handler runs', () => started);
    const closing = subscription.close();
    finish();
    await closing;
    assert.ok(finished);
    assert.equal((await log.lag(group))[topic], 0);
  },

  async 'a second member takes over when the first goes'({ bus, topic, group }) {
    const [first, second] = [await bus(), await bus()];
    const [before, after] = [recorder(), recorder()];
    const subscription = await first.subscribe({ group, topics: [topic], handler: before.handler });
    await first.publish(topic, events('a', 5));
    await before.has(5);
    await second.subscribe({ group, topics: [topic], handler: after.handler });
    await subscription.close();
    const rest = [6, 7, 8].map((sequence) => auditEvent('a', sequence));
    await second.publish(topic, rest);
    await waitUntil('the rest at the second member', () => after.seen.length >= 3);
    assert.deepEqual(inOrderOfFirstSight([...before.sequencesOf('a'), ...after.sequencesOf('a')]), range(8));
    assert.deepEqual(ids(after.envelopes().slice(-3)), ids(rest));
  },

  async 'two members share the work: each event is handled by one of them'({ bus, topic, group }) {
    const members = [await bus(), await bus()];
    const records = [recorder(), recorder()];
    for (const [index, member] of members.entries()) {
      await member.subscribe({ group, topics: [topic], handler: records[index]!.handler });
    }
    const published = range(40).map((number) => auditEvent(`key-${number}`, 1));
    await members[0]!.publish(topic, published);
    const handled = (): Envelope[] => records.flatMap((record) => record.envelopes());
    await waitUntil('all events', () => new Set(handled().map((event) => event.id)).size === 40);
    await caughtUp(members[0]!, group);
    assert.deepEqual(ids(handled()), ids(published));
  },

  async 'a poisonous event is parked with its error, and the rest goes on'({ bus, topic, group }) {
    const log = await bus();
    const { handler, sequencesOf } = recorder();
    const poisoned = async (delivery: Delivery): Promise<void> => {
      if (delivery.envelope.sequence === 2) throw new Error('cannot digest this');
      await handler(delivery);
    };
    await log.subscribe({ group, topics: [topic], handler: poisoned, retry: quickly });
    const published = events('a', 4);
    await log.publish(topic, published);
    await caughtUp(log, group);
    assert.deepEqual(sequencesOf('a'), [1, 3, 4]);
    const [letter, ...others] = await log.deadLetters({ group });
    assert.ok(letter);
    assert.deepEqual(others, []);
    assert.equal(letter.id, `${topic}/${letter.partition}/${letter.offset}`);
    assert.equal(letter.topic, topic);
    assert.equal(letter.key, 'a');
    assert.equal(letter.attempts, 3);
    assert.match(letter.error, /cannot digest this/);
    assert.deepEqual(JSON.parse(letter.value), published[1]);
    assert.ok(Math.abs(Date.now() - Date.parse(letter.failedAt)) < 60_000);
    const [record] = await log.read(topic, { partition: letter.partition, fromOffset: letter.offset, limit: 1 });
    assert.equal(record?.envelope?.id, published[1]!.id);
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

  async 'what can never be processed is parked at the first attempt'({ bus, topic, group }) {
    const log = await bus();
    const handler = async (): Promise<void> => {
      throw new Unprocessable('no such version');
    };
    await log.subscribe({ group, topics: [topic], handler });
    await log.publish(topic, [auditEvent('a', 1)]);
    await caughtUp(log, group);
    const letters = await log.deadLetters({ group });
    assert.deepEqual(
      letters.map((letter) => letter.attempts),
      [1],
    );
  },

  async 'a message that is no envelope is parked at once'({ bus, topic, group, appendRaw }) {
    const log = await bus();
    await log.ensureTopics([topic], { partitions: 1 });
    await appendRaw(topic, 'a', 'hello?');
    await appendRaw(topic, 'a', '{"id": 7}');
    const fine = auditEvent('a', 1);
    await log.publish(topic, [fine]);
    const { handler, has, envelopes } = recorder();
    await log.subscribe({ group, topics: [topic], handler });
    await has(1);
    await caughtUp(log, group);
    assert.deepEqual(envelopes(), [fine]);
    const letters = await log.deadLetters({ group });
    assert.deepEqual(letters.map((letter) => letter.value).sort(), ['hello?', '{"id": 7}']);
    assert.ok(letters.every((letter) => /not JSON|not an envelope/.test(letter.error)));
  },

  async 'dead letters are replayed to their group, and to no other'({ bus, topic, group }) {
    const log = await bus();
    let mended = false;
    const [mine, other] = [recorder(), recorder()];
    const picky = async (delivery: Delivery): Promise<void> => {
      if (!mended && delivery.envelope.sequence > 1) throw new Unprocessable('not before it is mended');
      await mine.handler(delivery);
    };
    await log.subscribe({ group, topics: [topic], handler: picky });
    await log.subscribe({ group: `${group}-other`, topics: [topic], handler: other.handler });
    const published = events('a', 4);
    await log.publish(topic, published);
    await other.has(4);
    await waitUntil('three dead letters', async () => (await log.deadLetters({ group })).length === 3);
    mended = true;
    const letters = await log.deadLetters({ group });
    assert.equal(await log.replayDeadLetters({ group, ids: [letters[0]!.id] }), 1);
    await mine.has(2);
    assert.equal((await log.deadLetters({ group })).length, 2);
    assert.equal(await log.replayDeadLetters({ group, topic }), 2);
    await mine.has(4);
    await caughtUp(log, group);
    assert.deepEqual(ids(mine.envelopes()), ids(published));
    const replayed = mine.seen.find((delivery) => delivery.envelope.id === JSON.parse(letters[0]!.value).id);
    assert.equal(`${replayed?.topic}/${replayed?.partition}/${replayed?.offset}`, letters[0]!.id);
    assert.deepEqual(await log.deadLetters({ group }), []);
    assert.equal(other.seen.length, 4);
  },

  async 'a replayed dead letter that fails again is parked again'({ bus, topic, group }) {
    const log = await bus();
    let calls = 0;
    const handler = async (): Promise<void> => {
      calls += 1;
      throw new Unprocessable(`refused ${calls} times`);
    };
    await log.subscribe({ group, topics: [topic], handler });
    await log.publish(topic, [auditEvent('a', 1)]);
    await waitUntil('a dead letter', async () => (await log.deadLetters({ group })).length === 1);
    const [before] = await log.deadLetters({ group });
    await log.replayDeadLetters({ group });
    await waitUntil('it is back', async () =>
      /refused 2 times/.test((await log.deadLetters({ group }))[0]?.error ?? ''),
    );
    const after = await log.deadLetters({ group });
    assert.deepEqual(
      after.map((letter) => letter.id),
      [before!.id],
    );
    assert.equal(after[0]!.value, before!.value);
  },

  async 'a topic can be read from an offset'({ bus, topic }) {
    const log = await bus();
    await log.ensureTopics([topic], { partitions: 1 });
    const published = events('a', 30);
    await log.publish(topic, published);
    const records = await log.read(topic, { fromOffset: 10, limit: 15 });
    assert.deepEqual(
      records.map((record) => record.offset),
      range(15).map((number) => number + 9),
    );
    assert.deepEqual(
      records.map((record) => record.envelope),
      published.slice(10, 25),
    );
    assert.equal((await log.read(topic, { fromOffset: 30, limit: 10 })).length, 0);
  },

  async 'concurrent publishers lose nothing and keep the order of their keys'({ bus, topic, group }) {
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

  async '5,000 messages pass in bounded time'({ bus, topic, group }) {
    const log = await bus();
    const { handler, seen } = recorder();
    await log.subscribe({ group, topics: [topic], handler });
    const published = range(5_000).map((number) => auditEvent(`key-${number % 50}`, Math.ceil(number / 50)));
    for (let first = 0; first < 5_000; first += 500) await log.publish(topic, published.slice(first, first + 500));
    await waitUntil('5,000 deliveries', () => seen.length >= 5_000, 30_000);
    assert.deepEqual(ids(seen.map((delivery) => delivery.envelope)), ids(published));
  },

  async 'publishing to a topic nobody created is refused'({ bus, topic }) {
    const log = await bus();
    await assert.rejects(log.publish(topic, [auditEvent('a', 1)]), { name: 'UnknownTopic' });
    await assert.rejects(log.read(topic, { limit: 1 }), { name: 'UnknownTopic' });
  },

  async 'a process subscribes a group once'({ bus, topic, group }) {
    const log = await bus();
    const { handler } = recorder();
    await log.subscribe({ group, topics: [topic], handler });
    await assert.rejects(log.subscribe({ group, topics: [topic], handler }), /once/);
  },

  async 'creating topics again changes nothing'({ bus, topic }) {
    const [first, second] = [await bus(), await bus()];
    await Promise.all([
      first.ensureTopics([topic], { partitions: 2 }),
      second.ensureTopics([topic], { partitions: 2 }),
    ]);
    await first.publish(topic, events('a', 2));
    await second.ensureTopics([topic], { partitions: 8 });
    assert.equal((await second.read(topic, { limit: 10 })).length, 2);
  },

  async 'it says that it is healthy'({ bus }) {
    await (await bus()).health();
  },
};

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** At least once: a redelivery may repeat what was seen, but never skip ahead. */
const inOrderOfFirstSight = (sequences: readonly number[]): number[] => [...new Set(sequences)];

async function partitionOf(log: EventBus, topic: string, key: string): Promise<number> {
  const records = await log.read(topic, { limit: 10 });
  return records.find((record) => record.key === key)!.partition;
}
