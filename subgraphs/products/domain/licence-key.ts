import { createHmac } from 'node:crypto';
import { type Keys, listKeys } from '@soko/env/keys';
import { badUserInput } from '@soko/errors';
import { readLine } from '@soko/input';

/** A licence key of a line, as its viewer may see it. `value` is null for support. */
export interface OfferedKey {
  id: string;
  value: string | null;
}

/** Numbers of licence keys of a variant that needs them. */
export interface KeyCount {
  available: number;
  taken: number;
}

export const maxKeysAtOnce = 1_000;

/** Keys of a variant that are not sold. */
export const maxFreeKeys = 100_000;

/** Purpose of the seal around a key. */
export const keySeal = 'licence-key';

/** The keys without repeats. Throws BAD_USER_INPUT. */
export function readLicenceKeys(keys: readonly string[]): string[] {
  if (keys.length === 0 || keys.length > maxKeysAtOnce) {
    throw badUserInput(`keys must have 1 to ${maxKeysAtOnce} items.`, 'keys');
  }
  return [...new Set(keys.map((key, index) => readLine(key, `keys.${index}`, { max: 500 })))];
}

/** Digests of a key under each key of this installation, the current one first, so that it cannot be found by guessing. */
export function digestsOf(sealKeys: Keys, value: string): [current: string, ...others: string[]] {
  const under = (key: string): string =>
    createHmac('sha256', key).update(`soko.licence-key.${value}`).digest('base64url');
  const [current, ...others] = listKeys(sealKeys);
  return [under(current), ...others.map(under)];
}
