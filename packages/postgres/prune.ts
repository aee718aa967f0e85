import type { Queryable } from './queryable.ts';

/** Rows that are no longer needed. */
export interface PruneRule {
  table: string;
  /** SQL condition of the rows, which an index must support. `$1` is the time before which they are old. */
  where: string;
  /** Time for which rows are kept, in milliseconds. */
  keepMs: number;
  /** Assignments in SQL that blank the rows instead of deleting them. `where` must not hold for blank rows. */
  set?: string;
}

interface Options {
  now: Date;
  /** Rows of one statement. */
  batch?: number;
  /** Ends the work between two statements when it returns true. */
  isOver?: () => boolean;
}

/**
 * Deletes or blanks the rows of each rule in batches, until none is left. A batch is a transaction of its own, so no row is
 * locked for long; rows that are in use are left for the next call. Returns the number of rows by table.
 */
export async function prune(
  db: Queryable,
  rules: readonly PruneRule[],
  { now, batch = 2_000, isOver = () => false }: Options,
): Promise<Record<string, number>> {
  const pruned: Record<string, number> = {};
  for (const { table, where, keepMs, set } of rules) {
    const old = `SELECT ctid FROM ${table} WHERE ${where} LIMIT ${batch} FOR UPDATE SKIP LOCKED`;
    const change = set === undefined ? `DELETE FROM ${table}` : `UPDATE ${table} SET ${set}`;
    const text = `${change} WHERE ctid = ANY (ARRAY(${old}))`;
    const before = new Date(now.getTime() - keepMs);
    for (let rows = batch; rows === batch && !isOver();) {
      rows = (await db.query(text, [before])).rowCount ?? 0;
      if (rows > 0) pruned[table] = (pruned[table] ?? 0) + rows;
    }
  }
  return pruned;
}
