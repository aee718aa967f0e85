import { createHmac } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';

/**
 * Hashes of an input that contains a token, under each accepted key: the first is saved, and a saved one may equal any. They
 * are keyed, so that a short token, such as a card number, cannot be found by trying all of them.
 */
export const keyedHashes = (
  sealKeys: Keys,
  terms: readonly (string | boolean | null)[],
): [current: string, ...others: string[]] => {
  const hashUnder = (key: string): string =>
    createHmac('sha256', key).update(JSON.stringify(terms)).digest('base64url');
  const [current, ...others] = listKeys(sealKeys);
  return [hashUnder(current), ...others.map(hashUnder)];
};
