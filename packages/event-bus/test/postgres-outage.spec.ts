import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Envelope } from '@soko/events';
import { silentLogger } from '@soko/log';
import { createTestDatabase, type TestDatabase, until } from '@soko/testing';
import type pg from 'pg';
import { auditEvent, caughtUp, inOrderOfFirstSight, range, recorder } from '../audits/scene.ts';
import { createPostgresLog, type EventBus } from '../index.ts';

describe('a Postgres log whose connections are cut', () => {
  let database: TestDatabase;
  let admin: pg.Pool;
  let buses: EventBus[];

  beforeAll(async () => {
    database = await createTestDatabase();
    admin = database.openPool({ max: 1 });
    buses = [1, 2].map(() => createPostgresLog({ url: database.connectionString, log: silentLogger }));
  });

  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    await database.drop();
  });

  const cut = async (): Promise<number> => {
    const text = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'soko-event-log'`;
    return (await admin.query(text)).rowCount ?? 0;
  };

  it('goes on in both processes: nothing is lost, each key keeps its order', async () => {
    const [first, second] = buses as [EventBus, EventBus];
    const topic = 'audits.outage';
    const { handler, sequencesOf } = recorder();
    for (const bus of [first, second]) await bus.subscribe({ group: 'outage', topics: [topic], handler });
    const followed: string[] = [];
    const note = ({ envelope }: { envelope: Envelope }): void => void followed.push(envelope.id);
    await second.follow({ topics: [topic], handler: note });
    const keys = ['a', 'b', 'c', 'd', 'e'];
    let cuts = 0;
    for (const sequence of range(300)) {
      const events = keys.map((key) => auditEvent(key, sequence));
      if (sequence % 60 === 0) cuts += await cut();
      await until('it is published', () =>
        first.publish(topic, events).then(
          () => true,
          () => false,
        ),
      );
    }
    expect(cuts).toBeGreaterThan(5);
    const handledAll = (): boolean => keys.every((key) => new Set(sequencesOf(key)).size === 300);
    await until('all are handled', handledAll);
    for (const key of keys) expect(inOrderOfFirstSight(sequencesOf(key))).toEqual(range(300));
    await caughtUp(second, 'outage');
    const log = await first.read(topic, { limit: 10_000 });
    await until('the follower has seen the log', () => followed.length >= log.length);
    expect(followed.toSorted()).toEqual(log.map(({ envelope }) => envelope!.id).toSorted());
  });

  it('closes although its connection is gone', async () => {
    const bus = createPostgresLog({ url: database.connectionString, log: silentLogger });
    const { handler, has } = recorder();
    await bus.subscribe({ group: 'closing', topics: ['audits.closing'], handler });
    await bus.publish('audits.closing', [auditEvent('a', 1)]);
    await has(1);
    await cut();
    await bus.close();
  });
});
