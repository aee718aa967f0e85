import { requireRole } from '@soko/auth';
import { findFirstResult, once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { NotificationsContext } from '../../context.ts';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import { addCampaign } from '../../store/campaigns/campaigns.ts';
import { ownCampaign } from './own-campaign.ts';
import { readDraft } from './read-campaign.ts';
import { requireSegment } from './segment-people.ts';

type Input = Parameters<typeof readDraft>[0] & { idempotencyKey: string };

/** Creates a draft of a mailing. */
export async function createCampaign(
  context: NotificationsContext,
  { idempotencyKey, ...input }: Input,
): Promise<Campaign> {
  const { id: owner } = requireRole(context.identity.viewer, 'SUPPORT');
  const key = readIdempotencyKey(idempotencyKey);
  const draft = readDraft(input);
  const command = { owner, key, input: ['createCampaign', draft] };
  // The segment may be gone when the command is repeated.
  const done = await findFirstResult<string>(context.pool, command);
  if (done !== null) return ownCampaign(context, done.result);
  await requireSegment(context, draft.segment, context.identity.correlationId);
  const id = await once(context.pool, command, async (tx) => {
    const campaignId = newId('cpg');
    await addCampaign(tx, { id: campaignId, createdBy: owner, createdAt: context.now(), ...draft });
    return campaignId;
  });
  return ownCampaign(context, id);
}
