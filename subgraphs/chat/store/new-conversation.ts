import type { Queryable } from '@soko/postgres';
import type { ConversationRow } from '../domain/conversation.ts';
import { rowColumns } from './conversation-rows.ts';

/** Has all changes of who may write to whom take turns for two people, until the transaction ends. */
export async function lockPair(tx: Queryable, one: string, other: string): Promise<void> {
  const pair = [one, other].toSorted().join(' ');
  // SQL: Prisma has no advisory locks.
  await tx.query({
    name: 'chat-lock-pair',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 7))',
    values: [`chat ${pair}`],
  });
}

/** Ids of the people who block the other one of a pair. */
export async function findBlockers(tx: Queryable, one: string, other: string): Promise<string[]> {
  const { rows } = await tx.query<{ blockerId: string }>({
    name: 'chat-blockers',
    text: `SELECT blocker_id AS "blockerId" FROM block
      WHERE (blocker_id, blocked_id) IN (($1, $2), ($2, $1)) ORDER BY blocker_id`,
    values: [one, other],
  });
  return rows.map(({ blockerId }) => blockerId);
}

/** Saves a conversation with its two people. False, and saves nothing, when the two have one about the same subject. */
export async function addConversation(tx: Queryable, row: ConversationRow): Promise<boolean> {
  // SQL: three rows in one statement, and a conflict must not end the transaction.
  const { rowCount } = await tx.query({
    name: 'chat-add-conversation',
    text: `WITH added AS (
        INSERT INTO conversation (id, status, buyer_id, seller_id, seller_user_id, subject_kind, subject_id, about, version,
          last_sequence, created_at, last_message_at, store_id, store_is_known)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, true)
        ON CONFLICT (buyer_id, seller_id, subject_id) DO NOTHING RETURNING id
      )
      INSERT INTO participant (conversation_id, user_id, side, store_id, last_message_at)
      SELECT added.id, p.user_id, p.side, p.store_id, $11
      FROM added, (VALUES ($3::text, 'BUYER', NULL), ($5::text, 'SELLER', $12::text)) AS p (user_id, side, store_id)`,
    values: [
      row.id,
      row.status,
      row.buyerId,
      row.sellerId,
      row.sellerUserId,
      row.subjectKind,
      row.subjectId,
      row.about,
      row.version,
      row.lastSequence,
      row.createdAt,
      row.storeId,
    ],
  });
  return rowCount === 2;
}

/** Locks the conversation of a buyer and a seller about a subject. Null without one. */
export async function lockConversationAbout(
  tx: Queryable,
  { buyerId, sellerId, subjectId }: Pick<ConversationRow, 'buyerId' | 'sellerId' | 'subjectId'>,
): Promise<ConversationRow | null> {
  const { rows } = await tx.query<ConversationRow>({
    name: 'chat-lock-about',
    text: `SELECT ${rowColumns} FROM conversation c
      WHERE c.buyer_id = $1 AND c.seller_id = $2 AND c.subject_id = $3 FOR UPDATE`,
    values: [buyerId, sellerId, subjectId],
  });
  return rows[0] ?? null;
}
