import type { Page } from '@soko/pagination';
import { keysetPage } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { InboxItem } from '../domain/inbox-item.ts';

/** SQL: literals, so that the partial indexes of the inbox can be used whatever the plan. */
const isShown = `channel = 'IN_APP' AND status = 'SENT'`;

const columns = `id, user_id AS "userId", topic, template, locale, subject AS title, body AS "sealedText", about_id AS "aboutId",
  created_at AS "createdAt", read_at AS "readAt"`;

/** One page of the notifications of a person, newest first, and one more row. Ids are in order of creation. */
export function listInbox(
  db: Queryable,
  { userId, unreadOnly }: { userId: string; unreadOnly: boolean },
  page: Page<readonly [id: string]>,
): Promise<InboxItem[]> {
  const parameters = createParameters();
  const owner = `user_id = ${parameters.add(userId)}`;
  return keysetPage<InboxItem>(db, {
    name: 'notifications-inbox',
    select: columns,
    from: 'notifications',
    where: [owner, isShown, ...(unreadOnly ? ['read_at IS NULL'] : [])],
    parameters,
    key: ['id'],
    direction: 'DESC',
    page,
  });
}

/** Number of notifications that a person has not read. Counted, so that nothing can make it wrong. */
export async function countUnread(db: Queryable, userId: string): Promise<number> {
  const { rows } = await db.query<{ unread: number }>({
    name: 'notifications-unread',
    text: `SELECT count(*)::int AS unread FROM notifications WHERE user_id = $1 AND ${isShown} AND read_at IS NULL`,
    values: [userId],
  });
  return rows[0]!.unread;
}

/** A notification of a person. Null when there is none, or it is another's. */
export async function findInboxItem(
  db: Queryable,
  { id, userId }: { id: string; userId: string },
): Promise<InboxItem | null> {
  const { rows } = await db.query<InboxItem>({
    name: 'notifications-inbox-item',
    text: `SELECT ${columns} FROM notifications WHERE id = $1 AND user_id = $2 AND ${isShown}`,
    values: [id, userId],
  });
  return rows[0] ?? null;
}

/** Marks a notification as read. Null when the person has no such notification, or has read it. */
export async function markRead(
  db: Queryable,
  { id, userId, now }: { id: string; userId: string; now: Date },
): Promise<InboxItem | null> {
  const { rows } = await db.query<InboxItem>({
    name: 'notifications-mark-read',
    text: `
      UPDATE notifications SET read_at = $3
      WHERE id = $1 AND user_id = $2 AND ${isShown} AND read_at IS NULL RETURNING ${columns}`,
    values: [id, userId, now],
  });
  return rows[0] ?? null;
}

/** Marks what a person has not read, up to one notification or all. Returns how many, and the newest of them. */
export async function markAllRead(
  db: Queryable,
  { upToId, userId, now }: { upToId: string | null; userId: string; now: Date },
): Promise<{ count: number; newestId: string | null }> {
  // SQL: in one order, so that two of these do not wait for each other.
  const { rows } = await db.query<{ count: number; newestId: string | null }>({
    name: 'notifications-mark-all-read',
    text: `
      WITH unread AS (
        SELECT id FROM notifications
        WHERE user_id = $1 AND ${isShown} AND read_at IS NULL AND ($2::text IS NULL OR id <= $2) ORDER BY id FOR UPDATE
      ), marked AS (
        UPDATE notifications AS message SET read_at = $3 FROM unread
        WHERE message.id = unread.id AND message.read_at IS NULL RETURNING message.id
      )
      SELECT count(*)::int AS count, max(id) AS "newestId" FROM marked`,
    values: [userId, upToId, now],
  });
  return rows[0]!;
}
