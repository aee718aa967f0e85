import { badUserInput } from '@soko/errors';

/** One kind of what a subgraph holds about a person, for the copy of their data. */
export interface PersonalSection {
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

/** Reads one part of what is held about a person. `after` is the cursor that the part before it returned, or null. */
export async function readPersonalPart(
  db: Database,
  sections: readonly PersonalSection[],
  userId: string,
  after: string | null,
): Promise<PersonalPart> {
  const [, position = '0', key = ''] = after === null ? [] : (/^(\d{1,3}):(.*)$/s.exec(after) ?? ['', '-']);
  const section = sections[Number(position)];
  if (section === undefined) throw badUserInput('This is no cursor of a part.', 'after');
  const limit = section.rows ?? partSize;
  const { rows } = (await db.query(section.sql, [userId, key, limit])) as { rows: Row[] };
  const following = Number(position) + 1;
  const nextSection = following < sections.length ? `${following}:` : null;
  return {
    section: section.name,
    items: rows.map(({ item }) => section.show?.(item) ?? item),
    next: rows.length === limit ? `${position}:${rows.at(-1)!.key}` : nextSection,
  };
}
