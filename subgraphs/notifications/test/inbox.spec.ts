import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Envelope, newEvent, usersSeller, usersSession, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { otpRequested, registered, type Scene, startNotifications } from './start-notifications.ts';

let graph: Scene;

beforeAll(async () => {
  graph = await startNotifications();
});

afterAll(() => graph.close());

const inboxQuery = /* GraphQL */ `
  query ($unreadOnly: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
    unreadCount
    notifications(unreadOnly: $unreadOnly, first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id
        topic
        template
        title
        text
        locale
        aboutId
        createdAt
        readAt
      }
      pageInfo {
        hasNextPage
        endCursor
        startCursor
      }
    }
  }
`;

interface Shown {
  id: string;
  template: string;
  title: string;
  text: string;
  aboutId: string | null;
  readAt: string | null;
}

interface Inbox {
  unread: number;
  nodes: Shown[];
  pageInfo: { hasNextPage: boolean; endCursor: string; startCursor: string };
}

async function inboxOf(userId: string, variables: object = {}): Promise<Inbox> {
  const { data, errors } = await graph.query(inboxQuery, { ...variables }, { as: person(userId) });
  expect(errors).toBeUndefined();
  return { unread: data['unreadCount'], ...data['notifications'] };
}

const mutate = (userId: string, field: string, input: object, selection = '... on UserError { code }') =>
  graph.query(
    `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) { result: ${field}(input: $input) { __typename ${selection} } }`,
    { input },
    { as: person(userId) },
  );

const markRead = (userId: string, notificationId: string) =>
  mutate(userId, 'markRead', { notificationId }, '... on Notification { id readAt }');

const counts = '... on NotificationsRead { markedCount unreadCount }';

const prefer = (userId: string, topic: string, channel: string, enabled: boolean) =>
  mutate(
    userId,
    'setNotificationPreference',
    { topic, channel, enabled },
    '... on NotificationPreference { topic channel enabled isMandatory } ... on UserError { code }',
  );

const userEvent = (type: 'verified' | 'erased', subject: string, sequence: number) =>
  newEvent(usersUser, type, { subject, sequence, data: {} }, graph.trail);

/** A warning about a session: one notification each, in any order. */
const reused = (userId: string): Envelope =>
  newEvent(
    usersSession,
    'revoked',
    { subject: newId('ses'), sequence: 1, data: { userId, reason: 'REUSED' } },
    graph.trail,
  );

const addressOf = (userId: string): string => `${userId}@example.org`;

/** A person with an account and a number of notifications. */
async function reader(count = 0): Promise<string> {
  const userId = newId('usr');
  await graph.publish(registered(graph.trail, userId, addressOf(userId)));
  await graph.caughtUp();
  for (let made = 0; made < count; made += 1) {
    await graph.publish(reused(userId));
    await graph.caughtUp();
  }
  return userId;
}

const templatesIn = ({ nodes }: Inbox): string[] => nodes.map(({ template }) => template);

describe('the notifications of a person', () => {
  it('are the messages to them, newest first, as short texts without a greeting', async () => {
    const userId = await reader();
    const subject = newId('slr');
    const seller = { userId, handle: 'baskets', displayName: 'Baskets & Co' };
    const approved = newEvent(usersSeller, 'reinstated', { subject, sequence: 1, data: seller }, graph.trail);
    await graph.publish(userEvent('verified', userId, 2));
    await graph.caughtUp();
    await graph.publish(approved);
    await graph.caughtUp();
    const { nodes, unread } = await inboxOf(userId);
    expect(nodes).toEqual([
      expect.objectContaining({
        template: 'seller-reinstated',
        topic: 'SELLING',
        title: 'Your seller account is active again',
        text: 'Your seller account Baskets & Co is no longer suspended.',
        locale: 'en',
        aboutId: subject,
        readAt: null,
      }),
      expect.objectContaining({ template: 'welcome', topic: 'ACCOUNT', aboutId: null }),
    ]);
    expect(nodes[1]!.text).toMatch(/^Your account is ready\./);
    expect(unread).toBe(2);
  });

  it('have no codes, and none of a person is a mail in the outbox', async () => {
    const userId = await reader(1);
    const code = otpRequested(graph.trail, addressOf(userId));
    await graph.publish({ ...code, data: { ...(code.data as object), userId } });
    await graph.caughtUp();
    expect(templatesIn(await inboxOf(userId))).toEqual(['session-reused']);
    expect((await graph.messagesTo(addressOf(userId), 2)).map(({ channel }) => channel)).toEqual(['EMAIL', 'EMAIL']);
    const { rows } = await graph.pool.query(
      `SELECT count(*)::int AS found FROM notifications AS row WHERE user_id = $1 AND row::text LIKE '%used twice%'`,
      [userId],
    );
    expect(rows).toEqual([{ found: 0 }]);
  });

  it('are read one by one, and the first time stays', async () => {
    const userId = await reader(2);
    const [newest, oldest] = (await inboxOf(userId)).nodes;
    const first = await markRead(userId, oldest!.id);
    graph.advance(60_000);
    const again = await markRead(userId, oldest!.id);
    expect(first.data['result']).toEqual({ __typename: 'Notification', id: oldest!.id, readAt: expect.any(String) });
    expect(again.data).toEqual(first.data);
    const unread = await inboxOf(userId, { unreadOnly: true });
    expect(unread).toMatchObject({ unread: 1, nodes: [{ id: newest!.id, readAt: null }] });
    expect((await inboxOf(userId)).nodes).toHaveLength(2);
  });

  it('are read all at once, or up to the newest that was seen', async () => {
    const userId = await reader(3);
    const [, seen] = (await inboxOf(userId)).nodes;
    const upTo = await mutate(userId, 'markAllRead', { notificationId: seen!.id }, counts);
    expect(upTo.data['result']).toMatchObject({ markedCount: 2, unreadCount: 1 });
    const all = await mutate(userId, 'markAllRead', {}, counts);
    expect(all.data['result']).toMatchObject({ markedCount: 1, unreadCount: 0 });
    expect((await inboxOf(userId, { unreadOnly: true })).nodes).toEqual([]);
  });

  it('are paged in both directions, at one statement a page', async () => {
    const userId = await reader(5);
    const all = (await inboxOf(userId)).nodes.map(({ id }) => id);
    const first = await inboxOf(userId, { first: 2 });
    const second = await inboxOf(userId, { first: 3, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(all);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    const before = await inboxOf(userId, { last: 2, before: second.pageInfo.startCursor });
    expect(before.nodes).toEqual(first.nodes);
    for (const size of [1, 100]) {
      const page = await graph.statements(() =>
        graph.query(`{ notifications(first: ${size}) { nodes { id text } } }`, {}, { as: person(userId) }),
      );
      expect(page.count).toBe(1);
    }
  });

  it('are counted right under 50 parallel senders and readers, each event once', async () => {
    const userId = await reader();
    const events = Array.from({ length: 50 }, () => reused(userId));
    await Promise.all(events.map((event) => graph.publish(event, event)));
    await graph.caughtUp();
    const { nodes, unread } = await inboxOf(userId, { first: 100 });
    expect([nodes.length, unread]).toEqual([50, 50]);
    const read = nodes.slice(0, 20).flatMap(({ id }) => [id, id]);
    const more = Array.from({ length: 10 }, () => graph.publish(reused(userId)));
    await Promise.all([...read.map((id) => markRead(userId, id)), ...more]);
    await graph.caughtUp();
    expect((await inboxOf(userId)).unread).toBe(40);
  });

  it('end with the account', async () => {
    const userId = await reader(2);
    await graph.publish(userEvent('erased', userId, 2), reused(userId));
    await graph.caughtUp();
    expect(await inboxOf(userId)).toMatchObject({ unread: 0, nodes: [] });
  });
});

describe('a notification of another person', () => {
  it('is seen, marked and counted by nobody else', async () => {
    const [owner, stranger] = [await reader(1), await reader()];
    const [shown] = (await inboxOf(owner)).nodes;
    expect(await inboxOf(stranger)).toMatchObject({ unread: 0, nodes: [] });
    const refusals = await Promise.all([
      markRead(stranger, shown!.id),
      markRead(stranger, newId('ntf')),
      mutate(stranger, 'markAllRead', { notificationId: shown!.id }, counts),
      mutate(stranger, 'markAllRead', { notificationId: newId('ntf') }, counts),
      markRead(stranger, ''),
    ]);
    const said = refusals.map(({ errors }) => JSON.stringify([errors?.[0]?.message, errors?.[0]?.extensions]));
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain('NOT_FOUND');
    expect(await inboxOf(owner)).toMatchObject({ unread: 1, nodes: [{ readAt: null }] });
  });

  it('does not exist for people who are not signed in', async () => {
    for (const field of [
      'unreadCount',
      'notifications { nodes { id } }',
      'notificationPreferences { preferences { topic } }',
    ]) {
      const { errors } = await graph.query(`{ ${field} }`);
      expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
    }
  });
});

describe('watching notifications', () => {
  const document = 'subscription { notificationAdded { id template text } }';
  const addedTo = (userId: string) =>
    until('the event is there', async () => {
      const told = await graph.told('notifications.notification.added');
      return told.find(({ data }) => (data as { userId: string }).userId === userId) ?? null;
    });

  it('shows each to its owner, and the event has no text', async () => {
    const [owner, stranger] = [await reader(1), await reader()];
    const envelope = await addedTo(owner);
    expect(envelope.data).toEqual({ userId: owner, topic: 'SECURITY', template: 'session-reused' });
    const event = { topic: 'notifications.notification', envelope };
    const seen = await graph.query(document, {}, { as: person(owner), event });
    expect(seen.data['notificationAdded']).toMatchObject({ id: envelope.subject, template: 'session-reused' });
    expect((await graph.query(document, {}, { as: person(stranger), event })).data['notificationAdded']).toBeNull();
    expect((await graph.query(document, {}, { event: null })).errors?.[0]?.extensions?.['code']).toBe(
      'UNAUTHENTICATED',
    );
  });
});

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
    expect(before.filter(({ enabled }) => !enabled)).toMatchObject([{ topic: 'MARKETING', channel: 'EMAIL' }]);
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
