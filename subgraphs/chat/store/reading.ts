import type { Queryable } from '@soko/postgres';
import type { Side } from '../domain/conversation.ts';

/** Sequence of a message of a conversation, or null. */
export async function findSequence(
  db: Queryable,
  { conversationId, messageId }: { conversationId: string; messageId: string },
): Promise<number | null> {
  const { rows } = await db.query<{ sequence: number }>({
    name: 'chat-sequence-of',
    text: 'SELECT sequence FROM message WHERE id = $1 AND conversation_id = $2',
    values: [messageId, conversationId],
  });
  return rows[0]?.sequence ?? null;
}

/**
 * Marks messages of a locked conversation as read, and counts those that are left. False when the side had read as far before.
 * Messages that are left are notified of again.
 */
export async function markRead(
  tx: Queryable,
  mark: { conversationId: string; side: Side; sequence: number; notifyAt: Date | null },
): Promise<boolean> {
  // SQL: a count in the same statement.
  const { rowCount } = await tx.query({
    name: 'chat-mark-read',
    text: `UPDATE participant p SET read_sequence = $3, unread = rest.unread,
        notify_at = CASE WHEN rest.unread > 0 THEN coalesce(p.notify_at, $4) END
      FROM (SELECT count(*)::int AS unread FROM message m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.conversation_id = $1 AND m.sequence > $3 AND (m.sender_id = c.buyer_id) = ($2::text = 'SELLER')) AS rest
      WHERE p.conversation_id = $1 AND p.side = $2 AND p.read_sequence < $3`,
    values: [mark.conversationId, mark.side, mark.sequence, mark.notifyAt],
  });
  return rowCount === 1;
}

/** People whose unread messages have waited long enough, longest first, without those of `except`: conversation and person. */
export async function findWaiting(
  db: Queryable,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<{ conversationId: string; userId: string }[]> {
  const { rows } = await db.query<{ conversationId: string; userId: string }>({
    name: 'chat-waiting',
    text: `SELECT conversation_id AS "conversationId", user_id AS "userId" FROM participant
      WHERE notify_at <= $1 AND conversation_id || ' ' || user_id <> ALL ($3) ORDER BY notify_at LIMIT $2`,
    values: [now, limit, except],
  });
  return rows;
}

/** Takes up the notification of a person of a locked conversation. Null when none is due any more. */
export async function takeWaiting(
  tx: Queryable,
  { conversationId, userId, now }: { conversationId: string; userId: string; now: Date },
): Promise<number | null> {
  const { rows } = await tx.query<{ unread: number }>({
    name: 'chat-take-waiting',
    text: `UPDATE participant SET notify_at = NULL WHERE conversation_id = $1 AND user_id = $2 AND notify_at <= $3
      RETURNING unread`,
    values: [conversationId, userId, now],
  });
  return rows[0]?.unread ?? null;
}
