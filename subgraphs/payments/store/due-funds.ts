import { type Queryable, storableText } from '@soko/postgres';

/** Claims rows with a step that is due, until `until`, and returns their ids. */
export async function claimDueFunds(
  pool: Queryable,
  table: 'collection' | 'disbursement',
  limit: number,
  now: Date,
  until: Date,
): Promise<string[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due rows among processes.
  const { rows } = await pool.query<{ id: string }>({
    name: `claim-due-${table}s`,
    text: `UPDATE ${table} SET due_at = $2 FROM (
        SELECT id FROM ${table} WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE ${table}.id = due.id RETURNING ${table}.id`,
    values: [now, until, limit],
  });
  return rows.map(({ id }) => id);
}

/** What a try leaves in its row: an error counts as a failed one. */
export const triedWith = (error: string | null) =>
  error === null ? { lastError: null } : { attempts: { increment: 1 }, lastError: storableText(error, 500) };
