import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';
import { isId } from '@soko/ids';

/** One showing of an advert. */
export interface Impression {
  /** Random, so that each impression is charged once. */
  id: string;
  advertId: string;
  shownAtMs: number;
}

/** The first 18 bytes of the digest, as text. */
const signatureOf = (key: string, payload: string): string =>
  createHmac('sha256', key).update(`soko.advert-impression.${payload}`).digest('base64url').slice(0, 24);

/** A new impression of an advert. */
export const newImpression = (advertId: string, now: Date): Impression => ({
  // Its random bits come from a store that Node fills ahead: a page needs several.
  id: randomUUID().replaceAll('-', '').slice(0, 24),
  advertId,
  shownAtMs: now.getTime(),
});

/** The impression as a token that nobody else can make. */
export function impressionToken(keys: Keys, { id, advertId, shownAtMs }: Impression): string {
  const payload = `${advertId}.${shownAtMs.toString(36)}.${id}`;
  return `${payload}.${signatureOf(listKeys(keys)[0], payload)}`;
}

const shape = /^(adv_[0-9a-f-]{36})\.([0-9a-z]{6,10})\.([0-9a-f]{24})\.([\w-]{24})$/;

/** The impression of a token, or null if it was not signed with one of the keys. */
export function readImpressionToken(keys: Keys, token: string): Impression | null {
  const [, advertId, shownAt, id, signature] = shape.exec(token) ?? [];
  if (advertId === undefined || shownAt === undefined || id === undefined || signature === undefined) return null;
  const given = Buffer.from(signature);
  const payload = `${advertId}.${shownAt}.${id}`;
  const isOurs = listKeys(keys).some((key) => timingSafeEqual(given, Buffer.from(signatureOf(key, payload))));
  return isOurs && isId('adv', advertId) ? { id, advertId, shownAtMs: Number.parseInt(shownAt, 36) } : null;
}
