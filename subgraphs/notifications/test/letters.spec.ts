import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import { createDelivery } from '../commands/deliver-messages.ts';
import { createLetterWriter } from '../commands/write-letters.ts';
import { createSmtpProvider } from '../providers/smtp.ts';
import type { NotificationsServices } from '../services.ts';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { registered, type Scene, sealKey, startNotifications } from './start-notifications.ts';

const group = 'notifications.spec-letters';

let graph: Scene;
let office: PostOffice;
let services: NotificationsServices;

beforeAll(async () => {
  office = await startPostOffice();
  graph = await startNotifications();
  services = {
    pool: graph.pool,
    sealKeys: [sealKey],
    findGuest: async (orderId: string) => ({ email: `${orderId}@example.org`, locale: 'en' }),
    findSellerOwner: async () => null,
    deliverSoon() {},
    log: silentLogger,
    now: () => new Date(),
  } as unknown as NotificationsServices;
});

afterAll(async () => {
  await graph.close();
  await office.close();
});

const addressOf = (userId: string): string => `${userId}@example.org`;

/** An event that brings its person a letter. */
const suspended = (userId: string) =>
  newEvent(usersUser, 'suspended', { subject: userId, sequence: 2, data: { reason: 'Spam.' } }, graph.trail);

/** A consumer whose events bring their person one letter, and a guest another one. */
const createWriter = () =>
  createLetterWriter(services, group, ({ subject, id }: ReturnType<typeof suspended>) => [
    {
      to: 'buyer',
      orderId: id,
      buyerId: subject,
      write: ({ firstName }) => ({ template: 'payment-needs-action', data: { firstName } }),
    },
    {
      to: 'buyer',
      orderId: id,
      buyerId: null,
      write: () => ({ template: 'order-delivery-failed', data: { firstName: null, number: 'SO-1', reason: null } }),
    },
  ]);

const recipients = async (): Promise<string[]> => {
  const { rows } = await graph.pool.query<{ recipient: string }>(
    "SELECT recipient FROM notifications WHERE channel = 'EMAIL' AND template IN ('payment-needs-action', 'order-delivery-failed') ORDER BY id",
  );
  return rows.map(({ recipient }) => recipient);
};

const known = Array.from({ length: 20 }, () => newId('usr'));

describe('the letters of many events', () => {
  it('are saved once each by three statements, whatever one of the events lacks', async () => {
    await graph.publish(...known.map((userId) => registered(graph.trail, userId, addressOf(userId))));
    await graph.caughtUp();
    const events = known.map(suspended);
    const tooEarly = suspended(newId('usr'));
    const writer = createWriter();
    const parts = [
      [...events.slice(0, 10), tooEarly],
      [...events.slice(10), events[0]!],
    ];
    const { result, count } = await graph.statements(() =>
      Promise.allSettled(parts.map((part) => writer.handleMany(part))),
    );
    expect(result).toMatchObject([{ status: 'rejected', reason: { name: 'TooEarly' } }, { status: 'fulfilled' }]);
    // The contacts, the choices, the messages.
    expect(count).toBe(3);
    const expected = events.flatMap(({ subject, id }) => [addressOf(subject), addressOf(id)]);
    expect((await recipients()).toSorted()).toEqual(expected.toSorted());
  });

  it('are not saved again by events that come again, one by one or together', async () => {
    const before = await recipients();
    const writer = createWriter();
    const again = suspended(known[0]!);
    await writer.handleMany([again]);
    await Promise.all([writer.handle(again), writer.handleMany([again, again]), writer.handle(again)]);
    expect(await recipients()).toHaveLength(before.length + 2);
  });

  it('are kept from a person who is erased meanwhile', async () => {
    const [userId] = [newId('usr')];
    await graph.publish(registered(graph.trail, userId, addressOf(userId)));
    await graph.caughtUp();
    const client = await graph.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('UPDATE contacts SET email = NULL WHERE user_id = $1', [userId]);
      const writing = createWriter().handle(suspended(userId));
      await untilSomebodyWaits();
      await client.query('COMMIT');
      await writing;
    } finally {
      client.release();
    }
    expect(await recipients()).not.toContain(addressOf(userId));
  });
});

async function untilSomebodyWaits(): Promise<void> {
  await until('somebody waits for a lock', async () => {
    const { rows } = await graph.pool.query<{ waiting: number }>(
      "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rows[0]!.waiting > 0;
  });
}

describe('the delivery of many messages', () => {
  it('claims several at once, and sends each once', async () => {
    const provider = createSmtpProvider({
      url: office.variables['SMTP_URL']!,
      from: 'Soko <no-reply@soko.example>',
      atOnce: 10,
      timeoutMs: 60_000,
    });
    const worker = createDelivery(services, provider, { atOnce: 10, perSecond: 1_000, maxTries: 3 });
    const { texts } = await graph.statements(() => worker.runDue());
    await worker.close();
    await provider.close();
    const wanted = await recipients();
    const { data } = await office.ask('GET', 'mails');
    const received = data as { to: string; repeats: number }[];
    expect(received.map(({ to }) => to).toSorted()).toEqual(wanted.toSorted());
    expect(received.filter(({ repeats }) => repeats > 0)).toEqual([]);
    const { rows } = await graph.pool.query(
      "SELECT count(*)::int AS sent FROM notifications WHERE channel = 'EMAIL' AND status = 'SENT' AND sent_at IS NOT NULL AND due_at IS NULL",
    );
    expect(rows).toEqual([{ sent: wanted.length }]);
    // Each claims five or more, as long as there are any.
    expect(texts.filter((text) => text.includes('SKIP LOCKED')).length).toBeLessThanOrEqual(wanted.length / 5 + 1);
  });
});
