import { badUserInput } from '@soko/errors';

export const mostAtOnce = 1_000_000;

/** A whole number from `min` to `max`. Throws BAD_USER_INPUT. */
export function readQuantity(quantity: number, { min, max }: { min: number; max: number }, field: string): number {
  if (!Number.isSafeInteger(quantity) || quantity < min || quantity > max) {
    throw badUserInput(`Write a whole number from ${min} to ${max}.`, field);
  }
  return quantity;
}

/** A list of `min` to `max` entries. Throws BAD_USER_INPUT. */
export function readCount<Entry>(list: readonly Entry[], { min, max }: { min: number; max: number }, field: string) {
  if (list.length < min || list.length > max) throw badUserInput(`Give ${min} to ${max} entries.`, field);
  return list;
}
