import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import { maxSavedSearches, type SavedFilter, type SavedSearch } from '../../domain/finding/saved-search.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

const columns = `s.id, s.name, s.filter, s.created_at AS "createdAt", s.updated_at AS "updatedAt"`;

/** Saves a search, if its name is free and the person has fewer than the maximum. Returns null otherwise. */
export async function insertSavedSearch(
  db: Queryable,
  search: { id: string; userId: string; name: string; filter: SavedFilter; now: Date },
): Promise<SavedSearch | null> {
  // SQL: conditional insert with a count. Two at the same time may exceed the limit by one.
  const { rows } = await db.query<SavedSearch>({
    name: 'insert-saved-search',
    text: `INSERT INTO saved_search AS s (id, user_id, name, filter, created_at, updated_at)
      SELECT $1, $2, $3, $4::jsonb, $5::timestamptz, $5::timestamptz
      WHERE (SELECT count(*) FROM saved_search WHERE user_id = $2) < ${maxSavedSearches}
      ON CONFLICT (user_id, name) DO NOTHING RETURNING ${columns}`,
    values: [search.id, search.userId, search.name, JSON.stringify(search.filter), search.now],
  });
  return rows[0] ?? null;
}

/** The saved search of a person with this name, and whether it has this filter. Null without one. */
export async function findByName(
  db: Queryable,
  userId: string,
  name: string,
  filter: SavedFilter | null = null,
): Promise<(SavedSearch & { isSame: boolean }) | null> {
  // SQL: compares JSON.
  const { rows } = await db.query<SavedSearch & { isSame: boolean }>({
    name: 'saved-search-by-name',
    text: `SELECT ${columns}, coalesce(s.filter = $3::jsonb, false) AS "isSame" FROM saved_search s WHERE s.user_id = $1 AND s.name = $2`,
    values: [userId, name, filter && JSON.stringify(filter)],
  });
  return rows[0] ?? null;
}

/** Changes what is given of a saved search of a person. Returns null if the person has none with this id. */
export async function changeSavedSearch(
  db: Queryable,
  userId: string,
  change: { id: string; name: string | null; filter: SavedFilter | null; now: Date },
): Promise<SavedSearch | null> {
  if (!isId('ssr', change.id)) return null;
  // SQL: one statement for row and rights.
  const { rows } = await db.query<SavedSearch>({
    name: 'change-saved-search',
    text: `UPDATE saved_search s SET name = coalesce($3, s.name), filter = coalesce($4::jsonb, s.filter), updated_at = $5
      WHERE s.id = $1 AND s.user_id = $2 RETURNING ${columns}`,
    values: [change.id, userId, change.name, change.filter && JSON.stringify(change.filter), change.now],
  });
  return rows[0] ?? null;
}

/** Removes a saved search of a person. Returns false if the person has none with this id. */
export async function removeSavedSearchOf(db: PrismaClient, userId: string, id: string): Promise<boolean> {
  if (!isId('ssr', id)) return false;
  const { count } = await db.savedSearch.deleteMany({ where: { id, userId } });
  return count === 1;
}

/** All saved searches of a person, by name. */
export async function listSavedSearches(db: PrismaClient, userId: string): Promise<SavedSearch[]> {
  const found = await db.savedSearch.findMany({ where: { userId }, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  return found.map(({ filter, ...row }) => ({ ...row, filter: filter as SavedFilter }));
}

/** Deletes the saved searches of an erased person. */
export async function deleteSavedSearchesOf(db: Queryable, userId: string): Promise<void> {
  // SQL: in a consumer, which has no Prisma client.
  await db.query('DELETE FROM saved_search WHERE user_id = $1', [userId]);
}
