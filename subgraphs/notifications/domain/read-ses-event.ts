import { z } from 'zod';
import { normaliseAddress } from './normalise-address.ts';
import type { Reported } from './read-mail-events.ts';

const recipients = z.array(z.object({ emailAddress: z.string().max(320) }));

/** https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html. Event publishing has `eventType` instead. */
const notification = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  bounce: z
    .object({ bounceType: z.string(), bouncedRecipients: recipients, feedbackId: z.string().max(200).optional() })
    .optional(),
  complaint: z
    .object({
      complaintFeedbackType: z.string().nullish(),
      complainedRecipients: recipients,
      feedbackId: z.string().max(200).optional(),
    })
    .optional(),
});

function reportedBy({ notificationType, eventType, bounce, complaint }: z.infer<typeof notification>) {
  const type = notificationType ?? eventType;
  // Others, such as a full mailbox, may pass.
  if (type === 'Bounce' && bounce?.bounceType === 'Permanent')
    return bounce.bouncedRecipients.map(({ emailAddress }) => ({ emailAddress, reason: 'BOUNCE' as const }));
  // `not-spam`: the owner took a mail out of the spam.
  if (type === 'Complaint' && complaint && complaint.complaintFeedbackType !== 'not-spam')
    return complaint.complainedRecipients.map(({ emailAddress }) => ({ emailAddress, reason: 'COMPLAINT' as const }));
  return [];
}

/** SES writes addresses with their names at times: `Ada <ada@example.org>`. */
const bare = (address: string): string => /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;

/**
 * The addresses that get no mail any more, each once, by a notification of Amazon SES. `messageId` is that of SNS, for reports
 * without an id.
 */
export function readSesEvent(text: string, messageId: string): Reported[] {
  const reported = new Map<string, Reported>();
  const read = notification.safeParse(parsed(text));
  const feedbackId = read.data?.bounce?.feedbackId ?? read.data?.complaint?.feedbackId;
  const reportId = `ses ${feedbackId ?? messageId}`;
  for (const { emailAddress, reason } of read.success ? reportedBy(read.data) : []) {
    const address = normaliseAddress(bare(emailAddress));
    if (address.includes('@')) reported.set(address, { address, reason, reportId });
  }
  return [...reported.values()];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
