import type { Keys } from '@soko/env/keys';
import { seal } from '@soko/seal';
import { newId } from '@soko/ids';
import { textFor, type Campaign } from '../../domain/campaigns/campaign.ts';
import { writeCampaignMail } from '../../domain/campaigns/write-campaign-mail.ts';
import { bodySeal } from '../../domain/message.ts';
import { quietUntil } from '../../domain/quiet-hours.ts';
import type { NotificationsServices } from '../../services.ts';
import type { AudiencePerson } from '../../store/campaigns/audience.ts';
import { type CampaignMessage, campaignTemplate } from '../../store/campaigns/campaign-messages.ts';
import { trackingOf } from '../../tracking/campaign-links.ts';

type Services = Pick<NotificationsServices, 'sealKeys' | 'publicUrl' | 'tracksCampaigns'>;

const sealed = (keys: Keys, text: string): string => seal(keys, bodySeal, text);

/** The mail of a campaign to a person, to be saved. It is sent until the window of the campaign closes, and not in quiet hours. */
export function composeCampaignMail(
  { sealKeys, publicUrl, tracksCampaigns }: Services,
  campaign: Campaign,
  person: AudiencePerson,
  { now, correlationId }: { now: Date; correlationId: string },
): CampaignMessage {
  const id = newId('ntf');
  const text = textFor(campaign, person.locale);
  const tracking = tracksCampaigns ? trackingOf(sealKeys, publicUrl, id) : null;
  const { subject, body, content } = writeCampaignMail(
    text,
    { firstName: person.firstName, endsAt: campaign.endsAt, timeZone: person.timeZone },
    tracking,
  );
  return {
    id,
    userId: person.userId,
    channel: 'EMAIL',
    to: person.email,
    template: campaignTemplate,
    topic: 'MARKETING',
    locale: text.locale,
    subject,
    sealedBody: sealed(sealKeys, body),
    sealedContent: sealed(sealKeys, JSON.stringify(content)),
    status: 'QUEUED',
    endReason: null,
    failures: 0,
    lastError: null,
    endedAt: null,
    correlationId,
    causationId: null,
    aboutId: null,
    dedupeKey: `${campaign.id}:${person.userId}`,
    expiresAt: campaign.endsAt,
    waitsUntil: person.quietHours === null ? null : quietUntil(person.quietHours, now),
    createdAt: now,
    sentAt: null,
  };
}
