import assert from 'node:assert/strict';
import { type Delivery, TooEarly, Unprocessable } from '../event-bus.ts';
import { waitUntil } from '../wait-until.ts';
import { type Audits, auditEvent, caughtUp, events, ids, quickly, recorder } from './scene.ts';

/** Dead letters of a group. */
export const deadLetterAudits: Audits = {
  async 'an event that always fails is parked with its error, and the others are handled'({ bus, topic, group }) {
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
    assert.ok((await log.groupsWithDeadLetters()).includes(group));
    const [record] = await log.read(topic, { partition: letter.partition, fromOffset: letter.offset, limit: 1 });
    assert.equal(record?.envelope?.id, published[1]!.id);
  },

  async 'an unprocessable event is parked at the first attempt'({ bus, topic, group }) {
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

  async 'a message without an envelope is parked at once'({ bus, topic, group, appendRaw }) {
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
    assert.ok(!(await log.groupsWithDeadLetters()).includes(group));
    assert.equal(other.seen.length, 4);
  },

  async 'dead letters are counted, and replayed in the order of their times over all topics'({ bus, topic, group }) {
    const log = await bus();
    const [first, second] = [`${topic}-first`, `${topic}-second`];
    await log.ensureTopics([first, second], { partitions: 1 });
    const at = (second: number, sequence: number) => ({
      ...auditEvent(`at ${second}`, sequence),
      time: new Date(1_700_000_000_000 + second * 1_000).toISOString(),
    });
    let isMended = false;
    const { handler, has, seen } = recorder();
    const picky = async (delivery: Delivery): Promise<void> => {
      if (!isMended) throw new Unprocessable('not before it is mended');
      await handler(delivery);
    };
    await log.subscribe({ group, topics: [first, second], handler: picky });
    // The clock of the last publisher of the first topic is slow: its event still comes after the one before it.
    await log.publish(first, [at(2, 1), at(4, 1), at(0, 1)]);
    await log.publish(second, [at(1, 1), at(3, 1), at(5, 1)]);
    await waitUntil('six dead letters', async () => (await log.deadLetters({ group })).length === 6);
    assert.deepEqual(await log.countDeadLetters([group, `${group}-other`]), { [group]: 6, [`${group}-other`]: 0 });
    isMended = true;
    assert.equal(await log.replayDeadLetters({ group }), 6);
    await has(6);
    assert.deepEqual(
      seen.map(({ envelope }) => envelope.subject),
      ['at 1', 'at 2', 'at 3', 'at 4', 'at 0', 'at 5'],
    );
    assert.deepEqual(await log.countDeadLetters([group]), { [group]: 0 });
  },

  async 'a replayed event that is too early lets the ones behind it go first'({ bus, topic, group }) {
    const log = await bus();
    await log.ensureTopics([topic], { partitions: 1 });
    const { handler, has, sequencesOf } = recorder();
    let isMended = false;
    const picky = async (delivery: Delivery): Promise<void> => {
      if (!isMended) throw new Unprocessable('not before it is mended');
      if (delivery.envelope.sequence === 1 && !sequencesOf('a').includes(3)) throw new TooEarly('not before 3');
      await handler(delivery);
    };
    await log.subscribe({ group, topics: [topic], handler: picky, retry: quickly });
    await log.publish(topic, events('a', 3));
    await waitUntil('three dead letters', async () => (await log.deadLetters({ group })).length === 3);
    isMended = true;
    await log.replayDeadLetters({ group });
    await has(3);
    assert.deepEqual(sequencesOf('a'), [2, 3, 1]);
    await caughtUp(log, group);
    assert.deepEqual(await log.deadLetters({ group }), []);
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
};
