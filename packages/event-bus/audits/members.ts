import assert from 'node:assert/strict';
import type { Envelope } from '@soko/events';
import type { Delivery, LogEnds } from '../event-bus.ts';
import { waitUntil } from '../wait-until.ts';
import { type Audits, auditEvent, caughtUp, events, ids, inOrderOfFirstSight, range, recorder } from './scene.ts';

/** Groups and their members. */
export const memberAudits: Audits = {
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

  async 'waiting for a group ends when it has handled what is there'({ bus, topic, group }) {
    const log = await bus();
    await log.ensureTopics([topic]);
    const wanted = { group, topics: [topic], timeoutMs: 10_000 };
    assert.equal(await log.waitForGroup(wanted), true, 'an empty topic');
    await log.publish(topic, events('a', 3));
    assert.equal(await log.waitForGroup({ ...wanted, timeoutMs: 100 }), false, 'a group without members');
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const handled: number[] = [];
    const handler = async ({ envelope }: Delivery): Promise<void> => {
      if (envelope.sequence === 3) await gate;
      handled.push(envelope.sequence);
    };
    await log.subscribe({ group, topics: [topic], handler });
    await waitUntil('the first two', () => handled.length === 2);
    assert.equal(await log.waitForGroup({ ...wanted, timeoutMs: 100 }), false, 'a group that is busy');
    const waiting = log.waitForGroup(wanted);
    open();
    assert.equal(await waiting, true);
    assert.deepEqual(handled, [1, 2, 3]);
  },

  async 'a group has handled what was there, whatever comes after it'({ bus, topic, group }) {
    const log = await bus();
    await log.ensureTopics([topic]);
    assert.equal(await log.hasHandled(group, await log.ends([topic])), true, 'an empty topic');
    const [first, second] = [events('a', 3), events('b', 1)];
    await log.publish(topic, first);
    const ends = JSON.parse(JSON.stringify(await log.ends([topic]))) as LogEnds;
    assert.equal(await log.hasHandled(group, ends), false, 'a group without members');
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const handler = async ({ envelope }: Delivery): Promise<void> => {
      if (envelope.subject === second[0]!.subject) await gate;
    };
    await log.subscribe({ group, topics: [topic], handler });
    await waitUntil('the first three', () => log.hasHandled(group, ends));
    await log.publish(topic, second);
    const later = await log.ends([topic]);
    assert.equal(await log.hasHandled(group, later), false, 'a group that is busy');
    assert.equal(await log.hasHandled(group, ends), true, 'what came before');
    open();
    await waitUntil('all', () => log.hasHandled(group, later));
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

  async 'a second member takes over when the first one leaves'({ bus, topic, group }) {
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

  async 'a process subscribes a group once'({ bus, topic, group }) {
    const log = await bus();
    const { handler } = recorder();
    await log.subscribe({ group, topics: [topic], handler });
    await assert.rejects(log.subscribe({ group, topics: [topic], handler }), /once/);
  },
};
