import type { Queryable } from '@soko/postgres';

// SQL: rows that are locked, in the transaction that has the campaign.

/** Keeps the people of a campaign's segment. Erased people are left out: one who is erased meanwhile waits for the row. */
export async function addMembers(tx: Queryable, campaignId: string, userIds: readonly string[]): Promise<void> {
  await tx.query({
    name: 'campaigns-add-members',
    text: `WITH known AS (
        SELECT user_id FROM audience_member WHERE user_id = ANY ($2) AND status <> 'ERASED' ORDER BY user_id FOR SHARE
      )
      INSERT INTO campaign_member (campaign_id, user_id) SELECT $1, user_id FROM known ON CONFLICT DO NOTHING`,
    values: [campaignId, userIds],
  });
}

/** Forgets who was in the segment of a campaign that has ended. */
export async function removeMembers(tx: Queryable, campaignId: string): Promise<void> {
  await tx.query({
    name: 'campaigns-remove-members',
    text: 'DELETE FROM campaign_member WHERE campaign_id = $1',
    values: [campaignId],
  });
}

/** Takes an erased person out of all campaigns. */
export async function removeFromCampaigns(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'campaigns-remove-person',
    text: 'DELETE FROM campaign_member WHERE user_id = $1',
    values: [userId],
  });
}
