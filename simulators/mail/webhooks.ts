import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { type Controls, createWebhookSender, type WebhookSender } from '@soko/simulator-kit';
import type { Logger } from '@soko/log';
import { change, type MailRecord, type MailRecords } from './records.ts';

/** What a mailbox did with a mail. */
export type MailEvent = 'bounce' | 'spamreport';

export interface Webhooks {
  sender: WebhookSender;
  /** Base64 of the public key in DER form, as SendGrid shows it. */
  publicKey: string;
  /** Tells the sender of a mail about an event. */
  report(mail: MailRecord, event: MailEvent): void;
}

/** The key pair of this simulator. It is made at the first start. */
function privateKeyOf(records: MailRecords): KeyObject {
  const kept = records.get('keys', 'webhooks');
  if (kept) return createPrivateKey(kept.privateKey);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  change(records, (draft) => draft.put('keys', { id: 'webhooks', privateKey: pem }));
  return privateKey;
}

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
const eventOf = (mail: MailRecord, event: MailEvent, id: string) => ({
  email: mail.to,
  timestamp: Math.floor(Date.now() / 1_000),
  'smtp-id': `<${mail.messageId}>`,
  event,
  sg_event_id: id,
  sg_message_id: mail.id,
  ...(event === 'bounce' ? { type: 'bounce', reason: '550 5.1.1 User unknown (simulated)', status: '5.1.1' } : {}),
});

/** Sends events to one address, signed over the time and the body: ECDSA with P-256 and SHA-256. */
export function createWebhooks(options: {
  records: MailRecords;
  controls: Controls;
  log: Logger;
  url: string | null;
}): Webhooks {
  const { records, controls, log, url } = options;
  const privateKey = privateKeyOf(records);
  const bodies = new Map<string, string>();
  const sender = createWebhookSender({
    clock: controls.clock,
    agenda: controls.agenda,
    log,
    prepare({ eventId }) {
      const body = bodies.get(eventId);
      if (body === undefined || url === null) return null;
      // The receiver compares the time with its own clock.
      const timestamp = String(Math.floor(Date.now() / 1_000));
      return {
        url,
        body,
        headers: {
          'content-type': 'application/json',
          'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), privateKey).toString(
            'base64',
          ),
          'x-twilio-email-event-webhook-timestamp': timestamp,
        },
      };
    },
    postponed() {},
    ended: ({ eventId }) => void bodies.delete(eventId),
  });
  return {
    sender,
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    report(mail, event) {
      const id = randomUUID();
      bodies.set(id, JSON.stringify([eventOf(mail, event, id)]));
      const dueAt = controls.clock.now().getTime();
      sender.send({ id, type: event, eventId: id, endpointId: 'configured', attempts: 0, dueAt });
    },
  };
}
