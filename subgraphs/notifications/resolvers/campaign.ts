import { hasRole } from '@soko/auth';
import type { NotificationsContext } from '../context.ts';
import type { CampaignResolvers } from '../generated/graphql.ts';
import { findCampaigns } from '../store/campaigns/campaigns.ts';

/** A campaign for support. Null for everyone else. */
async function visibleCampaign({ pool, identity }: NotificationsContext, id: string) {
  if (!hasRole(identity.viewer, 'SUPPORT')) return null;
  return (await findCampaigns(pool, [id]))[0] ?? null;
}

export const campaign: Pick<CampaignResolvers, 'statistics'> & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: NotificationsContext) => visibleCampaign(context, id),
  statistics: ({ id }, _args, { campaignStatistics }) => campaignStatistics.load(id),
};
