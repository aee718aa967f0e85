import { encodeCursor, type Page } from '@soko/pagination';
import { Prisma } from '../generated/prisma/client.ts';

/** Where a row stands in a list by age: when it was made, in ms, and its id. */
export type Position = (string | number | null)[];

export type { Page };

/** How many values the cursors of these lists carry. */
export const positionLength = 2;

export const cursorOf = (row: { id: string; createdAt: Date }): string =>
  encodeCursor([row.createdAt.getTime(), row.id]);

/** What a page leaves behind, as the conditions of a WHERE. */
export function beyond({ cursor, backwards }: Page<Position>): Prisma.Sql[] {
  if (cursor === null) return [];
  const at = new Date(Number(cursor[0]));
  const id = String(cursor[1]);
  return [backwards ? Prisma.sql`(created_at, id) > (${at}, ${id})` : Prisma.sql`(created_at, id) < (${at}, ${id})`];
}

export const newestFirst = ({ backwards }: Page<Position>): Prisma.Sql =>
  backwards ? Prisma.sql`created_at, id` : Prisma.sql`created_at DESC, id DESC`;
