/**
 * A secret that can be replaced: one key, or the current key followed by others that are still accepted. New values are made
 * with the current key; values of all of them are valid.
 */
export type Keys = string | readonly [current: string, ...others: string[]];

/** All keys, the current one first. */
export const listKeys = (keys: Keys): readonly [current: string, ...others: string[]] =>
  typeof keys === 'string' ? [keys] : keys;
