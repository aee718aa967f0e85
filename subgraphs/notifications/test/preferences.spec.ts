import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { until as untilSeen } from '@soko/testing';
import { type Preference, readerIdOf } from '../domain/preference.ts';
import { listPreferences, mayReceive, savePreference, whoMayReceive } from '../store/preferences.ts';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { otpRequested, registered, type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(180_000);

/** Mails and pauses are real: on a busy machine they take long. */
const until: typeof untilSeen = (what, look) => untilSeen(what, look, 60_000);

let office: PostOffice;
let graph: Scene;

beforeAll(async () => {
  office = await startPostOffice();
  graph = await startNotifications(office.variables);
});

afterAll(async () => {
  await graph.close();
  await office.close();
});

const address = (name: string): string => `${name}-${newId('usr')}@example.org`.toLowerCase();

const choose = (choice: Preference): Promise<boolean> =>
  inTransaction(graph.pool, (tx) =>
    savePreference(tx, choice, { via: 'SETTINGS', messageId: null, now: graph.trail.now() }),
  );

const changesOf = async (readerId: string): Promise<unknown[]> =>
  (
    await graph.pool.query(
      'SELECT topic, channel, enabled, via FROM preference_change WHERE reader_id = $1 ORDER BY id',
      [readerId],
    )
  ).rows;

const userEvent = (type: 'verified' | 'erased', subject: string, sequence: number) =>
  newEvent(usersUser, type, { subject, sequence, data: {} }, graph.trail);

const statusOf = (userId: string, template: string) =>
  until(`there is a ${template}`, async () => {
    const { rows } = await graph.pool.query<{ status: string; end_reason: string | null }>(
      `SELECT status, end_reason FROM notifications
       WHERE user_id = $1 AND template = $2 AND channel = 'EMAIL' AND status <> 'QUEUED' AND status <> 'SENDING'`,
      [userId, template],
    );
    return rows[0] ?? null;
  });

describe('a choice about messages', () => {
  it('is kept with a record of each change of it, and others keep their defaults', async () => {
    const [one, other] = [newId('usr'), newId('usr')];
    const choice = { readerId: one, topic: 'ORDERS', channel: 'EMAIL' } as const;
    for (const enabled of [false, false, true, false]) expect(await choose({ ...choice, enabled })).toBe(true);
    await choose({ readerId: other, topic: 'MARKETING', channel: 'EMAIL', enabled: true });
    expect(await changesOf(one)).toEqual(
      [false, true, false].map((enabled) => ({ topic: 'ORDERS', channel: 'EMAIL', enabled, via: 'SETTINGS' })),
    );
    expect(await listPreferences(graph.pool, one)).toEqual([{ ...choice, enabled: false }]);
    expect(await whoMayReceive(graph.pool, [one, other], 'ORDERS', 'EMAIL')).toEqual(new Set([other]));
    expect(await whoMayReceive(graph.pool, [one, other], 'MARKETING', 'EMAIL')).toEqual(new Set([other]));
    expect(await mayReceive(graph.pool, one, 'ORDERS', 'IN_APP')).toBe(true);
    expect(await mayReceive(graph.pool, one, 'SECURITY', 'EMAIL')).toBe(true);
  });

  it('cannot be saved about security', async () => {
    await expect(
      choose({ readerId: newId('usr'), topic: 'SECURITY', channel: 'EMAIL', enabled: false }),
    ).rejects.toThrow('preference_topic_check');
  });

  it('stops mail about its topic, and none about security', async () => {
    const [userId, email] = [newId('usr'), address('quiet')];
    await choose({ readerId: userId, topic: 'ACCOUNT', channel: 'EMAIL', enabled: false });
    await graph.publish(registered(graph.trail, userId, email), userEvent('verified', userId, 2));
    await graph.publish(otpRequested(graph.trail, email));
    expect(await statusOf(userId, 'welcome')).toEqual({ status: 'SKIPPED', end_reason: 'OPTED_OUT' });
    const mails = await until('the code arrives', async () => {
      const received = await office.mailsTo(email);
      return received.length > 0 && received;
    });
    expect(mails.map(({ subject }) => subject)).toEqual(['Your Soko sign-up code']);
  });

  it('holds for a mail that waits already, also of a guest', async () => {
    await office.fault({ match: 'SMTP DATA*', effect: 'status', status: 451, times: null });
    const [userId, email] = [newId('usr'), address('changed')];
    await graph.publish(registered(graph.trail, userId, email), userEvent('verified', userId, 2));
    expect(await statusOf(userId, 'welcome')).toMatchObject({ status: 'FAILED' });
    // The same mail, as a guest would get it.
    const guest = readerIdOf({ userId: null, to: email });
    await graph.pool.query(`UPDATE notifications SET user_id = NULL WHERE user_id = $1 AND channel = 'EMAIL'`, [
      userId,
    ]);
    await choose({ readerId: guest, topic: 'ACCOUNT', channel: 'EMAIL', enabled: false });
    await office.mend();
    await graph.pool.query('UPDATE notifications SET due_at = $2 WHERE recipient = $1', [email, graph.trail.now()]);
    await until('it is skipped', async () => {
      const { rows } = await graph.pool.query('SELECT end_reason FROM notifications WHERE recipient = $1', [email]);
      return rows[0].end_reason === 'OPTED_OUT';
    });
    expect(await office.mailsTo(email)).toEqual([]);
  });

  it('lets a mail wait for the end of the quiet hours, and none about security', async () => {
    const [userId, email] = [newId('usr'), address('asleep')];
    const now = graph.trail.now();
    const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
    const hours = [(minute + 1_440 - 60) % 1_440, (minute + 120) % 1_440];
    await graph.publish(registered(graph.trail, userId, email));
    await graph.caughtUp();
    await graph.pool.query("UPDATE contacts SET time_zone = 'UTC' WHERE user_id = $1", [userId]);
    await graph.pool.query('INSERT INTO quiet_hours (user_id, from_minute, to_minute) VALUES ($1, $2, $3)', [
      userId,
      ...hours,
    ]);
    const code = otpRequested(graph.trail, email);
    await graph.publish(userEvent('verified', userId, 2), { ...code, data: { ...(code.data as object), userId } });
    const dueAt = await until('the welcome waits', async () => {
      const { rows } = await graph.pool.query<{ due_at: Date }>(
        `SELECT due_at FROM notifications
         WHERE user_id = $1 AND template = 'welcome' AND channel = 'EMAIL' AND status = 'QUEUED' AND claims > 0`,
        [userId],
      );
      return rows[0]?.due_at ?? null;
    });
    expect(dueAt.getUTCHours() * 60 + dueAt.getUTCMinutes()).toBe(hours[1]);
    await until('the code arrives', async () => (await office.mailsTo(email)).length === 1);
    graph.advance(dueAt.getTime() - graph.trail.now().getTime());
    await until('the welcome arrives', async () => (await office.mailsTo(email)).length === 2);
  });

  it('ends with the account, and none is saved after it', async () => {
    const [userId, email] = [newId('usr'), address('erased')];
    const guest = readerIdOf({ userId: null, to: email });
    await graph.publish(registered(graph.trail, userId, email));
    await graph.caughtUp();
    const choices = [userId, guest].map((readerId): Preference => ({
      readerId,
      topic: 'WALLET',
      channel: 'EMAIL',
      enabled: false,
    }));
    for (const choice of choices) expect(await choose(choice)).toBe(true);
    await graph.publish(userEvent('erased', userId, 3));
    await graph.caughtUp();
    expect(await choose(choices[0]!)).toBe(false);
    for (const { readerId } of choices) {
      expect(await listPreferences(graph.pool, readerId)).toEqual([]);
      expect(await changesOf(readerId)).toEqual([]);
    }
  });

  it('is one row after changes at the same time, and the record has each change once', async () => {
    const readerId = newId('usr');
    const choice = { readerId, topic: 'ORDERS', channel: 'EMAIL' } as const;
    await Promise.all(Array.from({ length: 20 }, (_, index) => choose({ ...choice, enabled: index % 2 === 0 })));
    const recorded = ((await changesOf(readerId)) as { enabled: boolean }[]).map(({ enabled }) => enabled);
    const repeats = recorded.filter((enabled, index) => index > 0 && recorded[index - 1] === enabled);
    expect(repeats).toEqual([]);
    expect(await listPreferences(graph.pool, readerId)).toEqual([{ ...choice, enabled: recorded.at(-1) }]);
  });

  it('made beside the erasure of the person leaves nothing', async () => {
    const people = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const userId = newId('usr');
        await graph.publish(registered(graph.trail, userId, address('leaving')));
        return userId;
      }),
    );
    await graph.caughtUp();
    await Promise.all(
      people.flatMap((readerId) => [
        ...Array.from({ length: 4 }, (_, index) =>
          choose({ readerId, topic: 'BETTING', channel: 'EMAIL', enabled: index % 2 === 0 }),
        ),
        graph.publish(userEvent('erased', readerId, 2)),
      ]),
    );
    await graph.caughtUp();
    for (const readerId of people) {
      expect(await listPreferences(graph.pool, readerId)).toEqual([]);
      expect(await changesOf(readerId)).toEqual([]);
    }
    expect(await graph.bus.deadLetters({ group: 'notifications.messages' })).toEqual([]);
  });
});
