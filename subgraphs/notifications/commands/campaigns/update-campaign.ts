import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import type { NotificationsContext } from '../../context.ts';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import { campaignNotDraft, type CampaignNotDraft } from '../../domain/campaigns/refusals.ts';
import { lockCampaign, saveDraft } from '../../store/campaigns/campaigns.ts';
import { type CampaignInput, readChanges } from './read-campaign.ts';
import { requireSegment } from './segment-people.ts';

/** Changes a draft. What is scheduled stays as people have seen it. */
export async function updateCampaign(
  context: NotificationsContext,
  { campaignId, ...input }: CampaignInput & { campaignId: string },
): Promise<Campaign | CampaignNotDraft> {
  const { pool, identity } = context;
  requireRole(identity.viewer, 'SUPPORT');
  const changes = readChanges(input);
  await requireSegment(context, changes.segment, identity.correlationId);
  return inTransaction(pool, async (tx) => {
    const campaign = isId('cpg', campaignId) ? await lockCampaign(tx, campaignId) : null;
    if (campaign === null) throw notFound('The campaign');
    if (campaign.status !== 'DRAFT') return campaignNotDraft(campaign.status);
    const changed = { ...campaign, ...changes };
    await saveDraft(tx, changed);
    return changed;
  });
}
