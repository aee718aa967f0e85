import type { Queryable } from '@soko/postgres';

/** A read model: its name, and its tables, whose rows belong to generations. */
export interface ReadModelTables {
  readonly name: string;
  readonly tables: readonly string[];
}

/** A generation that gets events, locked. */
export interface OpenGeneration {
  generation: number;
  /** Time of the newest event of each topic that it contains. */
  applied: Readonly<Record<string, string>>;
}

/** Makes the first generation of an installation. */
export async function ensureGeneration(db: Queryable, name: string, now: Date): Promise<void> {
  await db.query({
    name: 'read-model-ensure-generation',
    // SQL: ON CONFLICT on any of two keys.
    text: `INSERT INTO projection_generations (name, generation, status, started_at, live_at)
      SELECT $1, 1, 'LIVE', $2, $2 WHERE NOT EXISTS (SELECT FROM projection_generations WHERE name = $1 AND status = 'LIVE')
      ON CONFLICT DO NOTHING`,
    values: [name, now],
  });
}

/**
 * The generations that get events, locked until the transaction ends: one writer at a time adds to the buckets, and a generation
 * that begins misses no event. Oldest first, so that writers wait for each other at one place.
 */
export async function lockGenerations(tx: Queryable, name: string): Promise<OpenGeneration[]> {
  const { rows } = await tx.query<OpenGeneration>({
    name: 'read-model-lock-generations',
    // SQL: FOR UPDATE.
    text: `SELECT generation, applied FROM projection_generations
      WHERE name = $1 AND status IN ('LIVE', 'BUILDING') ORDER BY generation FOR UPDATE`,
    values: [name],
  });
  return rows;
}

export async function saveApplied(tx: Queryable, name: string, { generation, applied }: OpenGeneration): Promise<void> {
  await tx.query({
    name: 'read-model-save-applied',
    // SQL: in the transaction of the buckets.
    text: 'UPDATE projection_generations SET applied = $3 WHERE name = $1 AND generation = $2',
    values: [name, generation, applied],
  });
}

/** The generation that answers queries. */
export async function findLiveGeneration(db: Queryable, name: string): Promise<OpenGeneration> {
  const { rows } = await db.query<OpenGeneration>({
    name: 'read-model-live-generation',
    // SQL: read beside the buckets, which are summed in SQL.
    text: "SELECT generation, applied FROM projection_generations WHERE name = $1 AND status = 'LIVE'",
    values: [name],
  });
  return rows[0]!;
}

/** A generation as people see it. */
export interface ShownGeneration {
  name: string;
  generation: number;
  status: 'LIVE' | 'BUILDING' | 'RETIRED';
  startedAt: Date;
  liveAt: Date | null;
}

export async function listGenerations(db: Queryable): Promise<ShownGeneration[]> {
  const { rows } = await db.query<ShownGeneration>({
    // SQL: read by a program that has no Prisma client.
    text: `SELECT name, generation, status, started_at AS "startedAt", live_at AS "liveAt" FROM projection_generations
      ORDER BY name, generation`,
  });
  return rows;
}

/**
 * Begins a new generation beside the one that answers, and retires one that was being built before. It waits for the writers, so
 * that every later one adds to both.
 */
export async function beginGeneration(tx: Queryable, name: string, now: Date): Promise<number> {
  await lockGenerations(tx, name);
  await tx.query({
    // SQL: beside the lock.
    text: "UPDATE projection_generations SET status = 'RETIRED', retired_at = $2 WHERE name = $1 AND status = 'BUILDING'",
    values: [name, now],
  });
  const { rows } = await tx.query<{ generation: number }>({
    // SQL: the next number, in the statement that takes it. What the other one contains is what this one will contain.
    text: `INSERT INTO projection_generations (name, generation, status, started_at, applied)
      SELECT $1, max(generation) + 1, 'BUILDING', $2, (array_agg(applied) FILTER (WHERE status = 'LIVE'))[1]
      FROM projection_generations WHERE name = $1 RETURNING generation`,
    values: [name, now],
  });
  return rows[0]!.generation;
}

/** Locks a generation that is being built. False when another one has taken its place. */
export async function lockBuilding(tx: Queryable, name: string, generation: number): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'read-model-lock-building',
    // SQL: FOR UPDATE.
    text: `SELECT FROM projection_generations WHERE name = $1 AND generation = $2 AND status = 'BUILDING' FOR UPDATE`,
    values: [name, generation],
  });
  return rowCount === 1;
}

/** From now on, the new generation answers. It must be locked. */
export async function swapGenerations(tx: Queryable, name: string, generation: number, now: Date): Promise<void> {
  // SQL: two statements, because at most one generation is live at any time.
  await tx.query(
    "UPDATE projection_generations SET status = 'RETIRED', retired_at = $2 WHERE name = $1 AND status = 'LIVE'",
    [name, now],
  );
  await tx.query(
    "UPDATE projection_generations SET status = 'LIVE', live_at = $3 WHERE name = $1 AND generation = $2",
    [name, generation, now],
  );
}

/** Time in milliseconds after which no query reads a retired generation any more. */
const readingMs = 60_000;

/** Deletes the rows of retired generations in batches, and then the generations. */
export async function removeRetired(db: Queryable, { name, tables }: ReadModelTables, now: Date): Promise<void> {
  const { rows } = await db.query<{ generation: number }>({
    // SQL: beside the deletes below.
    text: `SELECT generation FROM projection_generations WHERE name = $1 AND status = 'RETIRED' AND retired_at < $2`,
    values: [name, new Date(now.getTime() - readingMs)],
  });
  for (const { generation } of rows) {
    for (const table of tables) await removeRows(db, table, generation);
    // SQL: beside the deletes above.
    const values = [name, generation];
    await db.query('DELETE FROM projection_generations WHERE name = $1 AND generation = $2', values);
  }
}

/** Rows that are deleted by one statement, so that none is locked for long. */
const maxRows = 5_000;

async function removeRows(db: Queryable, table: string, generation: number): Promise<void> {
  for (let removed = maxRows; removed === maxRows;) {
    // SQL: a part of the rows.
    const part = `SELECT ctid FROM ${table} WHERE generation = $1 LIMIT ${maxRows}`;
    const text = `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${part}))`;
    removed = (await db.query(text, [generation])).rowCount ?? 0;
  }
}
