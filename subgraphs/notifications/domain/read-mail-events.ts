import { z } from 'zod';
import { normaliseAddress } from './normalise-address.ts';

/** An address that a mail service reported. */
export interface Reported {
  address: string;
  reason: 'BOUNCE' | 'COMPLAINT';
  /** Id of the report at the service. A repeat has the same. */
  reportId: string;
}

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
const event = z.object({
  email: z.string().max(320),
  event: z.string(),
  type: z.string().optional(),
  reason: z.string().optional(),
  timestamp: z.number().optional(),
  sg_event_id: z.string().max(200).optional(),
  sg_message_id: z.string().max(200).optional(),
});

/** SendGrid does not send to these addresses any more. */
const droppedReasons: Readonly<Record<string, Reported['reason']>> = {
  'Bounced Address': 'BOUNCE',
  Invalid: 'BOUNCE',
  'Spam Reporting Address': 'COMPLAINT',
};

function reasonOf({ event: name, type, reason = '' }: z.infer<typeof event>): Reported['reason'] | null {
  // `blocked` is a refusal for now, such as a full mailbox.
  if (name === 'bounce') return type === 'blocked' ? null : 'BOUNCE';
  if (name === 'spamreport') return 'COMPLAINT';
  if (name !== 'dropped') return null;
  return Object.hasOwn(droppedReasons, reason) ? droppedReasons[reason]! : null;
}

/** SendGrid gives every event an id. Without one, everything that it says makes the event the same. */
function idOf({
  sg_event_id: id,
  sg_message_id: messageId = '',
  event: name,
  timestamp,
  email,
}: z.infer<typeof event>) {
  return id === undefined
    ? ['sendgrid', name, messageId, timestamp, normaliseAddress(email)].join(' ')
    : `sendgrid ${id}`;
}

/** The addresses that get no mail any more, each once, by the events of SendGrid's webhook. Other events are left out. */
export function readMailEvents(body: unknown): Reported[] {
  const reported = new Map<string, Reported>();
  for (const each of Array.isArray(body) ? body : []) {
    const read = event.safeParse(each);
    const reason = read.success ? reasonOf(read.data) : null;
    const address = read.success ? normaliseAddress(read.data.email) : '';
    if (read.success && reason !== null && address.includes('@'))
      reported.set(address, { address, reason, reportId: idOf(read.data) });
  }
  return [...reported.values()];
}
