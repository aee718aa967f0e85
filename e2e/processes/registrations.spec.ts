import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventTrail, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { type MailSimulator, startMailSimulator } from '@soko/mail-simulator';
import { tell } from '@soko/outbox';
import { inTransaction, withDatabase } from '@soko/postgres';
import { until } from '@soko/testing';
import pg from 'pg';
import { signedInAs } from '../harness/client.ts';
import { createOpenings } from '../harness/openings.ts';
import { openProcesses, type Processes, type Service } from '../harness/processes.ts';

/** `SOKO_REGISTRATIONS=10000` is the long form, of about four minutes in each composition. */
const people = Number(process.env['SOKO_REGISTRATIONS'] ?? 1_000);

/** Accounts of one transaction. */
const atOnce = 500;

/** So many mails take long on a busy machine. */
const withinMs = 480_000;

const trail: EventTrail = {
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'anonymous', id: null },
  now: () => new Date(),
};

/** What signing up and verifying the address save, without the account: hashing so many passwords says nothing here. */
function registration() {
  const userId = newId('usr');
  const email = `burst-${userId.slice(-12)}@example.org`;
  const data = { email, firstName: 'Ada', locale: 'en', timeZone: null, roles: ['CUSTOMER' as const] };
  return [
    newEvent(usersUser, 'registered', { subject: userId, sequence: 1, data }, trail),
    newEvent(usersUser, 'verified', { subject: userId, sequence: 2, data: {} }, trail),
  ];
}

describe.each([
  ['one process', ['standalone'], 'standalone', false],
  ['separate processes on Kafka', ['users', 'notifications', 'gateway'], 'notifications', true],
] as const)(`${people} registrations in a burst, in %s`, (_, names, victim, kafka) => {
  const openings = createOpenings();
  let processes: Processes;
  let mail: MailSimulator;
  let users: pg.Pool;
  let notifications: pg.Pool;
  const services = new Map<string, Service>();

  const poolOf = (name: string): pg.Pool => {
    const pool = new pg.Pool({ connectionString: withDatabase(processes.databaseUrl, name), max: 2 });
    // The server is stopped while it may still close a connection.
    pool.on('error', () => {});
    return pool;
  };
  const start = async (name: string): Promise<void> => {
    const variables = { SMTP_URL: mail.smtpUrl, MAIL_PER_SECOND: '2000', MAIL_AT_ONCE: '20', NODE_ENV: 'test' };
    services.set(name, await processes.start(name, variables));
  };

  beforeAll(async () => {
    const { open } = openings;
    mail = await open(startMailSimulator({ port: 0, smtpPort: 0, log: silentLogger }), (it) => it.close());
    processes = await open(openProcesses(names, { kafka }), (it) => it.close());
    [users, notifications] = [poolOf('soko_users'), poolOf('soko_notifications')];
    await open(Promise.resolve(), () => Promise.all([users.end(), notifications.end()]));
    await Promise.all(names.map(start));
  }, 300_000);
  afterAll(() => openings.close());

  const count = async (sql: string): Promise<number> =>
    (await notifications.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0]!.n;

  it(
    'bring one welcome each, which lists the open campaign, though the process that writes them is killed',
    async () => {
      const support = await signedInAs('support@example.com', processes.gatewayUrl);
      const texts = [{ locale: 'en', title: 'Opening days', subject: 'Opening days', body: 'Come in.' }];
      const { createCampaign } = await support.data(
        `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { ... on Campaign { id } } }`,
        { input: { name: 'Opening', texts, idempotencyKey: newId('req') } },
      );
      const endsAt = new Date(Date.now() + 86_400_000).toISOString();
      await support.data(
        `mutation ($input: ScheduleCampaignInput!) { scheduleCampaign(input: $input) { ... on Campaign { status } } }`,
        { input: { campaignId: createCampaign.id, endsAt, idempotencyKey: newId('req') } },
      );
      const welcomes = "notifications WHERE template = 'welcome' AND channel = 'EMAIL'";
      const before = await count(welcomes);
      const begun = performance.now();
      for (let done = 0; done < people; done += atOnce) {
        const events = Array.from({ length: atOnce }, registration).flat();
        await inTransaction(users, (tx) => tell(tx, events));
      }
      await until('half of them are written', async () => (await count(welcomes)) >= before + people / 2, withinMs);
      await services.get(victim)!.kill();
      // What it was sending is free again, as after two minutes.
      await notifications.query("UPDATE notifications SET due_at = now() WHERE status = 'SENDING'");
      await start(victim);
      await until(
        'all of them are sent',
        async () => (await count(`${welcomes} AND status = 'SENT'`)) >= before + people,
        withinMs,
      );
      // oxlint-disable-next-line no-console
      console.info(`${people} welcomes in ${Math.round((performance.now() - begun) / 1_000)} s`);
      expect(await count(welcomes)).toBe(before + people);
      const { rows } = await notifications.query<{ mails: number; most: number }>(
        `SELECT count(*)::int AS mails, max(n)::int AS most FROM (
           SELECT count(*) AS n FROM ${welcomes} AND recipient LIKE 'burst-%' GROUP BY recipient) AS each`,
      );
      expect(rows).toEqual([{ mails: people, most: 1 }]);
      const listed = (await (await fetch(`${mail.url}/_admin/mails?to=`)).json()) as { total: number };
      // A welcome that was sent twice would be a mail more.
      expect(listed.total).toBe(await count("notifications WHERE channel = 'EMAIL' AND status = 'SENT'"));
      const { rows: some } = await notifications.query<{ recipient: string }>(
        `SELECT recipient FROM ${welcomes} AND recipient LIKE 'burst-%' ORDER BY id DESC LIMIT 5`,
      );
      for (const { recipient } of some) {
        const answer = await fetch(`${mail.url}/_admin/mails?to=${encodeURIComponent(recipient)}`);
        const { data } = (await answer.json()) as { data: { text: string }[] };
        expect(data).toMatchObject([{ text: expect.stringContaining('Opening days: until ') }]);
      }
    },
    withinMs * 2,
  );
});
