import { requireRole } from '@soko/auth';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { previewCampaign } from '../commands/campaigns/preview-campaign.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { findCampaigns, listCampaigns } from '../store/campaigns/campaigns.ts';
import type { NotificationsContext } from '../context.ts';

const campaignCursor = timeAndId('campaigns', (id) => isId('cpg', id));

const one = async ({ pool }: NotificationsContext, id: string) =>
  isId('cpg', id) ? ((await findCampaigns(pool, [id]))[0] ?? null) : null;

export const campaignQuery: Pick<QueryResolvers, 'campaigns' | 'campaign' | 'previewCampaign'> = {
  async campaigns(_parent, { status, ...args }, { pool, identity }) {
    requireRole(identity.viewer, 'SUPPORT');
    const page = readPage(args, campaignCursor);
    const found = await listCampaigns(pool, status ?? null, page);
    return toConnection(found, page, ({ createdAt, id }) => cursorOf(campaignCursor, [createdAt, id]));
  },
  async campaign(_parent, { id }, context) {
    requireRole(context.identity.viewer, 'SUPPORT');
    return one(context, id);
  },
  async previewCampaign(_parent, { id, locale }, context) {
    const { id: viewerId } = requireRole(context.identity.viewer, 'SUPPORT');
    const campaign = await one(context, id);
    const { correlationId } = context.identity;
    const about = { viewerId, locale: locale ?? null, correlationId };
    return campaign === null ? null : previewCampaign(context, campaign, about);
  },
};
