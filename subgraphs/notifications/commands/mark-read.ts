import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { NotificationsContext } from '../context.ts';
import type { InboxItem } from '../domain/inbox-item.ts';
import { markRead as saveRead } from '../store/inbox.ts';

/** Marks a notification of the viewer as read. A repeat changes nothing. */
export async function markRead(
  { identity, pool, now }: NotificationsContext,
  { notificationId: id }: { notificationId: string },
): Promise<InboxItem> {
  const { id: userId } = requireUser(identity.viewer);
  const item = await saveRead(pool, { id, userId, now: now() });
  if (item === null) throw notFound('The notification');
  return item;
}
