import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';

const signatureOf = (key: string, id: string, expiresMs: number): string =>
  createHmac('sha256', key)
    .update(`soko.case-picture.${JSON.stringify([id, expiresMs])}`)
    .digest('base64url');

/** A link to one picture, signed with the current key. */
export const pictureUrl = (keys: Keys, publicUrl: string, id: string, expiresMs: number): string =>
  `${publicUrl}/orders/pictures/${id}?expires=${expiresMs}&signature=${signatureOf(listKeys(keys)[0], id, expiresMs)}`;

/** True if the link was signed with one of the keys and has not expired. */
export function isValidPictureLink(
  keys: Keys,
  { id, expiresMs, signature }: { id: string; expiresMs: number; signature: string },
  nowMs: number,
): boolean {
  if (!Number.isSafeInteger(expiresMs) || expiresMs < nowMs) return false;
  const given = Buffer.from(signature);
  return listKeys(keys).some((key) => {
    const expected = Buffer.from(signatureOf(key, id, expiresMs));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
