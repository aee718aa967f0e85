import { rateLimited } from '@soko/errors';
import type { Db } from './database.ts';

export interface Limit {
  /** Names what is counted. It must not identify a person: use a digest of an address. */
  key: string;
  limit: number;
  windowMs: number;
}

interface Row {
  key: string;
  count: number;
  endsAt: Date;
}

/**
 * Counts one attempt against each limit. Throws RATE_LIMITED when one of them is used up; the others then do not count
 * this attempt. Windows are fixed and start with their first attempt.
 */
export async function countAttempt(db: Db, limits: readonly Limit[], now: Date): Promise<void> {
  const sorted = limits.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const keys = sorted.map(({ key }) => key);
  const ends = sorted.map(({ windowMs }) => new Date(now.getTime() + windowMs).toISOString());
  // SQL: ON CONFLICT with a condition, in one statement, so that simultaneous attempts are all counted.
  const rows = await db.$queryRaw<Row[]>`
    INSERT INTO rate_limits AS saved (key, count, ends_at)
    SELECT key, 1, ends_at FROM unnest(${keys}::text[], ${ends}::timestamptz[]) AS attempt (key, ends_at)
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN saved.ends_at <= ${now} THEN 1 ELSE saved.count + 1 END,
      ends_at = CASE WHEN saved.ends_at <= ${now} THEN EXCLUDED.ends_at ELSE saved.ends_at END
    RETURNING key, count, ends_at AS "endsAt"`;
  const limitOf = new Map(sorted.map(({ key, limit }) => [key, limit]));
  const usedUp = rows.filter((row) => row.count > limitOf.get(row.key)!);
  if (usedUp.length === 0) return;
  await uncountAttempts(
    db,
    keys.filter((key) => !usedUp.some((row) => row.key === key)),
  );
  const until = Math.max(...usedUp.map((row) => row.endsAt.getTime()));
  throw rateLimited(Math.max(1, Math.ceil((until - now.getTime()) / 1000)), 'Too many attempts.');
}

/** Subtracts one attempt, for example after a log-in that succeeded. */
export async function uncountAttempts(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db.rateLimit.updateMany({
    where: { key: { in: [...keys] }, count: { gt: 0 } },
    data: { count: { decrement: 1 } },
  });
}

/** Deletes all attempts that were counted under a key. */
export async function clearAttempts(db: Db, key: string): Promise<void> {
  await db.rateLimit.deleteMany({ where: { key } });
}
