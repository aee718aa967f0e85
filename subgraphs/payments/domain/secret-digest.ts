import { createHash } from 'node:crypto';

/** Digest by which a client secret is recognised later. The secret cannot be guessed, so it needs no salt. */
export const secretDigest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
