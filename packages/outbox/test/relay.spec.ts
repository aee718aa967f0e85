import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPostgresLog, type EventBus, RefusedEvents } from '@soko/event-bus';
import type { Envelope } from '@soko/events';
import { silentLogger } from '@soko/log';
import { type Database, openDatabase } from '@soko/postgres';
import { createTestDatabase, runProgram, type TestDatabase, until } from '@soko/testing';
import { v7 } from 'uuid';
import { listRefusedEvents, resendRefusedEvents, tell } from '../index.ts';
import { type Relay, startRelay } from '../relay.ts';

const migrations = join(import.meta.dirname, 'fixture/migrations');
const topic = 'tests.thing';

let outbox: TestDatabase;
let logDatabase: TestDatabase;
let database: Database;
let bus: EventBus;
const relays: Relay[] = [];

const relay = (publisher: Parameters<typeof startRelay>[0]['publisher'] = bus, keepSentMs = 0): Relay => {
  const { connectionString } = outbox;
  const { pool } = database;
  const started = startRelay({ connectionString, pool, publisher, log: silentLogger, pollMs: 20, keepSentMs });
  relays.push(started);
  return started;
};

const thing = (subject: string, sequence: number): Envelope => ({
  id: `evt_${v7()}`,
  type: 'tests.thing.happened',
  version: 1,
  subject,
  sequence,
  time: new Date().toISOString(),
  correlationId: 'test',
  causationId: null,
  actor: { kind: 'service', id: 'test' },
  data: {},
});

async function save(
  events: Envelope[],
  client: { query(text: string, values: unknown[]): Promise<unknown> } = database.pool,
) {
  const insert =
    "INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload) SELECT e->>'id', $1, e->>'subject', e->>'type', e FROM jsonb_array_elements($2::jsonb) e";
  await client.query(insert, [topic, JSON.stringify(events)]);
}

const published = async (): Promise<Envelope[]> =>
  (await bus.read(topic, { limit: 100_000 })).map((record) => record.envelope!);

beforeEach(async () => {
  [outbox, logDatabase] = await Promise.all([createTestDatabase({ migrations }), createTestDatabase()]);
  database = openDatabase({ ...outbox, applicationName: 'relay-spec' });
  bus = createPostgresLog({ url: logDatabase.connectionString, log: silentLogger });
  await bus.ensureTopics([topic]);
});

afterEach(async () => {
  await Promise.all(relays.splice(0).map((each) => each.close()));
  await database.close();
  await bus.close();
  await Promise.all([outbox.drop(), logDatabase.drop()]);
});

describe('the outbox relay', () => {
  it.each([
    [0, []],
    [60_000, [true, true]],
  ])('removes what it published after %i ms', async (keepSentMs, marks) => {
    await save([1, 2].map((sequence) => thing('one', sequence)));
    await relay(bus, keepSentMs).drain();
    const { rows } = await database.pool.query<{ sent: boolean }>('SELECT sent_at IS NOT NULL AS sent FROM outbox');
    expect(rows.map(({ sent }) => sent)).toEqual(marks);
    expect(await published()).toHaveLength(2);
  });

  it('publishes what is saved, in order, and marks it', async () => {
    const events = [1, 2, 3].map((sequence) => thing('one', sequence));
    await save(events);
    await relay().drain();
    expect((await published()).map((event) => event.id)).toEqual(events.map((event) => event.id));
    expect(await relays[0]!.backlog()).toEqual({ rows: 0, oldestMs: 0, refused: 0 });
  });

  it('does not skip a transaction that began earlier and commits later', async () => {
    const slow = await database.pool.connect();
    const running = relay();
    await slow.query('BEGIN');
    await save([thing('slow', 1)], slow);
    await save([thing('quick', 1)]);
    await running.drain();
    await slow.query('COMMIT');
    slow.release();
    await running.drain();
    expect((await published()).map((event) => event.subject).toSorted()).toEqual(['quick', 'slow']);
  });

  it('keeps events until the bus takes them', async () => {
    let down = true;
    const flaky = {
      publish: (name: string, events: Envelope[]) =>
        down ? Promise.reject(new Error('no broker')) : bus.publish(name, events),
    };
    await save([thing('one', 1)]);
    const running = relay(flaky);
    await expect(running.drain()).rejects.toThrow('no broker');
    expect((await running.backlog()).rows).toBe(1);
    down = false;
    await running.drain();
    expect(await published()).toHaveLength(1);
  });

  describe('when the bus refuses an event', () => {
    const other = 'tests.other';
    /** As a broker does with an event that is too large: the whole request is refused. */
    const picky = (refused: () => readonly string[]) => ({
      publish: (name: string, events: Envelope[]) =>
        events.some(({ subject }) => refused().includes(subject))
          ? Promise.reject(new RefusedEvents('too large'))
          : bus.publish(name, events),
    });
    const ofOther = (subject: string): Envelope => ({ ...thing(subject, 1), type: 'tests.other.happened' });

    beforeEach(() => bus.ensureTopics([other]));

    it('sets that event aside and publishes all others once, in order', async () => {
      const events = Array.from({ length: 100 }, (_, index) => thing(index === 42 ? 'huge' : 'one', index));
      await tell(database.pool, [...events, ofOther('two')]);
      const running = relay(picky(() => ['huge']));
      await running.drain();
      const expected = events.filter(({ subject }) => subject === 'one').map(({ sequence }) => sequence);
      expect((await published()).map(({ sequence }) => sequence)).toEqual(expected);
      expect(await bus.read(other, { limit: 10 })).toHaveLength(1);
      expect(await running.backlog()).toEqual({ rows: 0, oldestMs: 0, refused: 1 });
      await tell(database.pool, [thing('later', 1)]);
      await running.drain();
      expect((await published()).map(({ subject }) => subject)).toContain('later');
    });

    it('lists it with the reason, and resends it when asked to', async () => {
      const refused = ['huge', 'vast'];
      const events = [thing('huge', 1), thing('vast', 1)];
      await tell(database.pool, events);
      const running = relay(picky(() => refused));
      await running.drain();
      const listed = await listRefusedEvents(database.pool, 10);
      expect(listed).toMatchObject(
        events.map(({ id, subject, type }) => ({ id, topic, subject, type, refusal: 'too large' })),
      );
      expect(await resendRefusedEvents(database.pool, [events[0]!.id])).toBe(1);
      await running.drain();
      expect((await running.backlog()).refused).toBe(2);
      refused.splice(0);
      expect(await resendRefusedEvents(database.pool)).toBe(2);
      await running.drain();
      expect((await published()).map(({ id }) => id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
      expect(await listRefusedEvents(database.pool, 10)).toEqual([]);
    });
  });

  it('publishes the other topics while one cannot be published', async () => {
    await tell(database.pool, [{ ...thing('early', 1), type: 'tests.missing.happened' }, thing('one', 1)]);
    const running = relay();
    await until('the other topic is published', async () => (await published()).length === 1);
    expect((await running.backlog()).rows).toBe(1);
    await bus.ensureTopics(['tests.missing']);
    await running.drain();
    expect(await bus.read('tests.missing', { limit: 10 })).toHaveLength(1);
  });

  it('leads alone: a second relay takes over when the first closes', async () => {
    const first = relay();
    const second = relay();
    await save([thing('one', 1)]);
    await until('the first event is published', async () => (await published()).length === 1);
    await first.close();
    await save([thing('one', 2)]);
    await until('the second event is published', async () => (await published()).length === 2);
    await second.close();
  });

  it('publishes nothing more when it has lost the connection that makes it the leader', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const [ofFirst, ofSecond]: [string[], string[]] = [[], []];
    const recording = (list: string[], wait: Promise<void> | null) => ({
      async publish(_topic: string, given: Envelope[]) {
        list.push(...given.map(({ subject }) => subject));
        await wait;
      },
    });
    await save([thing('a', 1)]);
    relay(recording(ofFirst, gate));
    await until('the first publishes', () => ofFirst.length === 1);
    const { rows } = await database.pool.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    relay(recording(ofSecond, null));
    await save([thing('b', 1)]);
    await until('the second leads', () => ofSecond.includes('b'));
    open();
    await save([thing('c', 1)]);
    await until('the second goes on', () => ofSecond.includes('c'));
    expect({ ofFirst, ofSecond }).toEqual({ ofFirst: ['a'], ofSecond: ['a', 'b', 'c'] });
  });

  it('loses and reorders nothing when it is killed again and again between the bus and the mark', async () => {
    const subjects = ['a', 'b', 'c', 'd'];
    const events = Array.from({ length: 2_000 }, (_, index) => thing(subjects[index % 4]!, Math.floor(index / 4)));
    await save(events);
    const env = { OUTBOX_URL: outbox.connectionString, LOG_URL: logDatabase.connectionString };
    const file = join(import.meta.dirname, 'relay-program.ts');
    for (let kills = 0; kills < 4; kills += 1) {
      const program = await runProgram(file, env);
      const wanted = 2 + kills;
      await until('some batches are published', () => program.output().split('\n').length > wanted || null);
      await program.kill();
    }
    const unmarked = Number(
      (await database.pool.query('SELECT count(*) FROM outbox WHERE sent_at IS NULL')).rows[0].count,
    );
    expect(unmarked).toBeGreaterThan(0);
    await until('the killed relay’s connection is gone', async () => {
      await relay().drain();
      return true;
    });

    const seen = await published();
    expect(new Set(seen.map((event) => event.id))).toEqual(new Set(events.map((event) => event.id)));
    for (const subject of subjects) {
      // A batch may come twice; the first sight of every event is in order.
      const firstSeen = [...new Set(seen.filter((event) => event.subject === subject).map((event) => event.sequence))];
      expect(firstSeen).toEqual(firstSeen.toSorted((one, other) => one - other));
    }
  });
});
