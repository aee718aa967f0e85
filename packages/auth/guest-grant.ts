import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * How one subgraph tells another that a guest has opened `subject` with the right token, in this request. It travels in a
 * field that clients neither see nor send, and is worth nothing under another request id.
 */
export const guestGrant = (key: string, subject: string, requestId: string): string =>
  createHmac('sha256', key)
    .update(`soko.guest-grant.${JSON.stringify([subject, requestId])}`)
    .digest('base64url');

/** Whether `grant` was given for this subject in this request, by somebody who has the key. */
export function isGuestGrant(
  key: string,
  subject: string,
  requestId: string,
  grant: string | null | undefined,
): boolean {
  const [given, wanted] = [Buffer.from(grant ?? ''), Buffer.from(guestGrant(key, subject, requestId))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
