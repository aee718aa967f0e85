import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { EventTrail } from '@soko/events';
import { createPostgresLog, type EventBus } from '@soko/event-bus';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import {
  buildProgram,
  createTestDatabase,
  type Program,
  type RunningProgram,
  type TestDatabase,
  until,
} from '@soko/testing';
import type pg from 'pg';
import { accountEvents, somebody, text } from './campaign-scene.ts';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { sealKey } from './start-notifications.ts';

jest.setTimeout(300_000);

const withinMs = 240_000;
const migrations = join(import.meta.dirname, '../../../prisma/notifications/migrations');

let office: PostOffice;
let database: TestDatabase;
let events: TestDatabase;
let built: Program;
let pool: pg.Pool;
let bus: EventBus;
const running = new Set<RunningProgram>();

beforeAll(async () => {
  office = await startPostOffice();
  [database, events, built] = await Promise.all([
    createTestDatabase({ migrations }),
    createTestDatabase(),
    buildProgram(join(import.meta.dirname, 'campaign-program.ts')),
  ]);
  pool = database.openPool();
  bus = createPostgresLog({ url: events.connectionString, log: silentLogger });
});

afterAll(async () => {
  await killAll();
  await bus.close();
  await office.close();
  await built.remove();
  await Promise.all([database.drop(), events.drop()]);
});

const number = async (sql: string, ...values: unknown[]): Promise<number> =>
  (await pool.query<{ n: number }>(`SELECT (${sql})::int AS n`, values)).rows[0]!.n;

/** Runs a process until there are so many of something, and kills it in the middle of its work. */
async function killAt(count: () => Promise<number>, wanted: number): Promise<void> {
  run();
  await until(`${wanted} of them are there`, async () => (await count()) >= wanted, withinMs);
  await killAll();
  await freeMessages();
}

/** Starts the process. */
function run(): void {
  const variables = {
    SPEC_DATABASE: database.connectionString,
    SPEC_EVENTS: events.connectionString,
    SPEC_SMTP: office.variables['SMTP_URL']!,
    SPEC_SEAL_KEY: sealKey,
  };
  running.add(built.run(variables));
}

/** Kills what runs: also what a test that failed has left. */
async function killAll(): Promise<void> {
  for (const program of running) await program.kill();
  running.clear();
}

/** What a killed process was sending is free again, as after two minutes. No process may run: it would send those twice. */
const freeMessages = () => pool.query("UPDATE notifications SET due_at = now() WHERE status = 'SENDING'");

const mailCount = async (): Promise<number> =>
  ((await office.ask('GET', 'mails?to=nobody@example.org')) as unknown as { total: number }).total;

describe('a campaign of 5,000 people', () => {
  it('reaches each of them once when its process is killed again and again', async () => {
    const people = 5_000;
    await pool.query(
      `WITH reader AS (SELECT 'usr_' || lpad(i::text, 8, '0') AS id, i FROM generate_series(1, $1::int) AS i),
         contact AS (
           INSERT INTO contacts (user_id, email, first_name, locale, version)
           SELECT id, 'reader-' || i || '@example.org', 'Ada', 'en', 1 FROM reader
         ), choice AS (
           INSERT INTO preference (reader_id, topic, channel, enabled, changed_at)
           SELECT id, 'MARKETING', 'EMAIL', true, now() FROM reader
         )
       INSERT INTO audience_member (user_id, roles, status, registered_at)
       SELECT id, '{CUSTOMER}', 'ACTIVE', now() - interval '1 day' FROM reader`,
      [people],
    );
    const id = newId('cpg');
    await pool.query(
      `INSERT INTO campaign (id, name, status, segment, texts, per_minute, created_by, starts_at, ends_at, created_at)
       VALUES ($1, 'Spring', 'SCHEDULED', $2, $3, 60000, 'usr_support', now(), now() + interval '7 days', now())`,
      [
        id,
        JSON.stringify({
          roles: [],
          countries: [],
          locales: [],
          registeredFrom: null,
          registeredUntil: null,
          boughtInCategoryId: null,
          customersOfStoreId: null,
        }),
        JSON.stringify([text]),
      ],
    );
    const written = () => number('SELECT count(*) FROM campaign_recipient');
    for (const share of [0.1, 0.3, 0.5, 0.8]) await killAt(written, share * people);
    run();
    await until(
      'the campaign is done',
      async () => (await number("SELECT count(*) FROM campaign WHERE status = 'DONE'")) === 1,
      withinMs,
    );
    await killAll();
    const seen = await pool.query<{ outcome: string; count: number; people: number }>(
      `SELECT outcome, count(*)::int AS count, count(DISTINCT user_id)::int AS people FROM campaign_recipient GROUP BY outcome`,
    );
    expect(seen.rows).toEqual([{ outcome: 'SENT', count: people, people }]);
    expect(await number('SELECT count(DISTINCT recipient) FROM notifications')).toBe(people);
    // A mail that was sent twice would be a second one in its mailbox, or one with another id.
    expect(await mailCount()).toBe(people);
  });
});

describe('300 registrations', () => {
  it('bring one welcome each when every event comes twice and the process is killed in between', async () => {
    const before = await mailCount();
    const trail: EventTrail = {
      correlationId: newId('req'),
      causationId: null,
      actor: { kind: 'anonymous', id: null },
      now: () => new Date(),
    };
    const people = Array.from({ length: 300 }, (_, index) => somebody(`new-${index}`));
    const published = people.flatMap((each) => accountEvents({ trail }, each));
    await bus.publish('users.user', published);
    const welcomed = () =>
      number("SELECT count(*) FROM notifications WHERE template = 'welcome' AND channel = 'EMAIL'");
    await killAt(welcomed, 1);
    await bus.publish('users.user', published);
    for (const count of [100, 200]) await killAt(welcomed, count);
    run();
    await until(
      'everything is handled and sent',
      async () => {
        const lags = Object.values(await bus.lag('notifications.messages'));
        const waiting = await number('SELECT count(*) FROM notifications WHERE due_at IS NOT NULL');
        return waiting === 0 && lags.every((lag) => lag === 0);
      },
      withinMs,
    );
    const { rows } = await pool.query<{ recipient: string; count: number }>(
      `SELECT recipient, count(*)::int AS count FROM notifications
       WHERE template = 'welcome' AND channel = 'EMAIL' AND status = 'SENT' GROUP BY recipient ORDER BY recipient`,
    );
    expect(rows).toEqual(
      people
        .map(({ email }) => ({ recipient: email, count: 1 }))
        .toSorted((one, other) => (one.recipient < other.recipient ? -1 : 1)),
    );
    expect((await mailCount()) - before).toBe(people.length);
  });
});
