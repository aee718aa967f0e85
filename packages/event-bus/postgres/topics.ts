import type { ClientBase, Pool } from 'pg';

/** Creates the missing topics with their partitions. */
export async function ensureTopics(db: Pool | ClientBase, names: readonly string[], partitions: number): Promise<void> {
  await db.query(
    `WITH made AS (
       INSERT INTO event_topic (name, partitions)
       SELECT DISTINCT name, $2::int FROM unnest($1::text[]) AS name ORDER BY name
       ON CONFLICT DO NOTHING
       RETURNING name, partitions
     )
     INSERT INTO event_partition (topic, partition)
     SELECT name, number FROM made, generate_series(0, partitions - 1) AS number`,
    [names, partitions],
  );
}

/** Number of partitions of a topic, 0 when it does not exist. */
export async function countPartitions(pool: Pool, topic: string): Promise<number> {
  const found = await pool.query<{ partitions: number }>('SELECT partitions FROM event_topic WHERE name = $1', [topic]);
  return found.rows[0]?.partitions ?? 0;
}
