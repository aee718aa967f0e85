import type { Actor } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import type { DisputeMessage, DisputeStatus } from '../../domain/disputes/dispute.ts';

const columns = `m.id, m.dispute_id AS "disputeId", m.side, m.author_id AS "authorId", m.text, m.created_at AS "createdAt"`;

// SQL: in the transaction of the dispute, and for many disputes at once.

/** The messages of disputes, oldest first. One statement. */
export async function findMessagesOf(db: Queryable, disputeIds: readonly string[]): Promise<DisputeMessage[]> {
  const { rows } = await db.query<DisputeMessage>({
    name: 'dispute-messages-of',
    text: `SELECT ${columns} FROM dispute_message m WHERE m.dispute_id = ANY($1) ORDER BY m.dispute_id, m.created_at, m.id`,
    values: [disputeIds],
  });
  return rows;
}

/** True when the seller or support wrote something in a dispute. */
export async function hasAnswer(tx: Queryable, disputeId: string): Promise<boolean> {
  const { rows } = await tx.query({
    name: 'dispute-has-answer',
    text: `SELECT FROM dispute_message WHERE dispute_id = $1 AND side <> 'BUYER' LIMIT 1`,
    values: [disputeId],
  });
  return rows.length > 0;
}

export async function countMessages(tx: Queryable, disputeId: string): Promise<number> {
  const { rows } = await tx.query<{ count: number }>({
    name: 'dispute-messages-count',
    text: 'SELECT count(*)::int AS count FROM dispute_message WHERE dispute_id = $1',
    values: [disputeId],
  });
  return rows[0]!.count;
}

export async function insertMessage(tx: Queryable, message: DisputeMessage): Promise<void> {
  await tx.query({
    name: 'dispute-message-insert',
    text: `INSERT INTO dispute_message (id, dispute_id, side, author_id, text, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [message.id, message.disputeId, message.side, message.authorId, message.text, message.createdAt],
  });
}

export interface DisputeHistoryEntry {
  disputeId: string;
  at: Date;
  from: DisputeStatus | null;
  to: DisputeStatus;
  actor: Actor;
}

export async function addDisputeHistory(tx: Queryable, entry: DisputeHistoryEntry): Promise<void> {
  await tx.query({
    name: 'dispute-history-add',
    text: `INSERT INTO dispute_history (dispute_id, at, from_status, to_status, actor_kind, actor_id) VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [entry.disputeId, entry.at, entry.from, entry.to, entry.actor.kind, entry.actor.id],
  });
}
