import { badUserInput } from '@soko/errors';
import { faultOfText } from '@soko/input';

/** The values in a cursor. */
export type Position = readonly (string | number | null)[];

/** Checks and converts the cursors of one list. */
export interface CursorCodec<Cursor> {
  /** Name of the list. It is part of its cursors, so that no list reads those of another. */
  readonly list: string;
  write(cursor: Cursor): Position;
  /** Null when the position cannot be one of this list. */
  read(position: Position): Cursor | null;
}

/** No cursor of ours is longer. */
const maxLength = 500;

const momentShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A time as `toISOString` writes it, of the years 1 to 9999; null for other texts and for days that no calendar has. */
export function readMoment(text: unknown): Date | null {
  if (typeof text !== 'string' || !momentShape.test(text) || text < '0001') return null;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text ? time : null;
}

/** An id as it may stand in a cursor. `isOurs` recognises the ids of the list. */
const readId = (id: unknown, isOurs: (id: string) => boolean): string | null =>
  typeof id === 'string' && faultOfText(id) === null && isOurs(id) ? id : null;

const anyId = (): boolean => true;

/** The cursors of a list in order of a time, then of an id. */
export const timeAndId = (
  list: string,
  isOurs: (id: string) => boolean = anyId,
): CursorCodec<readonly [time: Date, id: string]> => ({
  list,
  write: ([time, id]) => [time.toISOString(), id],
  read([text, givenId, ...others]) {
    const [time, id] = [readMoment(text), readId(givenId, isOurs)];
    return time === null || id === null || others.length > 0 ? null : [time, id];
  },
});

/** The cursors of a list in order of its ids. */
export const idAlone = (list: string, isOurs: (id: string) => boolean = anyId): CursorCodec<readonly [id: string]> => ({
  list,
  write: (cursor) => cursor,
  read([givenId, ...others]) {
    const id = readId(givenId, isOurs);
    return id === null || others.length > 0 ? null : [id];
  },
});

/** The cursors of a list whose items have numbers from 0 that fit into an integer of Postgres. */
export const numberAlone = (list: string): CursorCodec<readonly [number: number]> => ({
  list,
  write: (cursor) => cursor,
  read([number, ...others]) {
    const fits = typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 2_147_483_647;
    return fits && others.length === 0 ? [number] : null;
  },
});

/** An opaque cursor for a position in a list. Clients must not read it. */
export const encodeCursor = (list: string, position: Position): string =>
  Buffer.from(JSON.stringify([list, ...position])).toString('base64url');

/** The cursor of an item. */
export const cursorOf = <Cursor>(codec: CursorCodec<Cursor>, cursor: Cursor): string =>
  encodeCursor(codec.list, codec.write(cursor));

const invalidCursor = (field: string) =>
  badUserInput(
    'The cursor is not valid for this list. Pass a cursor that this list returned, or omit it to start at the beginning.',
    field,
  );

/** The values in a text that `encodeCursor` made; null for any other text. */
function decode(text: string): Position | null {
  if (text.length > maxLength) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const isSound =
      Array.isArray(values) &&
      values.every((value) => value === null || typeof value === 'string' || typeof value === 'number');
    if (!isSound) return null;
    const [list, ...position] = values as Position;
    return encodeCursor(String(list), position) === text ? (values as Position) : null;
  } catch {
    // Not base64url or not JSON: refused like the cursor of another list.
    return null;
  }
}

/** The only reader of cursors. Throws BAD_USER_INPUT for anything that the list of `codec` did not make. */
export function readCursor<Cursor>(codec: CursorCodec<Cursor>, text: string, field: string): Cursor {
  const [list, ...position] = decode(text) ?? [];
  const cursor = list === codec.list ? codec.read(position) : null;
  if (cursor === null) throw invalidCursor(field);
  return cursor;
}
