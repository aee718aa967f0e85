import { requireRole } from '@soko/auth';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { NotificationsContext } from '../../context.ts';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import { addCampaign } from '../../store/campaigns/campaigns.ts';
import { ownCampaign } from './own-campaign.ts';
import { readDraft } from './read-campaign.ts';

type Input = Parameters<typeof readDraft>[0] & { idempotencyKey: string };

/** Creates a draft of a mailing. */
export async function createCampaign(
  context: NotificationsContext,
  { idempotencyKey, ...input }: Input,
): Promise<Campaign> {
  const { id: owner } = requireRole(context.identity.viewer, 'SUPPORT');
  const key = readIdempotencyKey(idempotencyKey);
  const draft = readDraft(input);
  const id = await once(context.pool, { owner, key, input: ['createCampaign', draft] }, async (tx) => {
    const campaignId = newId('cpg');
    await addCampaign(tx, { id: campaignId, createdBy: owner, createdAt: context.now(), ...draft });
    return campaignId;
  });
  return ownCampaign(context, id);
}
