import { createParameters, type Queryable } from '@soko/postgres';
import { keysetPage, type Page } from '@soko/pagination';
import type { Conversation, ConversationRow } from '../domain/conversation.ts';

/** The columns of a conversation's own row. */
export const rowColumns = `c.id, c.status, c.buyer_id AS "buyerId", c.seller_id AS "sellerId", c.seller_user_id AS "sellerUserId",
  c.subject_kind AS "subjectKind", c.subject_id AS "subjectId", c.about, c.version, c.last_sequence AS "lastSequence",
  c.created_at AS "createdAt", c.last_message_at AS "lastMessageAt",
  c.closed_reason AS "closedReason"`;

const columns = `${rowColumns},
  json_build_object('readSequence', b.read_sequence, 'unread', b.unread) AS buyer,
  json_build_object('readSequence', s.read_sequence, 'unread', s.unread) AS seller,
  ARRAY(SELECT k.blocker_id FROM block k WHERE (k.blocker_id, k.blocked_id)
    IN ((c.buyer_id, c.seller_user_id), (c.seller_user_id, c.buyer_id)) ORDER BY 1) AS "blockedBy",
  EXISTS (SELECT FROM report r WHERE r.conversation_id = c.id) AS "isReported"`;

const tables = `conversation c
  JOIN participant b ON b.conversation_id = c.id AND b.user_id = c.buyer_id
  JOIN participant s ON s.conversation_id = c.id AND s.user_id = c.seller_user_id`;

// SQL: several tables in one statement.
export async function findConversations(db: Queryable, ids: readonly string[]): Promise<Conversation[]> {
  const { rows } = await db.query<Conversation>({
    name: 'chat-conversations',
    text: `SELECT ${columns} FROM ${tables} WHERE c.id = ANY ($1)`,
    values: [ids],
  });
  return rows;
}

/** The conversations of a person about these products or orders, as the buyer, or on either side with `anySide`. */
export async function findConversationsAbout(
  db: Queryable,
  { userId, subjectIds, anySide }: { userId: string; subjectIds: readonly string[]; anySide: boolean },
): Promise<Conversation[]> {
  const { rows } = await db.query<Conversation>({
    name: `chat-about-${anySide}`,
    text: `SELECT ${columns} FROM ${tables} WHERE c.subject_id = ANY ($2)
      AND (c.buyer_id = $1 ${anySide ? 'OR c.seller_user_id = $1' : ''})`,
    values: [userId, subjectIds],
  });
  return rows;
}

/** The reported conversations about these orders, for support. */
export async function findReportedAbout(db: Queryable, subjectIds: readonly string[]): Promise<Conversation[]> {
  const { rows } = await db.query<Conversation>({
    name: 'chat-reported-about',
    text: `SELECT ${columns} FROM ${tables} WHERE c.subject_id = ANY ($1)
      AND EXISTS (SELECT FROM report r WHERE r.conversation_id = c.id)`,
    values: [subjectIds],
  });
  return rows;
}

/** A page of the conversations of a person, the one with the latest message first. One statement. */
export function listConversations(
  db: Queryable,
  userId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Conversation[]> {
  const parameters = createParameters(userId);
  return keysetPage<Conversation>(db, {
    select: columns,
    from: `participant own JOIN conversation c ON c.id = own.conversation_id
      JOIN participant b ON b.conversation_id = c.id AND b.user_id = c.buyer_id
      JOIN participant s ON s.conversation_id = c.id AND s.user_id = c.seller_user_id`,
    where: ['own.user_id = $1'],
    parameters,
    key: ['own.last_message_at', 'own.conversation_id'],
    direction: 'DESC',
    page,
    name: 'chat-list',
  });
}

/** Unread messages in all conversations of a person. */
export async function countUnread(db: Queryable, userId: string): Promise<number> {
  const { rows } = await db.query<{ unread: number }>({
    name: 'chat-count-unread',
    text: 'SELECT coalesce(sum(unread), 0)::int AS unread FROM participant WHERE user_id = $1 AND unread > 0',
    values: [userId],
  });
  return rows[0]!.unread;
}

/** Locks a conversation until the transaction ends, so that its messages and marks follow one another. Null without one. */
export async function lockConversation(tx: Queryable, id: string): Promise<ConversationRow | null> {
  // SQL: Prisma has no row locks.
  const { rows } = await tx.query<ConversationRow>({
    name: 'chat-lock',
    text: `SELECT ${rowColumns} FROM conversation c WHERE c.id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Counts one change of a locked conversation, which may change its status. With `closedAt`, support closes it. */
export async function saveVersion(
  tx: Queryable,
  { id, version, status }: Pick<ConversationRow, 'id' | 'version' | 'status'>,
  closedAt: Date | null = null,
): Promise<void> {
  await tx.query({
    name: 'chat-save-version',
    text: `UPDATE conversation SET version = $2, status = $3, closed_at = coalesce($4, closed_at),
        closed_reason = CASE WHEN $4::timestamptz IS NULL THEN closed_reason ELSE 'SUPPORT' END
      WHERE id = $1`,
    values: [id, version, status, closedAt],
  });
}
