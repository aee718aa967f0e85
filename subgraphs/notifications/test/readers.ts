import { expect } from '@jest/globals';
import { type Envelope, newEvent, usersSession, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { registered, type Scene } from './start-notifications.ts';

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

export interface Shown {
  id: string;
  template: string;
  title: string;
  text: string;
  aboutId: string | null;
  readAt: string | null;
}

export interface Inbox {
  unread: number;
  nodes: Shown[];
  pageInfo: { hasNextPage: boolean; endCursor: string; startCursor: string };
}

export const counts = '... on NotificationsRead { markedCount unreadCount }';

export const addressOf = (userId: string): string => `${userId}@example.org`;

/** What people do with their notifications. */
export function readers(scene: () => Scene) {
  const inboxOf = async (userId: string, variables: object = {}): Promise<Inbox> => {
    const { data, errors } = await scene().query(inboxQuery, { ...variables }, { as: person(userId) });
    expect(errors).toBeUndefined();
    return { unread: data['unreadCount'], ...data['notifications'] };
  };

  const mutate = (userId: string, field: string, input: object, selection = '... on UserError { code }') =>
    scene().query(
      `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) { result: ${field}(input: $input) { __typename ${selection} } }`,
      { input },
      { as: person(userId) },
    );

  const userEvent = (type: 'verified' | 'erased', subject: string, sequence: number): Envelope =>
    newEvent(usersUser, type, { subject, sequence, data: {} }, scene().trail);

  /** A warning about a session: one notification each, in any order. */
  const reused = (userId: string): Envelope => {
    const data = { userId, reason: 'REUSED' } as const;
    return newEvent(usersSession, 'revoked', { subject: newId('ses'), sequence: 1, data }, scene().trail);
  };

  return {
    inboxOf,
    mutate,
    userEvent,
    reused,
    markRead: (userId: string, notificationId: string) =>
      mutate(userId, 'markRead', { notificationId }, '... on Notification { id readAt }'),
    prefer: (userId: string, topic: string, channel: string, enabled: boolean) =>
      mutate(
        userId,
        'setNotificationPreference',
        { topic, channel, enabled },
        '... on NotificationPreference { topic channel enabled isMandatory } ... on UserError { code }',
      ),
    /** A person with an account and a number of notifications. */
    async reader(count = 0): Promise<string> {
      const graph = scene();
      const userId = newId('usr');
      await graph.publish(registered(graph.trail, userId, addressOf(userId)));
      await graph.caughtUp();
      for (let made = 0; made < count; made += 1) {
        await graph.publish(reused(userId));
        await graph.caughtUp();
      }
      return userId;
    },
  };
}
