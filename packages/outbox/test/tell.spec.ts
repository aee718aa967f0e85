import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Envelope } from '@soko/events';
import { countStatements, type Database, inTransaction, openDatabase } from '@soko/postgres';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import { v7 } from 'uuid';
import { onceOnly, outboxInsert, outboxInsertAbout, outboxRows, tell } from '../index.ts';

const migrations = join(import.meta.dirname, 'fixture/migrations');

let database: TestDatabase;
let opened: Database;

beforeEach(async () => {
  database = await createTestDatabase({ migrations });
  opened = openDatabase({ connectionString: database.connectionString, applicationName: 'tell-spec' });
});

afterEach(async () => {
  await opened.close();
  await database.drop();
});

const thing = (subject: string, sequence = 1): Envelope => ({
  id: `evt_${v7()}`,
  type: 'tests.thing.happened',
  version: 1,
  subject,
  sequence,
  time: new Date().toISOString(),
  correlationId: 'test',
  causationId: null,
  actor: { kind: 'service', id: 'test' },
  data: { note: "it's" },
});

const saved = async () =>
  (await opened.pool.query('SELECT aggregatetype, aggregateid, payload FROM outbox ORDER BY position')).rows;

describe('saving events', () => {
  it('takes one statement and keeps their order', async () => {
    const events = [thing('a', 1), thing('b', 1), thing('a', 2)];
    const { count } = await countStatements(() => tell(opened.pool, events));
    expect(count).toBe(1);
    const rows = events.map((payload) => ({ aggregatetype: 'tests.thing', aggregateid: payload.subject, payload }));
    expect(await saved()).toEqual(rows);
  });

  it('takes none without events', async () => {
    const { count } = await countStatements(() => tell(opened.pool, []));
    expect(count).toBe(0);
  });

  it('refuses an event that the bus would not take, with the change', async () => {
    const ofSize = (length: number): Envelope => ({ ...thing('a'), data: { note: 'ä'.repeat(length / 2) } });
    const work = inTransaction(opened.pool, async (tx) => {
      await tx.query("INSERT INTO effect (event_id) VALUES ('change')");
      await tell(tx, [thing('b'), ofSize(900_000)]);
    });
    await expect(work).rejects.toMatchObject({
      message: expect.stringMatching(/tests\.thing\.happened has 900\d{3} bytes, and at most 900000 are allowed/),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(await saved()).toEqual([]);
    expect((await opened.pool.query('SELECT FROM effect')).rowCount).toBe(0);
    await tell(opened.pool, [ofSize(899_000)]);
    expect(await saved()).toHaveLength(1);
  });

  it('belongs to the transaction of the change', async () => {
    const work = inTransaction(opened.pool, async (tx) => {
      await tell(tx, [thing('a')]);
      throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(await saved()).toEqual([]);
  });

  it('can be part of a larger statement', async () => {
    const text = `WITH changed AS (SELECT 'b' AS id) ${outboxInsert('$1')} WHERE event.aggregateid IN (SELECT id FROM changed)`;
    await opened.pool.query(text, [outboxRows([thing('a'), thing('b')])]);
    expect(await saved()).toMatchObject([{ aggregateid: 'b' }]);
  });

  it('can be about what only that statement knows', async () => {
    const about = { subject: 'changed.id', sequence: 'changed.version', from: 'changed' };
    const text = `WITH changed AS (SELECT 'c' AS id, 7 AS version) ${outboxInsertAbout('$1', about)}`;
    await opened.pool.query(text, [outboxRows([thing('a')])]);
    expect(await saved()).toMatchObject([{ aggregateid: 'c', payload: { subject: 'c', sequence: 7 } }]);
  });
});

describe('the effect of an event', () => {
  const note = (event: Envelope) => (group: string) =>
    onceOnly(opened.pool, group, event, async (tx) => {
      await tx.query('INSERT INTO effect (event_id) VALUES ($1)', [event.id]);
    });
  const effects = async () => (await opened.pool.query('SELECT event_id FROM effect')).rowCount;

  it('happens once per group, however often the event is delivered', async () => {
    const deliver = note(thing('a'));
    await Promise.all(Array.from({ length: 10 }, () => deliver('one')));
    expect(await effects()).toBe(1);
    await deliver('other');
    expect(await effects()).toBe(2);
  });

  it('happens at the next delivery when the first one failed', async () => {
    const event = thing('a');
    const failing = onceOnly(opened.pool, 'one', event, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    await note(event)('one');
    expect(await effects()).toBe(1);
  });
});
