import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersSeller } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { addressOf, counts, type Inbox, readers } from './readers.ts';
import { otpRequested, type Scene, startNotifications } from './start-notifications.ts';

let graph: Scene;

beforeAll(async () => {
  graph = await startNotifications();
});

afterAll(() => graph.close());

const { inboxOf, markRead, mutate, reader, reused, userEvent } = readers(() => graph);

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

  it('sends the number of unread ones after each new one and each that is read, once, to all tabs of the person', async () => {
    const [owner, stranger] = [await reader(3), await reader()];
    const count = 'subscription { unreadCountChanged }';
    const [newest, , oldest] = (await inboxOf(owner)).nodes;
    await Promise.all([markRead(owner, oldest!.id), markRead(owner, oldest!.id)]);
    await markRead(owner, oldest!.id);
    const all = { notificationId: newest!.id };
    await Promise.all([mutate(owner, 'markAllRead', all, counts), mutate(owner, 'markAllRead', all, counts)]);
    await mutate(owner, 'markAllRead', {}, counts);
    const read = (await graph.told('notifications.notification.read')).filter(
      ({ data }) => (data as { userId: string }).userId === owner,
    );
    expect(read.map(({ subject, data }) => [subject, (data as { count: number }).count])).toEqual([
      [oldest!.id, 1],
      [newest!.id, 2],
    ]);
    const added = { topic: 'notifications.notification', envelope: await addedTo(owner) };
    const marked = { topic: 'notifications.notification', envelope: read[1]! };
    for (const event of [added, marked]) {
      const seen = await graph.query(count, {}, { as: person(owner), event });
      expect(seen.data).toEqual({ unreadCountChanged: 0 });
      const others = await graph.query(count, {}, { as: person(stranger), event });
      expect(others.data).toEqual({ unreadCountChanged: null });
    }
    // It is no new notification.
    const news = await graph.query(document, {}, { as: person(owner), event: marked });
    expect(news.data).toEqual({ notificationAdded: null });
  });
});
