import type { Queryable } from '@soko/postgres';
import type { SubjectKind } from '../domain/conversation.ts';

/** A conversation that began before chat knew stores. */
interface Unknown {
  id: string;
  subjectKind: SubjectKind;
  subjectId: string;
}

// SQL: a partial index, and two tables in one statement.

/** Conversations whose store nobody has asked for yet. */
export async function findWithoutKnownStore(db: Queryable, limit: number): Promise<Unknown[]> {
  const { rows } = await db.query<Unknown>({
    name: 'chat-without-known-store',
    text: `SELECT id, subject_kind AS "subjectKind", subject_id AS "subjectId" FROM conversation
      WHERE NOT store_is_known ORDER BY id LIMIT $1`,
    values: [limit],
  });
  return rows;
}

/** Gives conversations their store, or none, unless they have been given one. Returns the number of those that it changed. */
export async function saveStores(
  db: Queryable,
  given: readonly { id: string; storeId: string | null }[],
): Promise<number> {
  // The conversations are locked first and in the order of their ids, as every change of them is.
  const { rowCount } = await db.query({
    name: 'chat-save-stores',
    text: `WITH given AS MATERIALIZED (
        SELECT c.id, g.store_id FROM conversation c JOIN unnest($1::text[], $2::text[]) AS g (id, store_id) ON g.id = c.id
        WHERE NOT c.store_is_known ORDER BY c.id FOR UPDATE OF c
      ), sides AS (
        UPDATE participant p SET store_id = given.store_id FROM given
        WHERE p.conversation_id = given.id AND p.side = 'SELLER' AND given.store_id IS NOT NULL
      )
      UPDATE conversation c SET store_id = given.store_id, store_is_known = true FROM given WHERE c.id = given.id`,
    values: [given.map(({ id }) => id), given.map(({ storeId }) => storeId)],
  });
  return rowCount ?? 0;
}
