import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The proof, for another subgraph, that a guest opened `subject` with the right token in this request. It is passed in a
 * field that clients can neither see nor send, and is invalid under another request id.
 */
export const guestGrant = (key: string, subject: string, requestId: string): string =>
  createHmac('sha256', key)
    .update(`soko.guest-grant.${JSON.stringify([subject, requestId])}`)
    .digest('base64url');

/** True when `grant` was made with `key` for this subject and this request. */
export function isGuestGrant(
  key: string,
  subject: string,
  requestId: string,
  grant: string | null | undefined,
): boolean {
  const [given, wanted] = [Buffer.from(grant ?? ''), Buffer.from(guestGrant(key, subject, requestId))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
