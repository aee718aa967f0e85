import type { Queryable } from '@soko/postgres';
import { type ChoiceVia, isWanted, type Preference } from '../domain/preference.ts';
import type { Channel } from '../domain/message.ts';
import type { Topic } from '../domain/topics.ts';
import type { Prisma } from '../generated/prisma/client.ts';

/** Those of these readers who may get messages of a topic by a channel. One statement. */
export async function whoMayReceive(
  db: Queryable,
  readerIds: readonly string[],
  topic: Topic,
  channel: Channel,
): Promise<Set<string>> {
  const { rows } = await db.query<{ readerId: string; enabled: boolean }>({
    name: 'notifications-who-may-receive',
    text: `
      SELECT reader_id AS "readerId", enabled FROM preference
      WHERE reader_id = ANY ($1) AND topic = $2 AND channel = $3`,
    values: [readerIds, topic, channel],
  });
  const chosen = new Map(rows.map(({ readerId, enabled }) => [readerId, enabled]));
  return new Set(readerIds.filter((readerId) => isWanted(topic, channel, chosen.get(readerId) ?? null)));
}

/** Whether a reader may get messages of a topic by a channel. */
export const mayReceive = async (db: Queryable, readerId: string, topic: Topic, channel: Channel): Promise<boolean> =>
  (await whoMayReceive(db, [readerId], topic, channel)).has(readerId);

/** The choices of a reader, by topic and channel. */
export async function listPreferences(db: Queryable, readerId: string): Promise<Preference[]> {
  const { rows } = await db.query<Preference>({
    name: 'notifications-preferences',
    text: `
      SELECT reader_id AS "readerId", topic, channel, enabled FROM preference
      WHERE reader_id = $1 ORDER BY topic, channel`,
    values: [readerId],
  });
  return rows;
}

/** No choice is saved beside the erasure of its reader. */
const lockReader = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';

/**
 * Saves a choice in the caller's transaction, and a record of it if it changes anything. False for a person who was erased.
 * `messageId` is the message whose link was used.
 */
export async function savePreference(
  tx: Queryable,
  { readerId, topic, channel, enabled }: Preference,
  { via, messageId, now }: { via: ChoiceVia; messageId: string | null; now: Date },
): Promise<boolean> {
  await tx.query(lockReader, [readerId]);
  const { rows: erased } = await tx.query({
    name: 'notifications-is-erased',
    text: 'SELECT 1 FROM contacts WHERE user_id = $1 AND email IS NULL',
    values: [readerId],
  });
  if (erased.length > 0) return false;
  await tx.query({
    name: 'notifications-save-preference',
    text: `
      WITH saved AS (
        INSERT INTO preference (reader_id, topic, channel, enabled, changed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (reader_id, topic, channel) DO UPDATE
          SET enabled = excluded.enabled, changed_at = excluded.changed_at WHERE preference.enabled <> excluded.enabled
        RETURNING reader_id
      )
      INSERT INTO preference_change (reader_id, topic, channel, enabled, via, message_id, created_at)
      SELECT reader_id, $2, $3, $4, $6, $7, $5 FROM saved`,
    values: [readerId, topic, channel, enabled, now, via, messageId],
  });
  return true;
}

/** Removes the choices of readers, and the record of them. Before the contact is emptied, in the same transaction. */
export async function forgetPreferences(tx: Prisma.TransactionClient, readerIds: readonly string[]): Promise<void> {
  // In one order, so that two of these do not wait for each other.
  for (const readerId of readerIds.toSorted()) await tx.$executeRawUnsafe(lockReader, readerId);
  const of = { where: { readerId: { in: [...readerIds] } } };
  await tx.preferenceChange.deleteMany(of);
  await tx.preference.deleteMany(of);
}
