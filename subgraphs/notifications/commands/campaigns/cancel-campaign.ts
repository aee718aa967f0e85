import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import type { NotificationsContext } from '../../context.ts';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import { campaignDone, type CampaignDone } from '../../domain/campaigns/refusals.ts';
import { endCampaign, lockCampaign } from '../../store/campaigns/campaigns.ts';
import { skipMessagesOfCampaign } from '../../store/campaigns/campaign-messages.ts';

/** Ends a campaign. Mails that wait are not sent; a mail that is on its way arrives. */
export async function cancelCampaign(
  { pool, identity, now }: NotificationsContext,
  { campaignId }: { campaignId: string },
): Promise<Campaign | CampaignDone> {
  requireRole(identity.viewer, 'SUPPORT');
  return inTransaction(pool, async (tx) => {
    const campaign = isId('cpg', campaignId) ? await lockCampaign(tx, campaignId) : null;
    if (campaign === null) throw notFound('The campaign');
    if (campaign.status === 'CANCELLED') return campaign;
    if (campaign.status === 'DONE') return campaignDone();
    const endedAt = now();
    await endCampaign(tx, campaignId, { status: 'CANCELLED' }, endedAt);
    await skipMessagesOfCampaign(tx, campaignId, endedAt);
    return { ...campaign, status: 'CANCELLED', endedAt };
  });
}
