import type { Pool } from 'pg';
import { type LogRecord, type ReadOptions, UnknownTopic } from '../event-bus.ts';
import { parseEnvelope } from '../parse-envelope.ts';
import { countPartitions } from './topics.ts';

export async function readLog(pool: Pool, topic: string, options: ReadOptions): Promise<LogRecord[]> {
  if ((await countPartitions(pool, topic)) === 0) throw new UnknownTopic(topic);
  const { rows } = await pool.query<{ partition: number; offset: string; key: string; value: string }>(
    `SELECT partition, "offset", key, value FROM event_log
     WHERE topic = $1 AND ($2::int IS NULL OR partition = $2) AND "offset" >= $3
     ORDER BY partition, "offset" LIMIT $4`,
    [topic, options.partition ?? null, options.fromOffset ?? 0, options.limit],
  );
  return rows.map(({ partition, offset, key, value }) => {
    const parsed = parseEnvelope(value);
    return {
      topic,
      partition,
      offset: Number(offset),
      key,
      value,
      envelope: 'envelope' in parsed ? parsed.envelope : null,
    };
  });
}
