import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** A new secret: 256 random bits, in the form of Standard Webhooks. */
export const newSecret = (): string => prefix + randomBytes(32).toString('base64');

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(prefix.length), 'base64');

const hmac = (secret: string, text: string) => createHmac('sha256', keyOf(secret)).update(text);

interface Signed {
  deliveryId: string;
  eventId: string;
  type: string;
  /** The bytes that are sent. */
  body: string;
  at: Date;
  /** The current secret, and the previous one while it is accepted. */
  secrets: readonly string[];
}

/**
 * Headers of a request. `soko-signature` signs `<t>.<body>`; `webhook-signature` signs `<id>.<t>.<body>` as Standard Webhooks
 * describes: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders({ deliveryId, eventId, type, body, at, secrets }: Signed): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const own = secrets.map((secret) => `v1=${hmac(secret, `${seconds}.${body}`).digest('hex')}`);
  const standard = secrets.map((secret) => `v1,${hmac(secret, `${eventId}.${seconds}.${body}`).digest('base64')}`);
  return {
    'soko-signature': [`t=${seconds}`, ...own].join(','),
    'soko-delivery-id': deliveryId,
    'soko-event-type': type,
    'webhook-id': eventId,
    'webhook-timestamp': seconds,
    'webhook-signature': standard.join(' '),
  };
}
