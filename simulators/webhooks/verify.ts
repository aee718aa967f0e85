import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CaughtRecord } from './records.ts';

export type SignatureState = 'verified' | 'wrong' | 'no secret';

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);

const mac = (secret: string, text: string): Buffer =>
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(text)
    .digest();

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function isStandard(secret: string, { headers, body }: CaughtRecord): boolean {
  const expected = mac(secret, `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const signatures = (headers['webhook-signature'] ?? '').split(' ').map((each) => each.split(','));
  return signatures.some(([version, text]) => version === 'v1' && isSame(Buffer.from(text ?? '', 'base64'), expected));
}

function isOwn(secret: string, { headers, body }: CaughtRecord): boolean {
  const parts = (headers['soko-signature'] ?? '').split(',').map((each) => each.split('='));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  const expected = mac(secret, `${time}.${body}`);
  return parts.some(([name, hex]) => name === 'v1' && isSame(Buffer.from(hex ?? '', 'hex'), expected));
}

/** Checks both signatures of a webhook with the secrets of its receiver. */
export function signatureOf(caught: CaughtRecord, secrets: readonly string[]): SignatureState {
  if (secrets.length === 0) return 'no secret';
  return secrets.some((secret) => isStandard(secret, caught) && isOwn(secret, caught)) ? 'verified' : 'wrong';
}
