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

// SQL: the conversations of two people, a change and its number in one statement. The conversations are locked in the order of
// their ids: an erasure does so too, and either finds the block and removes it, or has closed them.

/**
 * SQL: locks the conversations of the pair. A change reads `open`, which is empty when one of the two was erased: any of their
 * conversations says so, or a message without its text in one that support had closed, where an earlier version did not note it.
 */
const lockedConversations = `locked AS MATERIALIZED (
    SELECT id, closed_reason FROM conversation
    WHERE (seller_user_id = $1 AND buyer_id = $2) OR (seller_user_id = $2 AND buyer_id = $1) ORDER BY id FOR UPDATE
  ), known AS MATERIALIZED (
    SELECT bool_or(closed_reason IS NOT DISTINCT FROM 'ERASURE' OR (closed_reason = 'SUPPORT' AND EXISTS (
      SELECT FROM message m WHERE m.conversation_id = locked.id AND m.text IS NULL AND m.input_hash IS NULL
    ))) AS is_erased FROM locked HAVING bool_or(id = $3)
  ), open AS (SELECT FROM known WHERE NOT is_erased)`;

/** A change of a block. */
export interface BlockChange {
  /** True when one of the two was erased: nothing changed. */
  isErased: boolean;
  /** Sequence of the event. Null when nothing changed. */
  sequence: number | null;
}

const changeInfo = `SELECT is_erased AS "isErased", (SELECT sequence FROM counted) AS sequence FROM known`;

/** Adds a block, unless there is one, for the people of a conversation. Null when the conversation is gone. */
export async function addBlock(
  tx: Queryable,
  { blockerId, blockedId }: Pair,
  conversationId: string,
  now: Date,
): Promise<BlockChange | null> {
  const { rows } = await tx.query<BlockChange>({
    name: 'chat-add-block',
    text: `WITH ${lockedConversations}, changed AS (
        INSERT INTO block (blocker_id, blocked_id, created_at) SELECT $1, $2, $4 FROM open ON CONFLICT DO NOTHING
        RETURNING blocker_id, blocked_id
      ), counted AS (${countChange(true)}) ${changeInfo}`,
    values: [blockerId, blockedId, conversationId, now],
  });
  return rows[0] ?? null;
}

/** Removes a block, if there is one, of the people of a conversation. Null when the conversation is gone. */
export async function removeBlock(
  tx: Queryable,
  { blockerId, blockedId }: Pair,
  conversationId: string,
): Promise<BlockChange | null> {
  const { rows } = await tx.query<BlockChange>({
    name: 'chat-remove-block',
    text: `WITH ${lockedConversations}, changed AS (
        DELETE FROM block USING open WHERE blocker_id = $1 AND blocked_id = $2 RETURNING blocker_id, blocked_id
      ), counted AS (${countChange(false)}) ${changeInfo}`,
    values: [blockerId, blockedId, conversationId],
  });
  return rows[0] ?? null;
}

/** A pair with a block, or with one that was published, and whether the two differ. */
interface Compared extends Pair {
  differs: boolean;
}

/** The next pairs after one, in the order of their ids, compared with what was published of them. */
export async function compareBlocks(db: Queryable, after: Pair, limit: number): Promise<Compared[]> {
  const next = (table: string): string =>
    `(SELECT blocker_id, blocked_id FROM ${table} WHERE (blocker_id, blocked_id) > ($1, $2)
      ORDER BY blocker_id, blocked_id LIMIT $3)`;
  const { rows } = await db.query<Compared>({
    name: 'chat-compare-blocks',
    // SQL: two tables side by side, page by page along their keys.
    text: `SELECT blocker_id AS "blockerId", blocked_id AS "blockedId",
        (b.created_at IS NOT NULL) <> coalesce(p.is_blocked, false) AS differs
      FROM (${next('block')} UNION ${next('published_block')} ORDER BY blocker_id, blocked_id LIMIT $3) AS pair
      LEFT JOIN block b USING (blocker_id, blocked_id) LEFT JOIN published_block p USING (blocker_id, blocked_id)
      ORDER BY blocker_id, blocked_id`,
    values: [after.blockerId, after.blockedId, limit],
  });
  return rows;
}

/**
 * Counts a change that `compareBlocks` found, in a transaction that has the two people to itself. Null when it is published. The
 * block is locked, and a pair without one gets no row: an erasure at the same moment is not undone.
 */
export async function countUnpublished(
  tx: Queryable,
  { blockerId, blockedId }: Pair,
): Promise<{ isBlocked: boolean; sequence: number } | null> {
  const values = [blockerId, blockedId];
  const { rowCount } = await tx.query({
    name: 'chat-share-block',
    text: 'SELECT FROM block WHERE blocker_id = $1 AND blocked_id = $2 FOR SHARE',
    values,
  });
  const isBlocked = rowCount === 1;
  const { rows } = await tx.query<{ sequence: number }>(
    isBlocked
      ? {
          name: 'chat-count-unpublished',
          // SQL: ON CONFLICT with a condition.
          text: `INSERT INTO published_block AS p (blocker_id, blocked_id, is_blocked, sequence) VALUES ($1, $2, true, 1)
            ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET is_blocked = true, sequence = p.sequence + 1
              WHERE NOT p.is_blocked
            RETURNING sequence`,
          values,
        }
      : {
          name: 'chat-count-unpublished-end',
          text: `UPDATE published_block SET is_blocked = false, sequence = sequence + 1
            WHERE blocker_id = $1 AND blocked_id = $2 AND is_blocked RETURNING sequence`,
          values,
        },
  );
  return rows[0] === undefined ? null : { isBlocked, sequence: rows[0].sequence };
}

/** Removes all blocks of a person, in both directions. Returns those that were published, with the sequence of their last event. */
export async function eraseBlocksOf(tx: Queryable, userId: string): Promise<(Pair & { sequence: number })[]> {
  await tx.query('DELETE FROM block WHERE blocker_id = $1 OR blocked_id = $1', [userId]);
  const { rows } = await tx.query<Pair & { sequence: number }>({
    name: 'chat-erase-published-blocks',
    text: `DELETE FROM published_block WHERE blocker_id = $1 OR blocked_id = $1
      RETURNING blocker_id AS "blockerId", blocked_id AS "blockedId", sequence + 1 AS sequence`,
    values: [userId],
  });
  return rows;
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
