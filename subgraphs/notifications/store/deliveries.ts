import type { Envelope } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import { retryCollisions } from '@soko/postgres';
import type pg from 'pg';
import type { NextStatus } from '../domain/next-status.ts';
import type { Channel, SkipReason } from '../domain/message.ts';
import type { QuietHours } from '../domain/quiet-hours.ts';
import type { Topic } from '../domain/topics.ts';
import { campaignTemplate } from './campaigns/campaign-messages.ts';

/** A message that this process has claimed. */
export interface ClaimedMessage {
  id: string;
  userId: string | null;
  channel: Channel;
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
  /** A mail of a campaign that was cancelled, or to a person who gets none any more. */
  isEnded: boolean;
  /** No mail may be sent to the address. */
  isBlocked: boolean;
  /** Hours in which it waits. Null without any, and when the time zone of the person is not known. */
  quietHours: QuietHours | null;
  /** Choice of the reader about the topic. Null without one. */
  chosen: boolean | null;
}

/** SQL: `readerIdOf` of a message. */
const readerId = `coalesce(user_id, 'guest_' || encode(sha256(convert_to(recipient, 'UTF8')), 'hex'))`;

/**
 * Claims messages that are due: codes first, advertising last, and the oldest of each first. A message that another process
 * claimed and left is claimed as one that may have been sent.
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
        ORDER BY urgent DESC, (topic = 'MARKETING'), due_at, id LIMIT $3
        FOR UPDATE SKIP LOCKED
      )
      UPDATE notifications AS message
      SET status = 'SENDING', due_at = $4, claims = claims + 1,
        failures = failures + stranded::int, maybe_sent = maybe_sent OR stranded
      FROM due WHERE message.id = due.id
      RETURNING message.id, user_id AS "userId", channel, recipient AS "to", template, topic, locale, subject, body AS "sealedBody",
        content AS "sealedContent",
        expires_at AS "expiresAt", created_at AS "createdAt", failures, maybe_sent AS "maybeSent", claims AS claim,
        template = '${campaignTemplate}' AND topic = 'MARKETING' AND NOT EXISTS (
          SELECT 1 FROM campaign_recipient AS r
          JOIN campaign AS c ON c.id = r.campaign_id JOIN audience_member AS a ON a.user_id = r.user_id
          WHERE r.message_id = message.id AND c.status <> 'CANCELLED'
            AND a.status = 'ACTIVE' AND (a.excluded_until IS NULL OR a.excluded_until <= $2)
        ) AS "isEnded",
        channel = 'EMAIL' AND EXISTS (SELECT 1 FROM blocked_address WHERE address = recipient) AS "isBlocked",
        (SELECT enabled FROM preference AS choice
          WHERE choice.reader_id = ${readerId} AND choice.topic = message.topic AND choice.channel = message.channel
        ) AS chosen,
        (SELECT json_build_object('fromMinute', from_minute, 'toMinute', to_minute, 'timeZone', time_zone)
          FROM quiet_hours JOIN contacts USING (user_id)
          WHERE quiet_hours.user_id = message.user_id AND time_zone IS NOT NULL
        ) AS "quietHours"`,
    values: [channel, now, limit, new Date(now.getTime() + leaseMs)],
  });
  return rows;
}

/**
 * Takes messages back from processes that have left them, and puts them before all others of their kind. Their leases end later than other
 * messages became due, so that behind a long queue they would be sent last.
 */
export async function takeBackMessages(pool: pg.Pool, now: Date): Promise<void> {
  await retryCollisions(() =>
    pool.query({
      // SQL: SKIP LOCKED, and a column that becomes the value of another.
      name: 'notifications-take-back',
      text: `
        WITH stranded AS (
          SELECT id FROM notifications WHERE status = 'SENDING' AND due_at <= $1 FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE notifications AS message
        SET status = 'FAILED', due_at = created_at, claims = claims + 1, failures = failures + 1, maybe_sent = true
        FROM stranded WHERE message.id = stranded.id`,
      values: [now],
    }),
  );
}

/** A message that waits for the end of quiet hours. */
interface Waiting {
  status: 'QUEUED';
  dueAt: Date;
  /** For a mail of a campaign, which becomes due by the pace of the campaign: the time from which on it may. Null for others. */
  campaignWaitsUntil: Date | null;
}

/** The end of a claimed message's attempt. */
export interface EndedAttempt {
  message: Pick<ClaimedMessage, 'id' | 'claim'>;
  next: NextStatus | { status: 'SKIPPED'; reason: SkipReason } | Waiting;
  now: Date;
  /** Event about it, which is published if the end is saved. */
  event: Envelope | null;
}

function dueAtOf(next: EndedAttempt['next'], now: Date): Date | null {
  if (next.status === 'QUEUED') return next.dueAt;
  return next.status === 'FAILED' ? new Date(now.getTime() + next.dueInMs) : null;
}

const valuesOf = ({ message: { id, claim }, next, now }: EndedAttempt) => {
  const isTried = next.status === 'FAILED' || next.status === 'DEAD';
  const isOver = next.status === 'SKIPPED' || next.status === 'DEAD';
  return {
    id,
    claim,
    status: next.status,
    due_at: dueAtOf(next, now),
    waits_until: next.status === 'QUEUED' ? next.campaignWaitsUntil : null,
    sent_at: next.status === 'SENT' ? now : null,
    ended_at: isOver ? now : null,
    end_reason: isOver ? next.reason : null,
    provider_id: next.status === 'SENT' ? next.providerId : null,
    last_error: isTried ? next.error : null,
    failures: isTried ? next.failures : null,
    maybe_sent: isTried ? next.maybeSent : null,
  };
};

/** Saves the results of attempts with their events. A message that another process has taken over meanwhile stays as it is. One statement. */
export async function endAttempts(pool: pg.Pool, ended: readonly EndedAttempt[]): Promise<void> {
  await retryCollisions(() =>
    pool.query({
      // SQL: many rows with values of their own, locked in one order.
      name: 'notifications-end-attempts',
      text: `
        WITH claimed AS MATERIALIZED (
          SELECT message.id FROM notifications AS message
          JOIN json_to_recordset($1) AS ended (id text, claim int) ON message.id = ended.id AND message.claims = ended.claim
          WHERE message.status = 'SENDING' ORDER BY message.id FOR NO KEY UPDATE OF message
        ), waiting AS (
          UPDATE campaign_recipient AS recipient SET waits_until = ended.waits_until
          FROM claimed JOIN json_to_recordset($1) AS ended (id text, waits_until timestamptz) USING (id)
          WHERE recipient.message_id = claimed.id AND ended.waits_until IS NOT NULL
        ), saved AS (
        UPDATE notifications AS message
        SET status = ended.status, due_at = ended.due_at, sent_at = ended.sent_at, ended_at = ended.ended_at,
          end_reason = ended.end_reason, provider_id = ended.provider_id,
          last_error = CASE WHEN ended.status IN ('SKIPPED', 'QUEUED') THEN message.last_error ELSE ended.last_error END,
          failures = coalesce(ended.failures, message.failures), maybe_sent = coalesce(ended.maybe_sent, message.maybe_sent)
        FROM claimed JOIN json_to_recordset($1) AS ended (id text, status text, due_at timestamptz, sent_at timestamptz,
          ended_at timestamptz, end_reason text, provider_id text, last_error text, failures int, maybe_sent boolean)
          USING (id)
        WHERE message.id = claimed.id RETURNING message.id)
        ${outboxInsert('$2')} WHERE event.aggregateid IN (SELECT id FROM saved)`,
      values: [JSON.stringify(ended.map(valuesOf)), outboxRows(ended.flatMap(({ event }) => event ?? []))],
    }),
  );
}
