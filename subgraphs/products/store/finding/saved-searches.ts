import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import {
  type AlertCriteria,
  maxSavedSearches,
  type SavedFilter,
  type SavedSearch,
} from '../../domain/finding/saved-search.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { searchQuery } from '../filter-sql.ts';

const columns = `s.id, s.name, s.filter, s.alert, s.alerted_at AS "alertedAt", s.created_at AS "createdAt", s.updated_at AS "updatedAt"`;

/**
 * Adds the alert of the search that the part `saved` returns, or replaces it. What another filter found takes no room any more.
 * `criteria` and `terms` are placeholders.
 */
const watch = (criteria: string, terms: string): string => `
  INSERT INTO search_alert AS a (search_id, user_id, criteria, terms, keys)
    SELECT s.id, s.user_id, c.criteria, c.terms, public.search_alert_keys(c.criteria, c.terms)
    FROM saved s, (SELECT ${criteria}::jsonb AS criteria, ${searchQuery(`${terms}::text`)} AS terms) c WHERE s.alert
    ON CONFLICT (search_id) DO UPDATE SET (criteria, terms, keys) = (excluded.criteria, excluded.terms, excluded.keys),
      waiting = CASE WHEN (a.criteria, a.terms) IS DISTINCT FROM (excluded.criteria, excluded.terms) THEN 0 ELSE a.waiting END`;

/** True for an alert that every product is compared with, because its search only has words that must not occur. */
export async function isUnbounded(db: Queryable, { criteria, terms }: AlertCriteria): Promise<boolean> {
  // SQL: the function that makes the keys.
  const { rows } = await db.query<{ unbounded: boolean }>({
    name: 'alert-is-unbounded',
    text: `SELECT public.search_alert_keys($1::jsonb, ${searchQuery('$2::text')}) @> '{*}' AS unbounded`,
    values: [JSON.stringify(criteria), terms],
  });
  return rows[0]!.unbounded;
}

/** A search to save. The criteria are those of its alert, or null without one. */
interface Written {
  id: string;
  userId: string;
  name: string;
  filter: SavedFilter;
  alert: AlertCriteria | null;
  now: Date;
}

const valuesOf = ({ id, userId, name, filter, alert, now }: Written): unknown[] => [
  id,
  userId,
  name,
  JSON.stringify(filter),
  alert !== null,
  now,
  alert && JSON.stringify(alert.criteria),
  alert?.terms ?? null,
];

/** Saves a search, if its name is free and the person has fewer than the maximum. Returns null otherwise. */
export async function insertSavedSearch(db: Queryable, search: Written): Promise<SavedSearch | null> {
  // SQL: conditional insert with a count. Two at the same time may exceed the limit by one.
  const { rows } = await db.query<SavedSearch>({
    name: 'insert-saved-search',
    text: `WITH saved AS (
        INSERT INTO saved_search AS s (id, user_id, name, filter, alert, created_at, updated_at)
        SELECT $1, $2, $3, $4::jsonb, $5::boolean, $6::timestamptz, $6::timestamptz
        WHERE (SELECT count(*) FROM saved_search WHERE user_id = $2) < ${maxSavedSearches}
        ON CONFLICT (user_id, name) DO NOTHING RETURNING *
      ), watched AS (${watch('$7', '$8')})
      SELECT ${columns} FROM saved s`,
    values: valuesOf(search),
  });
  return rows[0] ?? null;
}

/** The saved search of a person with this name, and whether it is the same as the given one. Null without one. */
export async function findByName(
  db: Queryable,
  userId: string,
  name: string,
  { filter, alert }: { filter: SavedFilter; alert: boolean } | { filter: null; alert: null } = {
    filter: null,
    alert: null,
  },
): Promise<(SavedSearch & { isSame: boolean }) | null> {
  // SQL: compares JSON.
  const { rows } = await db.query<SavedSearch & { isSame: boolean }>({
    name: 'saved-search-by-name',
    text: `SELECT ${columns}, coalesce(s.filter = $3::jsonb AND s.alert = $4::boolean, false) AS "isSame"
      FROM saved_search s WHERE s.user_id = $1 AND s.name = $2`,
    values: [userId, name, filter && JSON.stringify(filter), alert],
  });
  return rows[0] ?? null;
}

/** A saved search of a person, locked until the end of the transaction. Null if the person has none with this id. */
export async function lockSavedSearch(tx: Queryable, userId: string, id: string): Promise<SavedSearch | null> {
  if (!isId('ssr', id)) return null;
  // SQL: a lock that leaves its matches free. An alert is changed by the holder of this lock.
  const { rows } = await tx.query<SavedSearch>({
    name: 'lock-saved-search',
    text: `SELECT ${columns} FROM saved_search s WHERE s.id = $1 AND s.user_id = $2 FOR NO KEY UPDATE`,
    values: [id, userId],
  });
  return rows[0] ?? null;
}

/** Saves a locked search of a person. Matches that an alert has not announced yet end with it. */
export async function changeSavedSearch(tx: Queryable, search: Written): Promise<SavedSearch> {
  // SQL: search and alert in one statement.
  const { rows } = await tx.query<SavedSearch>({
    name: 'change-saved-search',
    text: `WITH saved AS (
        UPDATE saved_search SET name = $3, filter = $4::jsonb, alert = $5::boolean, updated_at = $6::timestamptz
        WHERE id = $1 AND user_id = $2 RETURNING *
      ), watched AS (${watch('$7', '$8')}
      ), unwatched AS (
        DELETE FROM search_alert a USING saved s WHERE a.search_id = s.id AND NOT s.alert
      ), dropped AS (
        DELETE FROM saved_search_match m USING saved s WHERE m.search_id = s.id AND m.told_at IS NULL AND NOT s.alert
      )
      SELECT ${columns} FROM saved s`,
    values: valuesOf(search),
  });
  const [changed] = rows;
  if (changed === undefined) throw new Error(`The saved search ${search.id} is not locked.`);
  return changed;
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

/** Deletes the saved searches of an erased person, with their alerts and matches. */
export async function deleteSavedSearchesOf(db: Queryable, userId: string): Promise<void> {
  // SQL: in the order in which the search for matches locks them, so that the two cannot deadlock.
  await db.query(
    'DELETE FROM saved_search WHERE id IN (SELECT id FROM saved_search WHERE user_id = $1 ORDER BY id FOR UPDATE)',
    [userId],
  );
}
