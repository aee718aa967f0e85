import type pg from 'pg';
import type { Bounds, Invariant } from './invariant.ts';

export interface Broken {
  subject: string;
  found: string;
}

export interface CheckedInvariant {
  invariant: Invariant;
  /** The first rows that break the rule, at most `maxReported`. */
  broken: readonly Broken[];
}

/** Number of rows that are reported of one broken rule. */
export const maxReported = 100;

const statementTimeoutMs = 60_000;

/**
 * Checks rules on one snapshot of the database. It only reads, on one connection, and a statement of more than a minute is
 * cancelled.
 */
export async function checkInvariants(
  pool: pg.Pool,
  invariants: readonly Invariant[],
  { since, settled }: Bounds,
): Promise<CheckedInvariant[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${statementTimeoutMs}`);
    const checked: CheckedInvariant[] = [];
    for (const invariant of invariants) {
      const { rows } = await client.query<Broken>(
        `WITH bounds AS (SELECT $1::timestamptz AS since, $2::timestamptz AS settled)
         SELECT subject, found FROM (${invariant.sql}) broken LIMIT ${maxReported}`,
        [since, settled],
      );
      checked.push({ invariant, broken: rows });
    }
    return checked;
  } finally {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}
