import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { isId } from '@soko/ids';
import type { NotificationsContext } from '../../context.ts';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import { campaignNotDraft, type CampaignNotDraft } from '../../domain/campaigns/refusals.ts';
import { lockCampaign, saveWindow } from '../../store/campaigns/campaigns.ts';
import { ownCampaign } from './own-campaign.ts';

interface Input {
  campaignId: string;
  startsAt?: Date | null | undefined;
  endsAt: Date;
  idempotencyKey: string;
}

const yearMs = 366 * 86_400_000;

/** Rolls the transaction back: a refusal keeps no key. */
class Refused extends Error {
  readonly refusal: CampaignNotDraft;

  constructor(refusal: CampaignNotDraft) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** A window that is still to come, at least in part. A beginning in the past is now. */
function readWindow({ startsAt, endsAt }: Input, now: Date): { startsAt: Date; endsAt: Date } {
  const begin = startsAt == null || startsAt < now ? now : startsAt;
  if (endsAt <= begin) throw badUserInput('`endsAt` must be after `startsAt` and in the future.', 'endsAt');
  if (endsAt.getTime() - now.getTime() > yearMs)
    throw badUserInput('`endsAt` must be within a year from now.', 'endsAt');
  return { startsAt: begin, endsAt };
}

/** Opens the window of a draft: its mails are sent from `startsAt` on. */
export async function scheduleCampaign(
  context: NotificationsContext,
  input: Input,
): Promise<Campaign | CampaignNotDraft> {
  const { id: owner } = requireRole(context.identity.viewer, 'SUPPORT');
  const key = readIdempotencyKey(input.idempotencyKey);
  const { campaignId, startsAt = null, endsAt } = input;
  if (!isId('cpg', campaignId)) throw notFound('The campaign');
  const named = ['scheduleCampaign', campaignId, startsAt?.toISOString() ?? null, endsAt.toISOString()];
  try {
    await once(context.pool, { owner, key, input: named }, async (tx) => {
      const campaign = await lockCampaign(tx, campaignId);
      if (campaign === null) throw notFound('The campaign');
      const window = readWindow(input, context.now());
      if (campaign.status !== 'DRAFT') throw new Refused(campaignNotDraft(campaign.status));
      await saveWindow(tx, campaignId, window);
      return campaignId;
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  return ownCampaign(context, campaignId);
}
