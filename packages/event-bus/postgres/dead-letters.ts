import type { Pool } from 'pg';
import type { DeadLetter } from '../event-bus.ts';
import { deadLetterId, type Message, replayTopic, toReplayValue } from '../message.ts';
import { inReplayOrder } from '../replay-order.ts';
import { appendEntries } from './append.ts';
import type { Session } from './session.ts';
import { ensureTopics } from './topics.ts';

export interface Parking {
  group: string;
  message: Message;
  error: string;
  attempts: number;
}

/** Postgres cannot store this character in text. */
const withoutNul = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** Parks a message as a dead letter of its group. Parking it again updates the error and the time. */
export async function park(session: Session, { group, message, error, attempts }: Parking): Promise<void> {
  const { topic, partition, offset, key, value } = message;
  await session.query(
    'park',
    `INSERT INTO event_dead_letter (group_name, topic, partition, "offset", key, value, error, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (group_name, topic, partition, "offset")
     DO UPDATE SET error = excluded.error, attempts = excluded.attempts, failed_at = now()`,
    [group, topic, partition, offset, key, value, withoutNul(error), attempts],
  );
}

interface Row {
  group_name: string;
  topic: string;
  partition: number;
  offset: string;
  key: string;
  value: string;
  error: string;
  attempts: number;
  failed_at: Date;
}

const columns = 'group_name, topic, partition, "offset", key, value, error, attempts, failed_at';

function deadLetter(row: Row): DeadLetter {
  const { group_name: group, failed_at: failedAt, ...rest } = row;
  const offset = Number(row.offset);
  return { ...rest, group, offset, id: deadLetterId({ ...rest, offset }), failedAt: failedAt.toISOString() };
}

export async function groupsWithDeadLetters(pool: Pool): Promise<string[]> {
  const text = 'SELECT DISTINCT group_name FROM event_dead_letter ORDER BY group_name';
  return (await pool.query<{ group_name: string }>(text)).rows.map((row) => row.group_name);
}

export async function listDeadLetters(
  pool: Pool,
  { group, topic, limit = 100 }: { group: string; topic?: string; limit?: number },
): Promise<DeadLetter[]> {
  const { rows } = await pool.query<Row>(
    `SELECT ${columns} FROM event_dead_letter
     WHERE group_name = $1 AND ($2::text IS NULL OR topic = $2)
     ORDER BY failed_at, topic, partition, "offset" LIMIT $3`,
    [group, topic ?? null, limit],
  );
  return rows.map(deadLetter);
}

/** Moves dead letters to the group's replay topic, in one transaction, so that none is lost or duplicated. */
export async function moveToReplay(
  pool: Pool,
  { group, topic, ids }: { group: string; topic?: string; ids?: readonly string[] },
): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<Row>(
      `DELETE FROM event_dead_letter
       WHERE group_name = $1 AND ($2::text IS NULL OR topic = $2)
         AND ($3::text[] IS NULL OR topic || '/' || partition || '/' || "offset" = ANY ($3))
       RETURNING ${columns}`,
      [group, topic ?? null, ids ?? null],
    );
    const letters = inReplayOrder(rows.map(deadLetter));
    const entries = letters.map((letter) => ({ key: letter.key, value: toReplayValue(letter) }));
    if (entries.length > 0) {
      await ensureTopics(client, [replayTopic(group)], 1);
      await appendEntries(client, replayTopic(group), entries);
    }
    await client.query('COMMIT');
    return entries.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

export async function countDeadLetters(pool: Pool, groups: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string; count: number }>(
    `SELECT name, (SELECT count(*)::int FROM event_dead_letter WHERE group_name = name) AS count
     FROM unnest($1::text[]) AS name`,
    [groups],
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}
