import assert from 'node:assert/strict';
import { type Audits, auditEvent, events, range } from './scene.ts';

/** Topics. */
export const topicAudits: Audits = {
  async 'many processes may create the same topics at once'({ bus, topic }) {
    const processes = await Promise.all(Array.from({ length: 6 }, () => bus()));
    const names = Array.from({ length: 12 }, (_, index) => `${topic}-${index}`);
    await Promise.all(processes.map((each) => each.ensureTopics(names)));
    await Promise.all(processes.map((each, index) => each.publish(names[index]!, [auditEvent('a', 1)])));
    for (const [index, each] of processes.entries()) {
      assert.equal((await each.read(names[index]!, { limit: 10 })).length, 1);
    }
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

  async 'publishing to a topic that was not created is refused'({ bus, topic }) {
    const log = await bus();
    await assert.rejects(log.publish(topic, [auditEvent('a', 1)]), { name: 'UnknownTopic' });
    await assert.rejects(log.read(topic, { limit: 1 }), { name: 'UnknownTopic' });
  },

  async 'creating existing topics changes nothing'({ bus, topic }) {
    const [first, second] = [await bus(), await bus()];
    await Promise.all([
      first.ensureTopics([topic], { partitions: 2 }),
      second.ensureTopics([topic], { partitions: 2 }),
    ]);
    await first.publish(topic, events('a', 2));
    await second.ensureTopics([topic], { partitions: 8 });
    assert.equal((await second.read(topic, { limit: 10 })).length, 2);
  },

  async 'a working bus is healthy'({ bus }) {
    await (await bus()).health();
  },
};
