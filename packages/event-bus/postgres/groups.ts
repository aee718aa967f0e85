import type { Pool } from 'pg';
import { pollUntil } from '@soko/retry';
import type { LogEnds } from '../event-bus.ts';

/** Saves the position at which a group begins, for each partition without a committed offset. */
export async function enrolGroup(
  pool: Pool,
  group: string,
  topics: readonly string[],
  from: 'beginning' | 'end',
): Promise<void> {
  await pool.query(
    `INSERT INTO event_group_offset (group_name, topic, partition, next_offset)
     SELECT $1, topic, partition, CASE WHEN $3 = 'end' THEN next_offset ELSE 0 END
     FROM event_partition WHERE topic = ANY ($2)
     ON CONFLICT DO NOTHING`,
    [group, topics, from],
  );
}

export async function partitionsOf(
  pool: Pool,
  topics: readonly string[],
): Promise<{ topic: string; partition: number }[]> {
  const text = 'SELECT topic, partition FROM event_partition WHERE topic = ANY ($1) ORDER BY topic, partition';
  return (await pool.query<{ topic: string; partition: number }>(text, [topics])).rows;
}

export async function groupLag(pool: Pool, group: string): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ topic: string; lag: string }>(
    `SELECT topic, sum(log.next_offset - known.next_offset) AS lag
     FROM event_group_offset AS known JOIN event_partition AS log USING (topic, partition)
     WHERE group_name = $1 GROUP BY topic ORDER BY topic`,
    [group],
  );
  return Object.fromEntries(rows.map((row) => [row.topic, Number(row.lag)]));
}

/** The next offset of each partition that has events. */
export async function findEnds(pool: Pool, topics: readonly string[]): Promise<LogEnds> {
  const { rows } = await pool.query<{ topic: string; ends: Record<string, number> }>(
    `SELECT topic, jsonb_object_agg(partition, next_offset) AS ends FROM event_partition
     WHERE topic = ANY ($1) AND next_offset > 0 GROUP BY topic`,
    [topics],
  );
  return Object.fromEntries(rows.map(({ topic, ends }) => [topic, ends]));
}

/** True when the group has committed every event before these ends. */
export async function hasHandled(pool: Pool, group: string, ends: LogEnds): Promise<boolean> {
  const places = Object.entries(ends).flatMap(([topic, partitions]) =>
    Object.entries(partitions).map(([partition, next]) => ({ topic, partition, next })),
  );
  const { rows } = await pool.query<{ behind: boolean }>(
    `SELECT EXISTS (
       SELECT FROM unnest($2::text[], $3::int[], $4::bigint[]) AS log (topic, partition, next_offset)
       LEFT JOIN event_group_offset AS known
         ON known.group_name = $1 AND known.topic = log.topic AND known.partition = log.partition
       WHERE coalesce(known.next_offset, 0) < log.next_offset) AS behind`,
    [group, places.map(({ topic }) => topic), places.map(({ partition }) => partition), places.map(({ next }) => next)],
  );
  return !rows[0]!.behind;
}

/** True when the group has committed every event that is in the topics now. False after `timeoutMs`. */
export async function waitForGroup(
  pool: Pool,
  { group, topics, timeoutMs }: { group: string; topics: readonly string[]; timeoutMs: number },
): Promise<boolean> {
  const ends = await findEnds(pool, topics);
  const look = () => hasHandled(pool, group, ends);
  return (await pollUntil(look, Boolean, { timeoutMs, firstMs: 5, maxMs: 40 })) === true;
}
