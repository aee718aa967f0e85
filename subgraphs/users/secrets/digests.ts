import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** A keyed digest. Codes and addresses have few possible values, so a digest without a key could be reversed. */
export type Digest = (purpose: string, text: string) => string;

export const createDigest =
  (key: string): Digest =>
  (purpose, text) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url');

/** Six random digits. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** 256 random bits, in characters that need no escaping in a URL or a header. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** A digest of a token. The token has 256 random bits, so no key is needed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** True when two digests are equal. The time it takes does not depend on their content. */
export const sameDigest = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
