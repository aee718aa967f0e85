import type { Pool } from 'pg';

/** An arbitrary number. Every process takes this lock before it creates the tables. */
const schemaLock = 7_045_001;

const tables = `
  CREATE TABLE IF NOT EXISTS event_topic (
    name        TEXT PRIMARY KEY,
    partitions  INT NOT NULL CHECK (partitions > 0),
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now()
  );
  CREATE TABLE IF NOT EXISTS event_partition (
    topic       TEXT NOT NULL REFERENCES event_topic (name) ON DELETE CASCADE,
    partition   INT NOT NULL,
    next_offset BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, partition)
  ) WITH (fillfactor = 50);
  CREATE TABLE IF NOT EXISTS event_log (
    topic       TEXT NOT NULL,
    partition   INT NOT NULL,
    "offset"    BIGINT NOT NULL,
    key         TEXT NOT NULL,
    value       TEXT NOT NULL,
    appended_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, "offset")
  );
  CREATE TABLE IF NOT EXISTS event_group_offset (
    group_name  TEXT NOT NULL,
    topic       TEXT NOT NULL REFERENCES event_topic (name) ON DELETE CASCADE,
    partition   INT NOT NULL,
    next_offset BIGINT NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (group_name, topic, partition)
  ) WITH (fillfactor = 50);
  CREATE TABLE IF NOT EXISTS event_dead_letter (
    group_name  TEXT NOT NULL,
    topic       TEXT NOT NULL,
    partition   INT NOT NULL,
    "offset"    BIGINT NOT NULL,
    key         TEXT NOT NULL,
    value       TEXT NOT NULL,
    error       TEXT NOT NULL,
    attempts    INT NOT NULL,
    failed_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (group_name, topic, partition, "offset")
  );`;

/** Creates the missing tables of the log. Safe in several processes at once. */
export async function createSchema(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    const made = await client.query(`SELECT to_regclass('event_dead_letter') IS NOT NULL AS made`);
    if (made.rows[0].made) return;
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${schemaLock}); ${tables} COMMIT`);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
