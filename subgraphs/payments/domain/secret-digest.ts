import { createHash } from 'node:crypto';

/** What is kept of the secret of a payment once it is confirmed: enough to know it again. Unguessable, so unsalted. */
export const secretDigest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
