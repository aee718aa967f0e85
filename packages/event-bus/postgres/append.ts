import type { ClientBase, Pool } from 'pg';
import { UnknownTopic } from '../event-bus.ts';
import { channel } from './channel.ts';

export interface Entry {
  key: string;
  value: string;
}

/**
 * One statement, and so one transaction: it locks the rows of its partitions, in order, allocates their next offsets and
 * inserts. The locks last until it commits, so offsets become visible in order, and a reader that has seen one has seen
 * all before it.
 */
const append = `
  WITH incoming AS MATERIALIZED (
    SELECT item.key, item.value, item.position,
           mod(('x' || left(md5(item.key), 7))::bit(28)::int, event_topic.partitions) AS partition
    FROM event_topic, unnest($2::text[], $3::text[]) WITH ORDINALITY AS item (key, value, position)
    WHERE event_topic.name = $1
  ), locked AS MATERIALIZED (
    SELECT partition FROM event_partition
    WHERE topic = $1 AND partition IN (SELECT partition FROM incoming)
    ORDER BY partition FOR UPDATE
  ), allocated AS (
    UPDATE event_partition SET next_offset = next_offset + counted.count
    FROM (SELECT partition, count(*) FROM incoming JOIN locked USING (partition) GROUP BY partition) AS counted
    WHERE event_partition.topic = $1 AND event_partition.partition = counted.partition
    RETURNING event_partition.partition, event_partition.next_offset - counted.count AS first
  ), inserted AS (
    INSERT INTO event_log (topic, partition, "offset", key, value)
    SELECT $1, partition, first + row_number() OVER (PARTITION BY partition ORDER BY position) - 1, key, value
    FROM incoming JOIN allocated USING (partition)
    RETURNING 1
  )
  SELECT count(*)::int AS appended, pg_notify('${channel}', $1) FROM inserted`;

/** Appends entries to a topic in the order given. Throws `UnknownTopic`. */
export async function appendEntries(db: Pool | ClientBase, topic: string, entries: readonly Entry[]): Promise<void> {
  const keys = entries.map((entry) => entry.key);
  const values = entries.map((entry) => entry.value);
  const result = await db.query<{ appended: number }>({ name: 'append', text: append, values: [topic, keys, values] });
  if (result.rows[0]?.appended !== entries.length) throw new UnknownTopic(topic);
}
