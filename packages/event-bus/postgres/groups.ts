import type { Pool } from 'pg';

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
