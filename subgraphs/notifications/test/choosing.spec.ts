import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, startFixture } from '@soko/testing';
import { addressOf, readers } from './readers.ts';
import { otpRequested, type Scene, startNotifications } from './start-notifications.ts';

let graph: Scene;

/** Time zones that users knows. */
const zones = new Map<string, string>();

const peers = {
  users: startFixture('users', {
    Query: { timeZoneOf: (_, { userId }: { userId: string }) => zones.get(userId) ?? null },
  }),
  orders: startFixture('orders', {}),
};

beforeAll(async () => {
  graph = await startNotifications({}, (name) => peers[name as keyof typeof peers].transport);
});

afterAll(() => graph.close());

const { inboxOf, mutate, prefer, reader, userEvent } = readers(() => graph);

describe('quiet hours', () => {
  const hours = '... on NotificationPreferences { timeZone quietHours { from to } } ... on UserError { code }';
  const set = async (userId: string, input: object) =>
    (await mutate(userId, 'setQuietHours', input, hours)).data['result'];

  const moved = (userId: string, timeZone: string | null, sequence = 3) =>
    newEvent(
      usersUser,
      'contact_changed',
      {
        subject: userId,
        sequence,
        data: { email: addressOf(userId), previousEmail: null, phone: null, firstName: 'Ada', locale: 'en', timeZone },
      },
      graph.trail,
    );

  it('need a time zone, are set, changed and removed, and end with the account', async () => {
    const userId = await reader();
    const night = { from: '22:00', to: '07:00' };
    expect(await set(userId, night)).toEqual({ __typename: 'TimeZoneUnknown', code: 'TIME_ZONE_UNKNOWN' });
    const early = await reader();
    zones.set(early, 'Europe/Berlin');
    // Users knows the time zone, and its event has not arrived.
    expect(await set(early, night)).toMatchObject({ timeZone: 'Europe/Berlin', quietHours: night });
    await graph.publish(moved(userId, 'Africa/Nairobi'));
    await graph.caughtUp();
    const saved = { __typename: 'NotificationPreferences', timeZone: 'Africa/Nairobi' };
    expect(await set(userId, night)).toEqual({ ...saved, quietHours: night });
    const siesta = { from: '12:30', to: '14:00' };
    expect(await set(userId, siesta)).toEqual({ ...saved, quietHours: siesta });
    expect(await set(userId, {})).toEqual({ ...saved, quietHours: null });
    await set(userId, night);
    await graph.publish(userEvent('erased', userId, 4));
    await graph.caughtUp();
    expect((await graph.pool.query('SELECT 1 FROM quiet_hours WHERE user_id = $1', [userId])).rows).toEqual([]);
    zones.set(userId, 'Africa/Nairobi');
    expect(await set(userId, night)).toMatchObject({ code: 'TIME_ZONE_UNKNOWN' });
  });

  it.each([
    ['from', { from: '22', to: '07:00' }],
    ['to', { from: '22:00', to: '24:00' }],
    ['to', { from: '22:00', to: '22:00' }],
    ['to', { from: '22:00' }],
    ['from', { to: '07:00' }],
  ])('name a wrong %s: %j', async (field, input) => {
    const { errors } = await mutate(newId('usr'), 'setQuietHours', input, hours);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

describe('preferences', () => {
  const settings = async (userId: string) => {
    const { data } = await graph.query(
      '{ notificationPreferences { preferences { topic channel enabled isMandatory } } }',
      {},
      { as: person(userId) },
    );
    return data['notificationPreferences'].preferences as { topic: string; channel: string; enabled: boolean }[];
  };

  it('name every topic and channel, with the defaults and the choices', async () => {
    const userId = await reader();
    const before = await settings(userId);
    expect(before.filter(({ enabled }) => !enabled)).toMatchObject([
      { topic: 'REWARDS', channel: 'EMAIL' },
      { topic: 'MARKETING', channel: 'EMAIL' },
    ]);
    expect(before.filter(({ topic }) => topic === 'SECURITY')).toEqual(
      ['EMAIL', 'SMS', 'IN_APP'].map((channel) => ({ topic: 'SECURITY', channel, enabled: true, isMandatory: true })),
    );
    const choice = { topic: 'MARKETING', channel: 'EMAIL', enabled: true, isMandatory: false };
    const { data } = await prefer(userId, 'MARKETING', 'EMAIL', true);
    expect(data['result']).toEqual({ __typename: 'NotificationPreference', ...choice });
    expect(await settings(userId)).toEqual(before.map((each) => (each.topic === 'MARKETING' ? choice : each)));
    expect(await settings(await reader())).toEqual(before);
  });

  it('leave messages out of the app, the count and the stream', async () => {
    const userId = await reader();
    await prefer(userId, 'ACCOUNT', 'IN_APP', false);
    await graph.publish(userEvent('verified', userId, 2));
    await graph.caughtUp();
    expect(await inboxOf(userId)).toMatchObject({ unread: 0, nodes: [] });
    expect(await graph.messagesTo(addressOf(userId))).toMatchObject([{ template: 'welcome', status: 'QUEUED' }]);
    const told = await graph.told('notifications.notification.added');
    expect(told.filter(({ data }) => (data as { userId: string }).userId === userId)).toEqual([]);
  });

  it('cannot turn security off, nor choose a channel that a topic does not have', async () => {
    const userId = await reader();
    for (const channel of ['EMAIL', 'SMS', 'IN_APP']) {
      const { data } = await prefer(userId, 'SECURITY', channel, false);
      expect(data['result']).toMatchObject({ __typename: 'SecurityMessagesStayOn', code: 'SECURITY_MESSAGES_STAY_ON' });
    }
    for (const [topic, channel] of [
      ['ORDERS', 'SMS'],
      ['MARKETING', 'IN_APP'],
    ] as const) {
      const { errors } = await prefer(userId, topic, channel, true);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'channel' });
    }
  });
});

describe('a copy of what is held about a person', () => {
  const text = 'query ($userId: ID!, $after: String) { notificationsDataOf(userId: $userId, after: $after) }';
  const users = { kind: 'service', name: 'users' } as const;

  it('has their messages, choices and hours, and no code that is still valid; for services alone', async () => {
    const userId = await reader(1);
    await graph.publish(userEvent('verified', userId, 2));
    const code = otpRequested(graph.trail, addressOf(userId), { code: '918273' });
    await graph.publish({ ...code, data: { ...(code.data as object), userId } });
    await graph.caughtUp();
    await prefer(userId, 'MARKETING', 'EMAIL', true);
    zones.set(userId, 'Africa/Nairobi');
    await mutate(userId, 'setQuietHours', { from: '22:00', to: '07:05' }, '__typename');
    const found: Record<string, Record<string, unknown>[]> = {};
    let after: string | null = null;
    do {
      const part: { section: string; items: Record<string, unknown>[]; next: string | null } = (
        await graph.query(text, { userId, after }, { as: users })
      ).data['notificationsDataOf'];
      found[part.section] = part.items;
      after = part.next;
    } while (after !== null);
    expect(found).toMatchObject({
      contact: [{ email: addressOf(userId), firstName: 'Ada', timeZone: 'Africa/Nairobi' }],
      preferences: [{ topic: 'MARKETING', channel: 'EMAIL', enabled: true }],
      preferenceChanges: [{ topic: 'MARKETING', enabled: true, via: 'SETTINGS' }],
      quietHours: [{ from: '22:00', to: '07:05' }],
      campaigns: [],
      purchases: [],
      settledBets: [],
    });
    const messages = found['messages']!.map(({ template, channel, text: body }) => [template, channel, body !== null]);
    expect(messages.toSorted((one, other) => (String(one) < String(other) ? -1 : 1))).toEqual([
      ['one-time-code', 'EMAIL', false],
      ['session-reused', 'EMAIL', true],
      ['session-reused', 'IN_APP', true],
      ['welcome', 'EMAIL', true],
      ['welcome', 'IN_APP', true],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/\b918273\b/);
    const { errors } = await graph.query(text, { userId }, { as: person(userId) });
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    const wrong = await graph.query(text, { userId, after: 'nonsense' }, { as: users });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});
