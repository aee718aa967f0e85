import type { Queryable } from '@soko/postgres';
import type { ConversationRow } from '../domain/conversation.ts';
import { eraseBlocksOf, type Pair } from './blocks.ts';
import { rowColumns } from './conversation-rows.ts';

/** Texts, pictures and notes of a person. */
const erasures = [
  'UPDATE message SET text = NULL, input_hash = NULL WHERE sender_id = $1 AND (text IS NOT NULL OR input_hash IS NOT NULL)',
  // The job that removes unused pictures removes their files.
  `UPDATE picture SET message_id = NULL, expires_at = to_timestamp(0) WHERE owner_id = $1`,
  'UPDATE report SET note = NULL WHERE reporter_id = $1 AND note IS NOT NULL',
];

/** What an erasure ended: conversations that were not closed, and blocks that were published. */
export interface Erased {
  closed: ConversationRow[];
  blocks: (Pair & { sequence: number })[];
}

/** Erases what a person wrote, closes their conversations and removes their blocks. */
export async function erasePerson(tx: Queryable, userId: string, now: Date): Promise<Erased> {
  // SQL: the conversations are locked first and in the order of their ids, as every change of them is.
  const { rows } = await tx.query<ConversationRow & { wasOpen: boolean }>({
    name: 'chat-close-of-person',
    text: `WITH own AS MATERIALIZED (
        SELECT c.id, c.status <> 'CLOSED' AS was_open FROM participant p JOIN conversation c ON c.id = p.conversation_id
        WHERE p.user_id = $1 AND c.closed_reason IS DISTINCT FROM 'ERASURE' ORDER BY c.id FOR UPDATE OF c
      ), quiet AS (
        UPDATE participant SET notify_at = NULL WHERE conversation_id IN (SELECT id FROM own) AND notify_at IS NOT NULL
      )
      UPDATE conversation c SET status = 'CLOSED', closed_at = coalesce(c.closed_at, $2), closed_reason = 'ERASURE',
        version = c.version + own.was_open::int FROM own WHERE c.id = own.id
      RETURNING ${rowColumns}, own.was_open AS "wasOpen"`,
    values: [userId, now],
  });
  // After the conversations, as `blockConversation` does: the two cannot deadlock, and no block begins any more.
  const blocks = await eraseBlocksOf(tx, userId);
  for (const text of erasures) await tx.query(text, [userId]);
  return { closed: rows.flatMap(({ wasOpen, ...row }) => (wasOpen ? [row] : [])), blocks };
}
