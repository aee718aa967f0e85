import type { Queryable } from '@soko/postgres';
import type { NewMessage } from '../messages.ts';

// SQL: many rows in one statement, and rows of two tables.

/** The name under which mails of campaigns are saved, as other messages have the name of their template. */
export const campaignTemplate = 'campaign';

/** A mail of a campaign to a person. */
export interface CampaignMessage extends NewMessage {
  userId: string;
  /** End of the quiet hours that it waits for. Null for a mail that is due now. */
  waitsUntil: Date | null;
}

/**
 * Saves mails of a campaign: at most one for each person, however often it is tried. Those that wait for quiet hours are due
 * with the end of the window, until `wakeMessages` makes them due. Returns the number that is new.
 */
export async function saveCampaignMessages(
  tx: Queryable,
  campaignId: string,
  messages: readonly CampaignMessage[],
): Promise<number> {
  if (messages.length === 0) return 0;
  const column = <Value>(valueOf: (message: CampaignMessage) => Value): Value[] => messages.map(valueOf);
  const { rowCount } = await tx.query({
    name: 'campaigns-save-messages',
    text: `
      WITH message AS (
        SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
          $13::timestamptz[]) AS m (id, user_id, recipient, locale, subject, body, content, dedupe_key, waits_until)
      ), recipient AS (
        INSERT INTO campaign_recipient (message_id, campaign_id, user_id, locale, created_at, waits_until)
        SELECT id, $1, user_id, locale, $10, waits_until FROM message ON CONFLICT (campaign_id, user_id) DO NOTHING
        RETURNING message_id
      )
      INSERT INTO notifications (id, user_id, channel, recipient, template, topic, locale, subject, body, content,
        status, urgent, due_at, dedupe_key, correlation_id, expires_at, created_at)
      SELECT id, user_id, 'EMAIL', m.recipient, '${campaignTemplate}', 'MARKETING', locale, subject, body, content, 'QUEUED', false,
        CASE WHEN waits_until IS NULL THEN $10::timestamptz ELSE $12::timestamptz END, dedupe_key, $11, $12, $10
      FROM message m JOIN recipient r ON r.message_id = m.id
      ON CONFLICT (dedupe_key) DO NOTHING`,
    values: [
      campaignId,
      column(({ id }) => id),
      column(({ userId }) => userId),
      column(({ to }) => to),
      column(({ locale }) => locale),
      column(({ subject }) => subject),
      column(({ sealedBody }) => sealedBody),
      column(({ sealedContent }) => sealedContent),
      column(({ dedupeKey }) => dedupeKey),
      messages[0]!.createdAt,
      messages[0]!.correlationId,
      messages[0]!.expiresAt,
      column(({ waitsUntil }) => waitsUntil),
    ],
  });
  return rowCount ?? 0;
}

/** Saves one mail that belongs to no campaign's statistics. */
export async function saveTestMessage(tx: Queryable, message: NewMessage): Promise<void> {
  const { id, userId, to, template, locale, subject, sealedBody, sealedContent, dedupeKey, correlationId, createdAt } =
    message;
  await tx.query({
    name: 'campaigns-save-test',
    text: `
      INSERT INTO notifications (id, user_id, channel, recipient, template, topic, locale, subject, body, content,
        status, urgent, due_at, dedupe_key, correlation_id, created_at)
      VALUES ($1, $2, 'EMAIL', $3, $4, 'SECURITY', $5, $6, $7, $8, 'QUEUED', false, $11, $9, $10, $11)`,
    values: [id, userId, to, template, locale, subject, sealedBody, sealedContent, dedupeKey, correlationId, createdAt],
  });
}

/** Longest pause after a failed attempt. */
const pauseMinutes = 31;

/**
 * Number of mails of campaigns that are due, being sent, or to be tried again, up to `most`. Those that wait for the end of
 * somebody's quiet hours are not counted: they hold up nothing.
 */
export async function countWaiting(tx: Queryable, now: Date, most: number): Promise<number> {
  const { rows } = await tx.query<{ count: number }>({
    name: 'campaigns-waiting',
    text: `SELECT count(*)::int AS count FROM (
        SELECT 1 FROM notifications
        WHERE channel = 'EMAIL' AND NOT urgent AND topic = 'MARKETING'
          AND due_at <= $1::timestamptz + interval '${pauseMinutes} minutes'
          AND template = '${campaignTemplate}' AND NOT (status = 'QUEUED' AND due_at > $1)
        LIMIT $2
      ) AS waiting`,
    values: [now, most],
  });
  return rows[0]!.count;
}

/**
 * Makes mails of a campaign due that have waited for somebody's quiet hours, those whose hours ended first. Returns their
 * number. The campaign is locked: nobody else does so.
 */
export async function wakeMessages(
  tx: Queryable,
  campaignId: string,
  { now, limit }: { now: Date; limit: number },
): Promise<number> {
  // Messages before recipients, as delivery locks them.
  const { rows } = await tx.query<{ id: string }>({
    name: 'campaigns-wake',
    text: `
      UPDATE notifications SET due_at = $2 WHERE status = 'QUEUED' AND id IN (
        SELECT message_id FROM campaign_recipient
        WHERE campaign_id = $1 AND outcome = 'QUEUED' AND waits_until <= $2
        ORDER BY waits_until, message_id LIMIT $3
      ) RETURNING id`,
    values: [campaignId, now, limit],
  });
  if (rows.length === 0) return 0;
  await tx.query({
    name: 'campaigns-woken',
    text: 'UPDATE campaign_recipient SET waits_until = NULL WHERE message_id = ANY ($1)',
    values: [rows.map(({ id }) => id)],
  });
  return rows.length;
}

/** True when a mail of the campaign waits. */
export async function hasWaiting(tx: Queryable, campaignId: string): Promise<boolean> {
  const { rows } = await tx.query<{ found: boolean }>({
    name: 'campaigns-has-waiting',
    text: `SELECT EXISTS (SELECT 1 FROM campaign_recipient WHERE campaign_id = $1 AND outcome = 'QUEUED') AS found`,
    values: [campaignId],
  });
  return rows[0]!.found;
}

/** Ends the mails of a campaign that wait. One that is being sent arrives. */
export async function skipMessagesOfCampaign(tx: Queryable, campaignId: string, now: Date): Promise<void> {
  await tx.query({
    name: 'campaigns-skip-messages',
    text: `
      UPDATE notifications SET status = 'SKIPPED', due_at = NULL, ended_at = $2, end_reason = 'CAMPAIGN_ENDED'
      WHERE status IN ('QUEUED', 'FAILED')
        AND id IN (SELECT message_id FROM campaign_recipient WHERE campaign_id = $1 AND outcome = 'QUEUED')`,
    values: [campaignId, now],
  });
}

/** Ends all mails of campaigns to a person that wait, because the person gets none any more. */
export async function skipMessagesToPerson(tx: Queryable, userId: string, now: Date): Promise<void> {
  await tx.query({
    name: 'campaigns-skip-person',
    text: `
      UPDATE notifications SET status = 'SKIPPED', due_at = NULL, ended_at = $2, end_reason = 'CAMPAIGN_ENDED'
      WHERE status IN ('QUEUED', 'FAILED')
        AND id IN (SELECT message_id FROM campaign_recipient WHERE user_id = $1 AND outcome = 'QUEUED')`,
    values: [userId, now],
  });
}
