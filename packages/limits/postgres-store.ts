import type { Queryable } from '@soko/postgres';
import { digestOf } from './digest.ts';
import type { Addition, LimitStore } from './store.ts';

interface Row {
  key: string;
  points: number;
  endsAt: Date;
}

// Sorted by key, so that attempts that count the same keys do not lock each other.
const addSql = `
  INSERT INTO limits AS saved (key, points, ends_at)
  SELECT key, points, ends_at FROM unnest($1::text[], $2::int[], $3::timestamptz[]) AS attempt (key, points, ends_at)
  ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    points = CASE WHEN saved.ends_at <= $4 THEN EXCLUDED.points
      ELSE least(saved.points::bigint + EXCLUDED.points, 2147483647)::int END,
    ends_at = CASE WHEN saved.ends_at <= $4 THEN EXCLUDED.ends_at ELSE saved.ends_at END
  RETURNING key, points, ends_at AS "endsAt"`;

// Locks in the same order, for the same reason.
const subtractSql = `
  WITH counted AS MATERIALIZED (
    SELECT saved.key, given.points FROM unnest($1::text[], $2::int[]) AS given (key, points)
    JOIN limits saved ON saved.key = given.key WHERE saved.ends_at > $3
    ORDER BY saved.key FOR UPDATE OF saved)
  UPDATE limits SET points = greatest(limits.points - counted.points, 0) FROM counted WHERE limits.key = counted.key`;

/** Counts in the table `limits` of a subgraph's database: one statement for all limits of an attempt. */
export function createPostgresStore(db: Queryable, now: () => Date): LimitStore {
  const keysOf = (additions: readonly Addition[]) => additions.map(({ id }) => digestOf(id));
  const pointsOf = (additions: readonly Addition[]) => additions.map(({ points }) => points);
  return {
    async add(additions) {
      const moment = now().getTime();
      const keys = keysOf(additions);
      const ends = additions.map(({ perMs }) => new Date(moment + perMs));
      const { rows } = await db.query<Row>(addSql, [keys, pointsOf(additions), ends, new Date(moment)]);
      const rowOf = new Map(rows.map((row) => [row.key, row]));
      return keys.map((key) => {
        const { points, endsAt } = rowOf.get(key)!;
        return { points, msLeft: Math.max(0, endsAt.getTime() - moment) };
      });
    },
    async subtract(additions) {
      await db.query(subtractSql, [keysOf(additions), pointsOf(additions), now()]);
    },
    async clear(id) {
      await db.query('DELETE FROM limits WHERE key = $1', [digestOf(id)]);
    },
  };
}

/** Deletes counters whose period has ended. One that is being counted begins a new period, and stays. */
export async function deleteEndedLimits(db: Queryable, now: Date): Promise<void> {
  await db.query(
    'DELETE FROM limits WHERE key IN (SELECT key FROM limits WHERE ends_at <= $1 FOR UPDATE SKIP LOCKED)',
    [now],
  );
}
