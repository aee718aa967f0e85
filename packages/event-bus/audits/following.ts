import assert from 'node:assert/strict';
import type { Envelope } from '@soko/events';
import type { EventBus, FollowedEvent, Place } from '../event-bus.ts';
import { waitUntil } from '../wait-until.ts';
import { type Audits, auditEvent, events, range } from './scene.ts';

async function followedBy(bus: EventBus, topics: readonly string[]) {
  const seen: Envelope[] = [];
  const places: Place[] = [];
  const handler = ({ topic, partition, offset, envelope }: FollowedEvent): void => {
    seen.push(envelope);
    places.push({ topic, partition, offset });
  };
  const following = await bus.follow({ topics, handler });
  return { following, seen, places, has: (count: number) => waitUntil(`${count} events`, () => seen.length >= count) };
}

/** Following without a group. */
export const followingAudits: Audits = {
  async 'a follower sees the events after its start, once and in order'({ bus, topic }) {
    const [log, other] = [await bus(), await bus()];
    await log.ensureTopics([topic, `${topic}-2`]);
    await other.publish(topic, events('before', 5));
    const { seen, has } = await followedBy(log, [topic, `${topic}-2`]);
    const keys = ['a', 'b', 'c'];
    for (const number of range(20))
      await other.publish(
        topic,
        keys.map((key) => auditEvent(key, number)),
      );
    await other.publish(`${topic}-2`, events('d', 5));
    await has(65);
    for (const key of keys) {
      const sequences = seen.filter(({ subject }) => subject === key).map(({ sequence }) => sequence);
      assert.deepEqual(sequences, range(20));
    }
    assert.equal(seen.length, 65);
  },

  async 'every follower sees every event'({ bus, topic }) {
    const processes = [await bus(), await bus()];
    const followers = await Promise.all(processes.map((each) => followedBy(each, [topic])));
    const second = await followedBy(processes[0]!, [topic]);
    await processes[0]!.publish(topic, events('a', 10));
    for (const { seen, has } of [...followers, second]) {
      await has(10);
      assert.deepEqual(
        seen.map(({ sequence }) => sequence),
        range(10),
      );
    }
  },

  async 'a follower knows where it began, and the place of each event, from which others can read'({ bus, topic }) {
    const [log, other] = [await bus(), await bus()];
    await log.ensureTopics([topic], { partitions: 2 });
    await other.publish(topic, [...events('a', 3), ...events('b', 4), ...events('c', 5)]);
    const { following, seen, places, has } = await followedBy(log, [topic]);
    const before = following.begins.reduce((sum, { offset }) => sum + offset, 0);
    assert.deepEqual([following.begins.length, before], [2, 12]);
    await other.publish(topic, [...events('a', 8), ...events('b', 8), ...events('d', 8)]);
    await has(24);
    const stretches = following.begins.map(({ partition, offset }) => ({
      partition,
      fromOffset: offset,
      toOffset:
        1 + Math.max(offset - 1, ...places.filter((each) => each.partition === partition).map((each) => each.offset)),
    }));
    const ids = (list: readonly (Envelope | null)[]) => new Set(list.map((envelope) => envelope?.id));
    const read = await other.read(topic, { stretches, limit: 100 });
    assert.deepEqual(ids(read.map(({ envelope }) => envelope)), ids(seen));
    const [first] = following.begins;
    const one = { partition: first!.partition, fromOffset: 0, toOffset: first!.offset };
    const older = await other.read(topic, { stretches: [one], limit: 100 });
    assert.deepEqual(
      older.map(({ partition, offset }) => ({ partition, offset })),
      range(one.toOffset).map((number) => ({ partition: one.partition, offset: number - 1 })),
    );
  },

  async 'a follower sees nothing after it closed'({ bus, topic }) {
    const log = await bus();
    const first = await followedBy(log, [topic]);
    const second = await followedBy(log, [topic]);
    await log.publish(topic, events('a', 3));
    await Promise.all([first.has(3), second.has(3)]);
    await first.following.close();
    await log.publish(topic, events('b', 3));
    await second.has(6);
    assert.equal(first.seen.length, 3);
  },

  async 'a message without an envelope, and a handler that throws, delay no one'({ bus, topic, appendRaw }) {
    const log = await bus();
    const seen: number[] = [];
    const handler = ({ envelope }: { envelope: Envelope }): void => {
      seen.push(envelope.sequence);
      if (envelope.sequence === 2) throw new Error('this one is too much');
    };
    await log.ensureTopics([topic], { partitions: 1 });
    await log.follow({ topics: [topic], handler });
    await log.publish(topic, events('a', 2));
    await appendRaw(topic, 'a', 'no event');
    await log.publish(topic, [auditEvent('a', 3)]);
    await waitUntil('the event after them', () => seen.includes(3));
    assert.deepEqual(seen, [1, 2, 3]);
  },
};
