import type { Queryable } from '@soko/postgres';
import type { ConversationRow, ConversationStatus } from '../domain/conversation.ts';
import { rowColumns } from './conversation-rows.ts';

/** Two people, of whom the first blocks the second, or did. */
export interface Pair {
  blockerId: string;
  blockedId: string;
}

/** SQL: counts a change of the pairs of `changed`, and returns the sequence of its event. */
const countChange = (isBlocked: boolean): string =>
  `INSERT INTO published_block AS p (blocker_id, blocked_id, is_blocked, sequence)
    SELECT blocker_id, blocked_id, ${isBlocked}, 1 FROM changed
    ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET is_blocked = excluded.is_blocked, sequence = p.sequence + 1
    RETURNING sequence`;

// SQL: a change and its number in one statement.

/** Adds a block. Returns the sequence of its event, or null if there is such a block already. */
export async function addBlock(tx: Queryable, { blockerId, blockedId }: Pair, now: Date): Promise<number | null> {
  const { rows } = await tx.query<{ sequence: number }>({
    name: 'chat-add-block',
    text: `WITH changed AS (
        INSERT INTO block (blocker_id, blocked_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
        RETURNING blocker_id, blocked_id
      ) ${countChange(true)}`,
    values: [blockerId, blockedId, now],
  });
  return rows[0]?.sequence ?? null;
}

/** Removes a block. Returns the sequence of its event, or null if there is no such block. */
export async function removeBlock(tx: Queryable, { blockerId, blockedId }: Pair): Promise<number | null> {
  const { rows } = await tx.query<{ sequence: number }>({
    name: 'chat-remove-block',
    text: `WITH changed AS (
        DELETE FROM block WHERE blocker_id = $1 AND blocked_id = $2 RETURNING blocker_id, blocked_id
      ) ${countChange(false)}`,
    values: [blockerId, blockedId],
  });
  return rows[0]?.sequence ?? null;
}

/**
 * Pairs whose block is not as it was published last, without those of `except`: blocks of before it was published, and changes by
 * a process of an earlier version.
 */
export async function findUnpublishedBlocks(db: Queryable, limit: number, except: readonly string[]): Promise<Pair[]> {
  // SQL: Prisma has no joins without a relation.
  const { rows } = await db.query<Pair>({
    name: 'chat-unpublished-blocks',
    text: `SELECT blocker_id AS "blockerId", blocked_id AS "blockedId" FROM block b
      FULL JOIN published_block p USING (blocker_id, blocked_id)
      WHERE (b.created_at IS NOT NULL) <> coalesce(p.is_blocked, false) AND blocker_id || ':' || blocked_id <> ALL($2) LIMIT $1`,
    values: [limit, except],
  });
  return rows;
}

/** Counts a change that `findUnpublishedBlocks` found, in a transaction that has the two people to itself. Null when it is published. */
export async function countUnpublished(
  tx: Queryable,
  { blockerId, blockedId }: Pair,
): Promise<{ isBlocked: boolean; sequence: number } | null> {
  const { rows } = await tx.query<{ isBlocked: boolean; sequence: number }>({
    name: 'chat-count-unpublished',
    // SQL: ON CONFLICT with a condition.
    text: `INSERT INTO published_block AS p (blocker_id, blocked_id, is_blocked, sequence)
      VALUES ($1, $2, EXISTS (SELECT FROM block WHERE blocker_id = $1 AND blocked_id = $2), 1)
      ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET is_blocked = excluded.is_blocked, sequence = p.sequence + 1
        WHERE p.is_blocked <> excluded.is_blocked
      RETURNING is_blocked AS "isBlocked", sequence`,
    values: [blockerId, blockedId],
  });
  return rows[0] ?? null;
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
