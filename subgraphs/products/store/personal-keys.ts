import type { Queryable } from '@soko/postgres';

/** Deletes the keys of all events that hold personal data of a person. */
export async function deletePersonalKeysOf(db: Queryable, userId: string): Promise<void> {
  // SQL: in a consumer, which has no Prisma client.
  await db.query('DELETE FROM personal_key WHERE person_id = $1', [userId]);
}
