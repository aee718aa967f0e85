import { badUserInput } from '@soko/errors';
import { type CursorCodec, readCursor } from './cursor.ts';

/** Relay's arguments of a list field. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** One page to read: `limit` rows after (or, going backwards, before) the position in `cursor`. */
export interface Page<Cursor> {
  limit: number;
  cursor: Cursor | null;
  backwards: boolean;
}

export const defaultPageSize = 20;
export const maxPageSize = 100;

function sizeOf(value: number | null | undefined, field: string): number {
  const size = value ?? defaultPageSize;
  if (size < 1 || size > maxPageSize) {
    throw badUserInput(`\`${field}\` must be a whole number from 1 to ${maxPageSize}.`, field);
  }
  return size;
}

/** Reads Relay's arguments. The codec of the list checks the cursor. Throws BAD_USER_INPUT. */
export function readPage<Cursor>(args: PageArguments, codec: CursorCodec<Cursor>): Page<Cursor> {
  const { first, after, last, before } = args;
  if (last != null && first != null) throw badUserInput('Pass `first` or `last`, not both.', 'last');
  if (after != null && before != null) throw badUserInput('Pass `after` or `before`, not both.', 'before');
  const backwards = last != null || before != null;
  if (backwards && (first != null || after != null)) {
    throw badUserInput('Combine `first` with `after`, and `last` with `before`.', 'last');
  }
  const limit = backwards ? sizeOf(last, 'last') : sizeOf(first, 'first');
  const given = backwards ? before : after;
  if (given == null) return { limit, cursor: null, backwards };
  return { limit, cursor: readCursor(codec, given, backwards ? 'before' : 'after'), backwards };
}
