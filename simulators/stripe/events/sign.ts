import { createHmac } from 'node:crypto';

const signature = (signed: string, secret: string): string => createHmac('sha256', secret).update(signed).digest('hex');

/** The `Stripe-Signature` header of a body: one `v1` for each secret, so that a new one can be taken into use. */
export function signatureHeader(body: string, secrets: readonly string[], timestamp: number): string {
  const signed = `${timestamp}.${body}`;
  return [`t=${timestamp}`, ...secrets.map((secret) => `v1=${signature(signed, secret)}`)].join(',');
}
