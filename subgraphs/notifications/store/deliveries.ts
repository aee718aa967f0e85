import type pg from 'pg';
import type { NextStatus } from '../domain/next-status.ts';
import type { Channel, SkipReason } from '../domain/message.ts';
import type { Topic } from '../domain/topics.ts';

/** A message that this process has claimed. */
export interface ClaimedMessage {
  id: string;
  userId: string | null;
  to: string;
  template: string;
  topic: Topic;
  locale: string;
  subject: string | null;
  sealedBody: string | null;
  sealedContent: string | null;
  expiresAt: Date | null;
  createdAt: Date;
  failures: number;
  maybeSent: boolean;
  /** Number of claims. A process whose lease is over changes nothing any more. */
  claim: number;
  /** No mail may be sent to the address. */
  isBlocked: boolean;
  /** Choice of the reader about the topic. Null without one. */
  chosen: boolean | null;
}

/** SQL: `readerIdOf` of a message. */
const readerId = `coalesce(user_id, 'guest_' || encode(sha256(convert_to(recipient, 'UTF8')), 'hex'))`;

/**
 * Claims messages that are due: codes first, then the oldest. A message that another process claimed and left is claimed as
 * one that may have been sent.
 */
export async function claimMessages(
  pool: pg.Pool,
  channel: Channel,
  { limit, now, leaseMs }: { limit: number; now: Date; leaseMs: number },
): Promise<ClaimedMessage[]> {
  const { rows } = await pool.query<ClaimedMessage>({
    name: 'notifications-claim',
    text: `
      WITH due AS (
        SELECT id, status = 'SENDING' AS stranded FROM notifications
        WHERE channel = $1 AND due_at <= $2
        ORDER BY urgent DESC, due_at, id LIMIT $3
        FOR UPDATE SKIP LOCKED
      )
      UPDATE notifications AS message
      SET status = 'SENDING', due_at = $4, claims = claims + 1,
        failures = failures + stranded::int, maybe_sent = maybe_sent OR stranded
      FROM due WHERE message.id = due.id
      RETURNING message.id, user_id AS "userId", recipient AS "to", template, topic, locale, subject, body AS "sealedBody",
        content AS "sealedContent",
        expires_at AS "expiresAt", created_at AS "createdAt", failures, maybe_sent AS "maybeSent", claims AS claim,
        channel = 'EMAIL' AND EXISTS (SELECT 1 FROM blocked_address WHERE address = recipient) AS "isBlocked",
        (SELECT enabled FROM preference AS choice
          WHERE choice.reader_id = ${readerId} AND choice.topic = message.topic AND choice.channel = message.channel
        ) AS chosen`,
    values: [channel, now, limit, new Date(now.getTime() + leaseMs)],
  });
  return rows;
}

type Claim = Pick<ClaimedMessage, 'id' | 'claim'>;

/** Saves the result of an attempt. False when another process has taken the message over meanwhile. */
export async function endAttempt(pool: pg.Pool, { id, claim }: Claim, next: NextStatus, now: Date): Promise<boolean> {
  const isSent = next.status === 'SENT';
  const { rowCount } = await pool.query({
    name: 'notifications-end-attempt',
    text: `
      UPDATE notifications
      SET status = $3, due_at = $4, sent_at = $5, ended_at = $6, end_reason = $7, provider_id = $8, last_error = $9,
        failures = coalesce($10, failures), maybe_sent = coalesce($11, maybe_sent)
      WHERE id = $1 AND claims = $2 AND status = 'SENDING'`,
    values: [
      id,
      claim,
      next.status,
      next.status === 'FAILED' ? new Date(now.getTime() + next.dueInMs) : null,
      isSent ? now : null,
      next.status === 'DEAD' ? now : null,
      next.status === 'DEAD' ? next.reason : null,
      isSent ? next.providerId : null,
      isSent ? null : next.error,
      isSent ? null : next.failures,
      isSent ? null : next.maybeSent,
    ],
  });
  return rowCount === 1;
}

/** Ends a claimed message that is not sent. */
export async function skipMessage(pool: pg.Pool, { id, claim }: Claim, reason: SkipReason, now: Date): Promise<void> {
  await pool.query({
    name: 'notifications-skip',
    text: `
      UPDATE notifications SET status = 'SKIPPED', due_at = NULL, ended_at = $4, end_reason = $3
      WHERE id = $1 AND claims = $2 AND status = 'SENDING'`,
    values: [id, claim, reason, now],
  });
}
