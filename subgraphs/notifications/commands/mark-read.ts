import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type { NotificationsContext } from '../context.ts';
import type { InboxItem } from '../domain/inbox-item.ts';
import { findInboxItem, markRead as saveRead } from '../store/inbox.ts';
import { tellRead } from './tell-read.ts';

/** Marks a notification of the viewer as read. A repeat changes nothing. */
export async function markRead(
  context: NotificationsContext,
  { notificationId: id }: { notificationId: string },
): Promise<InboxItem> {
  const { identity, pool, now } = context;
  const { id: userId } = requireUser(identity.viewer);
  const marked = await inTransaction(pool, async (tx) => {
    const saved = await saveRead(tx, { id, userId, now: now() });
    if (saved !== null) await tellRead(tx, context, { userId, newestId: id, count: 1 });
    return saved;
  });
  const item = marked ?? (await findInboxItem(pool, { id, userId }));
  if (item === null) throw notFound('The notification');
  return item;
}
