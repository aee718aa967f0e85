import { readOptional, readText } from '@soko/input';

/** The reason of a change, for its history. Throws BAD_USER_INPUT. */
export const readReason = (reason: string | null | undefined): string | null =>
  readOptional(readText, reason, 'reason', { max: 500 });
