import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';

/**
 * The proof, for another subgraph, that a guest opened `subject` with the right token in this request. It is passed in a
 * field that clients can neither see nor send, and is invalid under another request id.
 */
export const guestGrant = (keys: Keys, subject: string, requestId: string): string =>
  createHmac('sha256', listKeys(keys)[0])
    .update(`soko.guest-grant.${JSON.stringify([subject, requestId])}`)
    .digest('base64url');

/** True when `grant` was made with one of the keys for this subject and this request. */
export function isGuestGrant(
  keys: Keys,
  subject: string,
  requestId: string,
  grant: string | null | undefined,
): boolean {
  const given = Buffer.from(grant ?? '');
  return listKeys(keys).some((key) => {
    const wanted = Buffer.from(guestGrant(key, subject, requestId));
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
