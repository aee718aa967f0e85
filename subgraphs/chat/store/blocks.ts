import type { Queryable } from '@soko/postgres';
import type { ConversationRow, ConversationStatus } from '../domain/conversation.ts';
import { rowColumns } from './conversation-rows.ts';

/** True if the block is new. */
export async function addBlock(tx: Queryable, blockerId: string, blockedId: string, now: Date): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'chat-add-block',
    text: 'INSERT INTO block (blocker_id, blocked_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    values: [blockerId, blockedId, now],
  });
  return rowCount === 1;
}

/** True if there was such a block. */
export async function removeBlock(tx: Queryable, blockerId: string, blockedId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'chat-remove-block',
    text: 'DELETE FROM block WHERE blocker_id = $1 AND blocked_id = $2',
    values: [blockerId, blockedId],
  });
  return rowCount === 1;
}

/**
 * Changes the status of all conversations of two people that have the status `from`. Returns them with their new version. Unread
 * messages wait for their reader until `notifyAt`; with null nothing waits for the two any more.
 */
export async function changeStatusOfPair(
  tx: Queryable,
  [one, other]: readonly [string, string],
  { from, to, notifyAt }: { from: ConversationStatus; to: ConversationStatus; notifyAt: Date | null },
): Promise<ConversationRow[]> {
  // SQL: the rows are locked in the order of their ids, so that two such changes cannot deadlock.
  const { rows } = await tx.query<ConversationRow>({
    name: 'chat-change-pair',
    text: `WITH locked AS MATERIALIZED (
        SELECT id FROM conversation WHERE status = $3
          AND ((seller_user_id = $1 AND buyer_id = $2) OR (seller_user_id = $2 AND buyer_id = $1))
        ORDER BY id FOR UPDATE
      ), quiet AS (
        UPDATE participant SET notify_at = CASE WHEN unread > 0 THEN $5::timestamptz END
        WHERE conversation_id IN (SELECT id FROM locked) AND (unread > 0 OR notify_at IS NOT NULL)
      )
      UPDATE conversation c SET status = $4, version = c.version + 1 FROM locked WHERE c.id = locked.id
      RETURNING ${rowColumns}`,
    values: [one, other, from, to, notifyAt],
  });
  return rows;
}
