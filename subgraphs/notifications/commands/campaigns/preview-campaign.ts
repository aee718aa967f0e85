import { textFor } from '../../domain/campaigns/campaign.ts';
import { writeCampaignMail } from '../../domain/campaigns/write-campaign-mail.ts';
import { footerOf } from '../../domain/templates/footer.ts';
import { renderHtml } from '../../mail/render-html.ts';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import type { NotificationsServices } from '../../services.ts';
import { countAudience } from '../../store/campaigns/audience.ts';
import { findContact } from '../../store/contacts.ts';
import { findSegmentPeople } from './segment-people.ts';

/** The mail of a campaign as a colleague would get it, without the addresses that count. */
export async function writeForColleague(
  { db }: Pick<NotificationsServices, 'db'>,
  campaign: Campaign,
  viewerId: string,
  locale: string | null,
) {
  const contact = await findContact(db, viewerId);
  const text = textFor(campaign, locale ?? campaign.texts[0].locale);
  const mail = writeCampaignMail(
    text,
    { firstName: contact?.firstName ?? '', endsAt: campaign.endsAt, timeZone: contact?.timeZone ?? null },
    null,
  );
  return { ...mail, locale: text.locale, to: contact?.email ?? null };
}

/** A campaign as a reader would get it, and the number of readers. */
export async function previewCampaign(
  services: Pick<NotificationsServices, 'db' | 'pool' | 'now' | 'findSegmentPeople'>,
  campaign: Campaign,
  { viewerId, locale, correlationId }: { viewerId: string; locale: string | null; correlationId: string },
) {
  const { subject, body, content, locale: language } = await writeForColleague(services, campaign, viewerId, locale);
  const html = renderHtml({ language, subject, content, footer: [footerOf(language)] });
  const { segmentId } = campaign.segment;
  const people = segmentId === undefined ? [] : await findSegmentPeople(services, segmentId, correlationId);
  const userIds = people ?? [];
  const audience = await countAudience(services.pool, campaign.segment, { now: services.now(), userIds });
  return { audience, locale: language, subject, text: body, html };
}
