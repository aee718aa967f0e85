import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import type pg from 'pg';
import { eventBusAudits } from '../audits.ts';
import { createPostgresLog } from '../index.ts';
import { auditEvent, caughtUp, events, recorder } from '../audits/scene.ts';
import { appendEntries } from '../postgres/append.ts';
import { enrolGroup } from '../postgres/groups.ts';

describe('the Postgres log', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = database.openPool({ max: 1 });
  });

  afterAll(() => database.drop());

  const audits = eventBusAudits({
    makeBus: async () => createPostgresLog({ url: database.connectionString, log: silentLogger }),
    appendRaw: (topic, key, value) => appendEntries(pool, topic, [{ key, value }]),
  });

  it.each(Object.entries(audits))('%s', (_, audit) => audit(), 60_000);

  it('prunes what is old and handled, and a group that begins later reads the rest', async () => {
    const bus = createPostgresLog({ url: database.connectionString, log: silentLogger });
    const [topic, behind] = ['prune.topic', 'prune.behind'];
    const seen = recorder();
    await bus.ensureTopics([topic, behind], { partitions: 1 });
    const group = { group: 'prune.reader', topics: [topic], handler: seen.handler };
    const reading = await bus.subscribe(group);
    await bus.publish(topic, events('a', 7_000));
    await bus.publish(behind, events('b', 3));
    await seen.has(7_000);
    await reading.close();
    const old = new Date();
    // This group knows of its topic and has handled nothing.
    await enrolGroup(pool, 'prune.waiting', [behind], 'beginning');
    await bus.publish(topic, events('c', 2));

    await bus.prune(new Date(old.getTime() - 60_000));
    expect(await bus.read(topic, { limit: 20_000 })).toHaveLength(7_002);
    await Promise.all([bus.prune(old), bus.prune(old)]);
    expect((await bus.read(topic, { limit: 20_000 })).map(({ key }) => key)).toEqual(['c', 'c']);
    expect(await bus.read(behind, { limit: 10 })).toHaveLength(3);
    // Once the group is taken for abandoned, it holds nothing.
    await bus.prune(new Date(Date.now() + 1_000));
    expect(await bus.read(behind, { limit: 10 })).toEqual([]);

    const late = recorder();
    await bus.publish(behind, [auditEvent('d', 1)]);
    await bus.subscribe({ group: 'prune.late', topics: [topic, behind], handler: late.handler });
    await late.has(1);
    await caughtUp(bus, 'prune.late');
    expect(late.envelopes().map(({ subject }) => subject)).toEqual(['d']);
    await bus.close();
  });
});
