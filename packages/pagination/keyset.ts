import { createHash } from 'node:crypto';
import type { Parameters, Queryable } from '@soko/postgres';
import type { Page } from './read-page.ts';

export type Direction = 'ASC' | 'DESC';

/**
 * The SQL of a page by keyset: the condition for rows beyond its cursor, and its order. Both follow one index on `columns`,
 * so every page costs the same, however far into the list: https://use-the-index-luke.com/no-offset
 */
export function keyset(
  columns: readonly string[],
  { cursor, backwards }: Pick<Page<readonly unknown[]>, 'cursor' | 'backwards'>,
  direction: Direction,
  add: Parameters['add'],
): { condition: string; orderBy: string } {
  const descending = (direction === 'DESC') !== backwards;
  const orderBy = columns.map((column) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ');
  if (cursor === null) return { condition: 'true', orderBy };
  const values = cursor.map((value) => add(value)).join(', ');
  return { condition: `(${columns.join(', ')}) ${descending ? '<' : '>'} (${values})`, orderBy };
}

export interface KeysetQuery {
  /** Columns to read. */
  select: string;
  /** Tables, with their aliases and joins. */
  from: string;
  /** Conditions, all of which must hold. Their values are in `parameters`. */
  where?: readonly string[];
  parameters: Parameters;
  /** Columns that the list is ordered by and that its cursors carry. The last one is unique. */
  key: readonly string[];
  direction: Direction;
  page: Page<readonly unknown[]>;
  /** Has Postgres plan the statement once per connection. For lists with few combinations of conditions. */
  name?: string;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12);

/**
 * Reads a page and one row more, which shows that there is a further page. A backward page comes nearest first: see
 * `toConnection`. One statement.
 */
export async function keysetPage<Row extends object>(db: Queryable, query: KeysetQuery): Promise<Row[]> {
  const { select, from, where = [], parameters, key, direction, page, name } = query;
  const { condition, orderBy } = keyset(key, page, direction, parameters.add);
  const conditions = [...where, condition].join(' AND ');
  const limit = parameters.add(page.limit + 1);
  const text = `SELECT ${select} FROM ${from} WHERE ${conditions} ORDER BY ${orderBy} LIMIT ${limit}`;
  const { rows } = await db.query<Row>({
    ...(name === undefined ? {} : { name: `${name}-${digestOf(text)}` }),
    text,
    values: parameters.values,
  });
  return rows;
}

type Bound<Value> = { lt: Value } | { gt: Value };

/** The same page for Prisma's `findMany`, of a list by a time, then by id. `field` is the time's name in the model. */
export function prismaKeyset<Field extends string>(
  field: Field,
  { cursor, backwards, limit }: Page<readonly [time: Date, id: string]>,
  direction: Direction,
) {
  const descending = (direction === 'DESC') !== backwards;
  const order = descending ? ('desc' as const) : ('asc' as const);
  const beyond = <Value>(value: Value): Bound<Value> => (descending ? { lt: value } : { gt: value });
  const one = <Value>(value: Value) => ({ [field]: value }) as Record<Field, Value>;
  return {
    // The outer bound is for the index, which cannot be read by an OR.
    where:
      cursor === null
        ? {}
        : {
            ...one(descending ? { lte: cursor[0] } : { gte: cursor[0] }),
            OR: [one(beyond(cursor[0])), { id: beyond(cursor[1]) }],
          },
    orderBy: [one(order), { id: order }],
    take: limit + 1,
  };
}
