import type { Pool } from 'pg';
import { type LogRecord, type ReadOptions, type Stretch, UnknownTopic } from '../event-bus.ts';
import { parseEnvelope } from '../parse-envelope.ts';
import { countPartitions } from './topics.ts';

export async function readLog(pool: Pool, topic: string, options: ReadOptions): Promise<LogRecord[]> {
  if ((await countPartitions(pool, topic)) === 0) throw new UnknownTopic(topic);
  const rows = options.stretches
    ? await readStretches(pool, topic, options.stretches, options.limit)
    : await readFrom(pool, topic, options);
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

interface Row {
  partition: number;
  offset: string;
  key: string;
  value: string;
}

async function readFrom(pool: Pool, topic: string, { partition, fromOffset, limit }: ReadOptions): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `SELECT partition, "offset", key, value FROM event_log
     WHERE topic = $1 AND ($2::int IS NULL OR partition = $2) AND "offset" >= $3
     ORDER BY partition, "offset" LIMIT $4`,
    [topic, partition ?? null, fromOffset ?? 0, limit],
  );
  return rows;
}

async function readStretches(pool: Pool, topic: string, stretches: readonly Stretch[], limit: number): Promise<Row[]> {
  const columns = [
    stretches.map(({ partition }) => partition),
    stretches.map(({ fromOffset }) => fromOffset),
    stretches.map(({ toOffset }) => toOffset),
  ];
  const { rows } = await pool.query<Row>(
    `SELECT partition, "offset", key, value
     FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS wanted (number, first, after)
     JOIN event_log ON topic = $1 AND partition = number AND "offset" >= first AND "offset" < after
     ORDER BY partition, "offset" LIMIT $5`,
    [topic, ...columns, limit],
  );
  return rows;
}
