import { badUserInput } from '@soko/errors';

/** The values in a cursor. */
export type Position = readonly (string | number | null)[];

/** Checks and converts the cursors of one list. */
export interface CursorCodec<Cursor> {
  write(cursor: Cursor): Position;
  /** Null when the position cannot be one of this list. */
  read(position: Position): Cursor | null;
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * The cursors of a list in order of a time, then of an id. `isOurs` recognises the ids of the list; Postgres cannot store
 * NUL, so without it those are refused at least.
 */
export const timeAndId = (
  isOurs: (id: string) => boolean = (id) => !id.includes('\0'),
): CursorCodec<readonly [time: Date, id: string]> => ({
  write: ([time, id]) => [time.toISOString(), id],
  read([text, id]) {
    if (typeof text !== 'string' || !moment.test(text) || typeof id !== 'string' || !isOurs(id)) return null;
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? null : [time, id];
  },
});

/** The cursors of a list in order of its ids. */
export const idAlone = (isOurs: (id: string) => boolean): CursorCodec<readonly [id: string]> => ({
  write: (cursor) => cursor,
  read: ([id]) => (typeof id === 'string' && isOurs(id) ? [id] : null),
});

/** An opaque cursor for a position. Clients must not read it. */
export const encodeCursor = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** The cursor of an item. */
export const cursorOf = <Cursor>(codec: CursorCodec<Cursor>, cursor: Cursor): string =>
  encodeCursor(codec.write(cursor));

/** BAD_USER_INPUT for a cursor of another list, or none at all. */
export const invalidCursor = (field: string) =>
  badUserInput(
    'The cursor is not valid for this list. Pass a cursor that this list returned, or omit it to start at the beginning.',
    field,
  );

/** The position in a cursor. Throws BAD_USER_INPUT for anything `encodeCursor` did not make. */
export function decodeCursor(cursor: string, field: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const sound =
      Array.isArray(position) &&
      position.every((value) => value === null || typeof value === 'string' || typeof value === 'number');
    if (sound && encodeCursor(position) === cursor) return position;
  } catch {
    // Not base64url or not JSON: refused like the cursor of another list.
  }
  throw invalidCursor(field);
}
