import { requireUser } from '@soko/auth';
import { live } from '@soko/subgraph';
import type { NotificationsContext } from '../context.ts';
import type { InboxItem } from '../domain/inbox-item.ts';
import type { SubscriptionResolvers } from '../generated/graphql.ts';
import { findInboxItem } from '../store/inbox.ts';

export const subscription: SubscriptionResolvers = {
  notificationAdded: live<object, NotificationsContext, InboxItem>({
    follow: (_, { identity }) => [requireUser(identity.viewer).id],
    answer: ({ envelope }, _, { identity, pool }) =>
      findInboxItem(pool, { id: envelope.subject, userId: requireUser(identity.viewer).id }),
  }),
};
