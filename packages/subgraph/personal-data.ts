import { badUserInput } from '@soko/errors';

/** One kind of what a subgraph holds about a person, for the copy of their data. */
export interface PersonalSection {
  /** Unique in its subgraph. The cursors of its parts begin with it. */
  name: string;
  /**
   * Rows of person `$1` whose `key` is greater than `$2`, in the order of the key, `$3` at most: `key`, a text, and `item`, JSON.
   */
  sql: string;
  /** Rows of a part, where a row can be large. */
  rows?: number;
  /** Changes what the copy has of a row: opens what is sealed. */
  show?(item: Record<string, unknown>): Record<string, unknown>;
}

/** Rows of one section. `next` is the cursor of the part after it; null for the last one. */
export interface PersonalPart {
  section: string;
  items: Record<string, unknown>[];
  next: string | null;
}

/**
 * SQL of a section in the order of an index on a time and an id: the `key` of a row, and the condition of the rows after `$2`.
 */
export const inTimeOrder = (time: string, id: string): { key: string; after: string; order: string } => ({
  key: `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || ${id}`,
  after: `(${time}, ${id}) > (coalesce(nullif(split_part($2, ' ', 1), '')::timestamptz, '-infinity'), split_part($2, ' ', 2))`,
  order: `${time}, ${id}`,
});

interface Database {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

interface Row {
  key: string;
  item: Record<string, unknown>;
}

/** Rows of a part: with the longest texts that people can write, it stays below a megabyte. */
const partSize = 200;

/** Where a cursor of an earlier version says to go on: it had the position of its section in the list. */
const isPosition = (name: string): boolean => /^\d{1,3}$/.test(name);

/**
 * Reads one part of what is held about a person. `after` is the cursor that the part before it returned, or null. It names its
 * section: a version with further sections goes on where another one stopped, and one without that section refuses the cursor.
 */
export async function readPersonalPart(
  db: Database,
  sections: readonly PersonalSection[],
  userId: string,
  after: string | null,
): Promise<PersonalPart> {
  const [, name = '', key = ''] = after === null ? [] : (/^(\w+):(.*)$/s.exec(after) ?? []);
  const named = isPosition(name) ? Number(name) : sections.findIndex((each) => each.name === name);
  const position = after === null ? 0 : named;
  const section = sections[position];
  if (section === undefined) throw badUserInput('This is no cursor of a part.', 'after');
  const limit = section.rows ?? partSize;
  const { rows } = (await db.query(section.sql, [userId, key, limit])) as { rows: Row[] };
  const following = sections[position + 1];
  const nextSection = following === undefined ? null : `${following.name}:`;
  return {
    section: section.name,
    items: rows.map(({ item }) => section.show?.(item) ?? item),
    next: rows.length === limit ? `${section.name}:${rows.at(-1)!.key}` : nextSection,
  };
}
