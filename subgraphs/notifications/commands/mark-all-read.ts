import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { NotificationsContext } from '../context.ts';
import { countUnread, findInboxItem, markAllRead as saveAllRead } from '../store/inbox.ts';

/** Marks the notifications of the viewer as read, up to one of them or all. */
export async function markAllRead(
  { identity, pool, now }: NotificationsContext,
  { notificationId }: { notificationId?: string | null | undefined },
): Promise<{ markedCount: number; unreadCount: number }> {
  const { id: userId } = requireUser(identity.viewer);
  const upToId = notificationId ?? null;
  if (upToId !== null && (await findInboxItem(pool, { id: upToId, userId })) === null) {
    throw notFound('The notification');
  }
  const markedCount = await saveAllRead(pool, { upToId, userId, now: now() });
  return { markedCount, unreadCount: await countUnread(pool, userId) };
}
