import { belongsNewcomer } from '../../domain/campaigns/belongs-newcomer.ts';
import { textFor } from '../../domain/campaigns/campaign.ts';
import type { NotificationsServices } from '../../services.ts';
import { findAudienceMember } from '../../store/campaigns/audience-members.ts';
import { findOpenCampaigns } from '../../store/campaigns/campaigns.ts';
import type { Contact } from '../../store/contacts.ts';
import { listPreferences } from '../../store/preferences.ts';

/** Campaigns that are looked at, and those that a welcome lists at most. */
const maxOpen = 100;
const maxListed = 10;

/**
 * The campaigns in the welcome of a new person: those whose windows are open now, and to whose segments the person belongs. None
 * for a person who has turned advertising off by now, or is excluded from gaming.
 */
export async function campaignsForNewcomer(
  { pool, now }: Pick<NotificationsServices, 'pool' | 'now'>,
  { userId, locale }: Contact,
  verifiedAt: Date,
): Promise<{ title: string; endsAt: Date }[]> {
  const open = await findOpenCampaigns(pool, now(), maxOpen);
  if (open.length === 0) return [];
  const choices = await listPreferences(pool, userId);
  if (choices.some(({ topic, channel, enabled }) => topic === 'MARKETING' && channel === 'EMAIL' && !enabled))
    return [];
  // The audience has another consumer group, and may not know the person yet. Every account begins as a customer.
  const member = await findAudienceMember(pool, userId, now());
  if (member?.isExcluded === true) return [];
  const roles = member === null || member.roles.length === 0 ? (['CUSTOMER'] as const) : member.roles;
  const newcomer = { roles, locale, registeredAt: member?.registeredAt ?? verifiedAt };
  return open
    .filter(({ segment }) => belongsNewcomer(segment, newcomer))
    .slice(0, maxListed)
    .map((campaign) => ({ title: textFor(campaign, locale).title, endsAt: campaign.endsAt }));
}
