import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { NotificationsContext } from '../../context.ts';
import { sealMessage } from '../seal-message.ts';
import { saveTestMessage } from '../../store/campaigns/campaign-messages.ts';
import { ownCampaign } from './own-campaign.ts';
import { writeForColleague } from './preview-campaign.ts';

interface Input {
  campaignId: string;
  locale?: string | null | undefined;
  idempotencyKey: string;
}

/** Sends the mail of a campaign to the viewer alone, so that nobody can be written to by it. */
export async function sendTestOfCampaign(
  context: NotificationsContext,
  { campaignId, locale = null, idempotencyKey }: Input,
): Promise<{ to: string }> {
  const { id: owner } = requireRole(context.identity.viewer, 'SUPPORT');
  const key = readIdempotencyKey(idempotencyKey);
  const campaign = await ownCampaign(context, campaignId);
  const { subject, body, content, locale: language, to } = await writeForColleague(context, campaign, owner, locale);
  if (to === null) throw notFound('Your email address');
  await context.limits.take([{ name: 'notifications.campaign-tests', key: owner }]);
  const now = context.now();
  const message = sealMessage(context.sealKeys, {
    userId: owner,
    channel: 'EMAIL',
    to,
    template: 'campaign-test',
    // Its reader asked for it a moment ago, whatever else they want.
    topic: 'SECURITY',
    locale: language,
    subject: `[Test] ${subject}`,
    body,
    content,
    status: 'QUEUED',
    endReason: null,
    failures: 0,
    lastError: null,
    endedAt: null,
    correlationId: context.identity.correlationId,
    causationId: null,
    aboutId: null,
    dedupeKey: `${campaignId}:${owner}:${key}`,
    expiresAt: null,
    createdAt: now,
    sentAt: null,
  });
  await once(context.pool, { owner, key, input: ['sendTestOfCampaign', campaignId, locale] }, async (tx) => {
    await saveTestMessage(tx, message);
    return newId('req');
  });
  context.deliverSoon();
  return { to };
}
