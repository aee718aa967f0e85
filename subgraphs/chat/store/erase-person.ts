import type { Queryable } from '@soko/postgres';
import type { ConversationRow } from '../domain/conversation.ts';
import { rowColumns } from './conversation-rows.ts';

/** Texts, pictures and notes of a person. */
const erasures = [
  'UPDATE message SET text = NULL, input_hash = NULL WHERE sender_id = $1 AND (text IS NOT NULL OR input_hash IS NOT NULL)',
  // The job that removes unused pictures removes their files.
  `UPDATE picture SET message_id = NULL, expires_at = to_timestamp(0) WHERE owner_id = $1`,
  'UPDATE report SET note = NULL WHERE reporter_id = $1 AND note IS NOT NULL',
];

/** Erases what a person wrote, and closes their conversations. Returns those that it closed. */
export async function erasePerson(tx: Queryable, userId: string, now: Date): Promise<ConversationRow[]> {
  // Before the conversations, as `unblockConversation` does: the two cannot deadlock.
  await tx.query('DELETE FROM block WHERE blocker_id = $1 OR blocked_id = $1', [userId]);
  await tx.query('DELETE FROM published_block WHERE blocker_id = $1 OR blocked_id = $1', [userId]);
  // SQL: the conversations are locked first and in the order of their ids, as every change of them is.
  const { rows } = await tx.query<ConversationRow>({
    name: 'chat-close-of-person',
    text: `WITH own AS MATERIALIZED (
        SELECT c.id FROM participant p JOIN conversation c ON c.id = p.conversation_id
        WHERE p.user_id = $1 AND c.status <> 'CLOSED' ORDER BY c.id FOR UPDATE OF c
      ), quiet AS (
        UPDATE participant SET notify_at = NULL WHERE conversation_id IN (SELECT id FROM own) AND notify_at IS NOT NULL
      )
      UPDATE conversation c SET status = 'CLOSED', closed_at = $2, closed_reason = 'ERASURE', version = c.version + 1 FROM own WHERE c.id = own.id
      RETURNING ${rowColumns}`,
    values: [userId, now],
  });
  for (const text of erasures) await tx.query(text, [userId]);
  return rows;
}
