import { createHmac } from 'node:crypto';

/**
 * Hash of an input that contains a token. It is keyed, so that a short token, such as a card number, cannot be found by
 * trying all of them.
 */
export const keyedHash = (sealKey: string, terms: readonly (string | boolean | null)[]): string =>
  createHmac('sha256', sealKey).update(JSON.stringify(terms)).digest('base64url');
