import type { Queryable } from '@soko/postgres';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import type { Prisma } from '../../generated/prisma/client.ts';

// SQL: counts by condition, and changes of rows that may have been changed.

/** Numbers of the mails of a campaign. */
export interface Statistics {
  recipients: number;
  queued: number;
  sent: number;
  failed: number;
  bounced: number;
  complained: number;
  opened: number;
  clicked: number;
  unsubscribed: number;
}

export const noMails: Statistics = {
  recipients: 0,
  queued: 0,
  sent: 0,
  failed: 0,
  bounced: 0,
  complained: 0,
  opened: 0,
  clicked: 0,
  unsubscribed: 0,
};

/** The statistics of campaigns that have mails. */
export async function findStatistics(db: Queryable, ids: readonly string[]): Promise<Map<string, Statistics>> {
  const { rows } = await db.query<Statistics & { campaignId: string }>({
    name: 'campaigns-statistics',
    text: `
      SELECT campaign_id AS "campaignId", count(*)::int AS recipients,
        count(*) FILTER (WHERE outcome = 'QUEUED')::int AS queued,
        count(*) FILTER (WHERE outcome = 'SENT')::int AS sent,
        count(*) FILTER (WHERE outcome = 'FAILED')::int AS failed,
        count(bounced_at)::int AS bounced, count(complained_at)::int AS complained, count(opened_at)::int AS opened,
        count(clicked_at)::int AS clicked, count(unsubscribed_at)::int AS unsubscribed
      FROM campaign_recipient WHERE campaign_id = ANY ($1) GROUP BY campaign_id`,
    values: [ids],
  });
  return new Map(rows.map(({ campaignId, ...statistics }) => [campaignId, statistics]));
}

/** Notes that a mail was opened. The first time counts. */
export async function noteOpened(db: Queryable, messageId: string, now: Date): Promise<void> {
  await db.query({
    name: 'campaigns-opened',
    text: 'UPDATE campaign_recipient SET opened_at = $2 WHERE message_id = $1 AND opened_at IS NULL',
    values: [messageId, now],
  });
}

/** Notes that a link of a mail was followed, and so that the mail was opened. */
export async function noteClicked(db: Queryable, messageId: string, now: Date): Promise<void> {
  await db.query({
    name: 'campaigns-clicked',
    text: `UPDATE campaign_recipient SET clicked_at = $2, opened_at = coalesce(opened_at, $2)
      WHERE message_id = $1 AND clicked_at IS NULL`,
    values: [messageId, now],
  });
}

/** The texts of the campaign that a mail is from, and the language of the mail. Null when it is not kept any more. */
export async function findMailOfCampaign(
  db: Queryable,
  messageId: string,
): Promise<(Pick<Campaign, 'texts'> & { locale: string }) | null> {
  const { rows } = await db.query<Pick<Campaign, 'texts'> & { locale: string }>({
    name: 'campaigns-mail',
    text: `SELECT c.texts, r.locale FROM campaign_recipient r JOIN campaign c ON c.id = r.campaign_id
      WHERE r.message_id = $1`,
    values: [messageId],
  });
  return rows[0] ?? null;
}

/** Takes a person out of the statistics. The numbers stay. */
export async function forgetRecipient(tx: Prisma.TransactionClient, userId: string): Promise<void> {
  await tx.campaignRecipient.updateMany({ where: { userId }, data: { userId: null } });
}
