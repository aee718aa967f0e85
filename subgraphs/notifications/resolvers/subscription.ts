import { requireUser } from '@soko/auth';
import type { EventsOf, notificationsNotification } from '@soko/events';
import { live } from '@soko/subgraph';
import type { NotificationsContext } from '../context.ts';
import type { InboxItem } from '../domain/inbox-item.ts';
import type { SubscriptionResolvers } from '../generated/graphql.ts';
import { countUnread, findInboxItem } from '../store/inbox.ts';

export const subscription: SubscriptionResolvers = {
  notificationAdded: live<object, NotificationsContext, InboxItem>({
    follow: (_, { identity }) => [requireUser(identity.viewer).id],
    answer({ envelope }, _, { identity, pool }) {
      const { id: userId } = requireUser(identity.viewer);
      const isNew = envelope.type === 'notifications.notification.added';
      return isNew ? findInboxItem(pool, { id: envelope.subject, userId }) : null;
    },
  }),
  unreadCountChanged: live<object, NotificationsContext, number>({
    follow: (_, { identity }) => [requireUser(identity.viewer).id],
    answer({ envelope }, _, { identity, pool }) {
      const { id: userId } = requireUser(identity.viewer);
      const { data } = envelope as EventsOf<typeof notificationsNotification>;
      return data.userId === userId ? countUnread(pool, userId) : null;
    },
  }),
};
