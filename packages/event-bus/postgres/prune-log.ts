import type { Pool, PoolClient } from 'pg';

/** An arbitrary number. One process at a time prunes. */
const pruneLock = 7_045_002;

const batch = 5_000;

/**
 * Entries of one partition in the order of their offsets, up to the first that is not old or that a group has not handled. A
 * group that has committed nothing since `before` is taken for abandoned. Reads one batch, however long the partition is.
 */
const remove = `
  WITH held AS (
    SELECT coalesce(min(next_offset), 9223372036854775807) AS "offset" FROM event_group_offset
    WHERE topic = $1 AND partition = $2 AND updated_at >= $3
  ), oldest AS (
    SELECT "offset", appended_at FROM event_log WHERE topic = $1 AND partition = $2 ORDER BY "offset" LIMIT ${batch}
  ), kept AS (
    SELECT min(oldest."offset") AS "offset" FROM oldest, held
    WHERE NOT (oldest.appended_at < $3 AND oldest."offset" < held."offset")
  )
  DELETE FROM event_log WHERE topic = $1 AND partition = $2
    AND "offset" < coalesce((SELECT "offset" FROM kept), (SELECT max("offset") + 1 FROM oldest))`;

async function prunePartitions(client: PoolClient, before: Date): Promise<number> {
  const { rows } = await client.query<{ topic: string; partition: number }>(
    'SELECT topic, partition FROM event_partition ORDER BY topic, partition',
  );
  let pruned = 0;
  for (const { topic, partition } of rows) {
    for (let removed = batch; removed === batch; pruned += removed) {
      const values = [topic, partition, before];
      removed = (await client.query({ name: 'prune-log', text: remove, values })).rowCount ?? 0;
    }
  }
  return pruned;
}

/** Deletes entries that were appended before `before`, in batches. Does nothing while another process does so. */
export async function pruneLog(pool: Pool, before: Date): Promise<number> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [pruneLock]);
    if (!rows[0]?.mine) return 0;
    try {
      return await prunePartitions(client, before);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [pruneLock]);
    }
  } finally {
    client.release();
  }
}
