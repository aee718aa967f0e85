import { notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import type { NotificationsContext } from '../../context.ts';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import { findCampaigns } from '../../store/campaigns/campaigns.ts';

/** A campaign that a command is about. Throws NOT_FOUND. */
export async function ownCampaign({ pool }: Pick<NotificationsContext, 'pool'>, id: string): Promise<Campaign> {
  const [campaign] = isId('cpg', id) ? await findCampaigns(pool, [id]) : [];
  if (campaign === undefined) throw notFound('The campaign');
  return campaign;
}
