import { badUserInput } from '@soko/errors';

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

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

export const defaultPageSize = 20;
export const maximumPageSize = 100;

/** An opaque cursor for a position (a short list of sort values). Clients must not read it. */
export const encodeCursor = (position: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** The position in a cursor of `length` values. Throws BAD_USER_INPUT for anything `encodeCursor` did not make. */
export function decodeCursor(cursor: string, length: number, field: string): (string | number | null)[] {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const sound =
      Array.isArray(position) &&
      position.length === length &&
      position.every((value) => value === null || typeof value === 'string' || typeof value === 'number');
    if (sound && encodeCursor(position) === cursor) return position;
  } catch {
    // Not base64url or not JSON: the same answer as any other foreign cursor.
  }
  throw badUserInput('This cursor is not one this list gave out. Leave it out to start at the beginning.', field);
}

function sizeOf(value: number | null | undefined, field: string): number {
  const size = value ?? defaultPageSize;
  if (size < 1 || size > maximumPageSize) {
    throw badUserInput(`${field} must be between 1 and ${maximumPageSize}.`, field);
  }
  return size;
}

/** Reads Relay's arguments; `length` is how many values this list's cursors carry. */
export function readPage(args: PageArguments, length: number): Page<(string | number | null)[]> {
  const { first, after, last, before } = args;
  if (last != null && first != null) throw badUserInput('Give first or last, not both.', 'last');
  if (after != null && before != null) throw badUserInput('Give after or before, not both.', 'before');
  const backwards = last != null || before != null;
  if (backwards && (first != null || after != null)) throw badUserInput('Combine last with before.', 'last');
  const limit = backwards ? sizeOf(last, 'last') : sizeOf(first, 'first');
  const given = backwards ? before : after;
  const cursor = given == null ? null : decodeCursor(given, length, backwards ? 'before' : 'after');
  return { limit, cursor, backwards };
}

/**
 * A connection out of `rows`, of which one more than `page.limit` was asked for; that one only tells whether there is
 * another page. Going backwards the rows come nearest first, and leave in the list's own order.
 */
export function toConnection<Row, Node = Row>(
  rows: readonly Row[],
  page: Page<unknown>,
  cursorOf: (row: Row) => string,
  nodeOf: (row: Row) => Node = (row) => row as unknown as Node,
): Connection<Node> {
  const more = rows.length > page.limit;
  const kept = rows.slice(0, page.limit);
  if (page.backwards) kept.reverse();
  const edges = kept.map((row) => ({ cursor: cursorOf(row), node: nodeOf(row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.backwards ? page.cursor !== null : more,
      hasPreviousPage: page.backwards ? more : page.cursor !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
