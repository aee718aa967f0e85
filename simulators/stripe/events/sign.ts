import { createHmac } from 'node:crypto';

const signature = (signed: string, secret: string): string => createHmac('sha256', secret).update(signed).digest('hex');

/** The `Stripe-Signature` header of a body, with one `v1` per secret, so that secrets can be rotated. */
export function signatureHeader(body: string, secrets: readonly string[], timestamp: number): string {
  const signed = `${timestamp}.${body}`;
  return [`t=${timestamp}`, ...secrets.map((secret) => `v1=${signature(signed, secret)}`)].join(',');
}
