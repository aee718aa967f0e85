import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type { NotificationsContext } from '../context.ts';
import { countUnread, findInboxItem, markAllRead as saveAllRead } from '../store/inbox.ts';
import { tellRead } from './tell-read.ts';

/** Marks the notifications of the viewer as read, up to one of them or all. */
export async function markAllRead(
  context: NotificationsContext,
  { notificationId }: { notificationId?: string | null | undefined },
): Promise<{ markedCount: number; unreadCount: number }> {
  const { identity, pool, now } = context;
  const { id: userId } = requireUser(identity.viewer);
  const upToId = notificationId ?? null;
  if (upToId !== null && (await findInboxItem(pool, { id: upToId, userId })) === null) {
    throw notFound('The notification');
  }
  const marked = await inTransaction(pool, async (tx) => {
    const saved = await saveAllRead(tx, { upToId, userId, now: now() });
    if (saved.newestId !== null) await tellRead(tx, context, { userId, newestId: saved.newestId, count: saved.count });
    return saved;
  });
  return { markedCount: marked.count, unreadCount: await countUnread(pool, userId) };
}
