import { newEvent, notificationsNotification } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { trailOfRequest } from '@soko/subgraph';
import type { NotificationsContext } from '../context.ts';

/** Tells the other tabs and devices of a person that notifications were marked as read. Each is marked once. */
export const tellRead = (
  tx: Queryable,
  { identity, now }: Pick<NotificationsContext, 'identity' | 'now'>,
  { userId, newestId, count }: { userId: string; newestId: string; count: number },
): Promise<void> => {
  const fact = { subject: newestId, sequence: 2, data: { userId, count } };
  return tell(tx, [newEvent(notificationsNotification, 'read', fact, trailOfRequest(identity, now))]);
};
