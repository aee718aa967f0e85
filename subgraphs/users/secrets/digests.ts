import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** A keyed digest: without the key nobody can try the few million values that codes and addresses have. */
export type Digest = (purpose: string, text: string) => string;

export const createDigest =
  (key: string): Digest =>
  (purpose, text) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url');

/** Six digits, each as likely as the other. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** 256 random bits, in characters that need no escaping in an address or a header. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** A digest of a token that has 256 random bits of its own, and so needs no key. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Whether two digests are equal, in a time that does not tell where they differ. */
export const sameDigest = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
