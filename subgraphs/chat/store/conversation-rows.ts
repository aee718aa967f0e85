import { createParameters, type Queryable } from '@soko/postgres';
import { keysetPage, type Page } from '@soko/pagination';
import { answeringRoles, type Conversation, type ConversationRow } from '../domain/conversation.ts';

/** The columns of a conversation's own row. */
export const rowColumns = `c.id, c.status, c.buyer_id AS "buyerId", c.seller_id AS "sellerId", c.seller_user_id AS "sellerUserId",
  c.store_id AS "storeId", c.subject_kind AS "subjectKind", c.subject_id AS "subjectId", c.about, c.version, c.last_sequence AS "lastSequence",
  c.created_at AS "createdAt", c.last_message_at AS "lastMessageAt",
  c.closed_reason AS "closedReason"`;

/** The condition that person `$1` answers for a store. */
const answersFor = (store: string): string =>
  `EXISTS (SELECT FROM store_member t WHERE t.store_id = ${store} AND t.user_id = $1 AND t.status = 'ACTIVE'
    AND t.role IN (${answeringRoles.map((role) => `'${role}'`).join(', ')}))`;

/** The columns of a conversation as person `$1` sees it. */
const columns = `${rowColumns}, ${answersFor('c.store_id')} AS "viewerIsInTeam",
  json_build_object('readSequence', b.read_sequence, 'unread', b.unread) AS buyer,
  json_build_object('readSequence', s.read_sequence, 'unread', s.unread) AS seller,
  ARRAY(SELECT k.blocker_id FROM block k WHERE (k.blocker_id, k.blocked_id)
    IN ((c.buyer_id, c.seller_user_id), (c.seller_user_id, c.buyer_id)) ORDER BY 1) AS "blockedBy",
  EXISTS (SELECT FROM report r WHERE r.conversation_id = c.id) AS "isReported"`;

const tables = `conversation c
  JOIN participant b ON b.conversation_id = c.id AND b.user_id = c.buyer_id
  JOIN participant s ON s.conversation_id = c.id AND s.user_id = c.seller_user_id`;

// SQL: several tables in one statement.

/** Conversations as a viewer sees them. Without a person, nobody answers for a store. */
export async function findConversations(
  db: Queryable,
  viewerId: string | null,
  ids: readonly string[],
): Promise<Conversation[]> {
  const { rows } = await db.query<Conversation>({
    name: 'chat-conversations',
    text: `SELECT ${columns} FROM ${tables} WHERE c.id = ANY ($2)`,
    values: [viewerId, ids],
  });
  return rows;
}

/** The conversations about these products or orders whose buyer is a person; with `anySide`, also those that they answer. */
export async function findConversationsAbout(
  db: Queryable,
  { userId, subjectIds, anySide }: { userId: string; subjectIds: readonly string[]; anySide: boolean },
): Promise<Conversation[]> {
  const { rows } = await db.query<Conversation>({
    name: `chat-about-${anySide}`,
    text: `SELECT ${columns} FROM ${tables} WHERE c.subject_id = ANY ($2)
      AND (c.buyer_id = $1 ${anySide ? `OR c.seller_user_id = $1 OR ${answersFor('c.store_id')}` : ''})`,
    values: [userId, subjectIds],
  });
  return rows;
}

/** The reported conversations about these orders, for support. */
export async function findReportedAbout(
  db: Queryable,
  viewerId: string,
  subjectIds: readonly string[],
): Promise<Conversation[]> {
  const { rows } = await db.query<Conversation>({
    name: 'chat-reported-about',
    text: `SELECT ${columns} FROM ${tables} WHERE c.subject_id = ANY ($2)
      AND EXISTS (SELECT FROM report r WHERE r.conversation_id = c.id)`,
    values: [viewerId, subjectIds],
  });
  return rows;
}

/**
 * A page of the conversations of a person, or of a store for a person of its team, the one with the latest message first. One
 * statement.
 */
export function listConversations(
  db: Queryable,
  { userId, storeId }: { userId: string; storeId: string | null },
  page: Page<readonly [time: Date, id: string]>,
): Promise<Conversation[]> {
  const parameters = createParameters(userId);
  return keysetPage<Conversation>(db, {
    select: columns,
    from: `participant own JOIN conversation c ON c.id = own.conversation_id
      JOIN participant b ON b.conversation_id = c.id AND b.user_id = c.buyer_id
      JOIN participant s ON s.conversation_id = c.id AND s.user_id = c.seller_user_id`,
    where: [storeId === null ? 'own.user_id = $1' : `own.store_id = ${parameters.add(storeId)}`],
    parameters,
    key: ['own.last_message_at', 'own.conversation_id'],
    direction: 'DESC',
    page,
    name: storeId === null ? 'chat-list' : 'chat-list-of-store',
  });
}

/** Unread messages in all conversations of a person, or of a store. */
export async function countUnread(
  db: Queryable,
  { userId, storeId }: { userId: string; storeId: string | null },
): Promise<number> {
  const of = storeId === null ? 'user_id' : 'store_id';
  const { rows } = await db.query<{ unread: number }>({
    name: `chat-count-unread-${of}`,
    text: `SELECT coalesce(sum(unread), 0)::int AS unread FROM participant WHERE ${of} = $1 AND unread > 0`,
    values: [storeId ?? userId],
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
