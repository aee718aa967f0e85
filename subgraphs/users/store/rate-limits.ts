import { rateLimited } from '@soko/errors';
import type { Db } from './database.ts';

export interface Limit {
  /** Names what is counted. Must not tell who: digest addresses. */
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
 * Counts one try against each limit, and throws RATE_LIMITED when one is used up; the others do not count this try
 * then. Counting is one statement, so that tries at the same time are all counted. Windows are fixed: the first try
 * opens one.
 */
export async function takeTry(db: Db, limits: readonly Limit[], now: Date): Promise<void> {
  const sorted = limits.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const keys = sorted.map(({ key }) => key);
  const ends = sorted.map(({ windowMs }) => new Date(now.getTime() + windowMs).toISOString());
  const rows = await db.$queryRaw<Row[]>`
    INSERT INTO rate_limits AS known (key, count, ends_at)
    SELECT key, 1, ends_at FROM unnest(${keys}::text[], ${ends}::timestamptz[]) AS given (key, ends_at)
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN known.ends_at <= ${now} THEN 1 ELSE known.count + 1 END,
      ends_at = CASE WHEN known.ends_at <= ${now} THEN EXCLUDED.ends_at ELSE known.ends_at END
    RETURNING key, count, ends_at AS "endsAt"`;
  const limitOf = new Map(sorted.map(({ key, limit }) => [key, limit]));
  const usedUp = rows.filter((row) => row.count > limitOf.get(row.key)!);
  if (usedUp.length === 0) return;
  await giveBackTry(
    db,
    keys.filter((key) => !usedUp.some((row) => row.key === key)),
  );
  const until = Math.max(...usedUp.map((row) => row.endsAt.getTime()));
  throw rateLimited(Math.max(1, Math.ceil((until - now.getTime()) / 1000)), 'Too many tries.');
}

/** Uncounts a try that turned out to be none, such as a log-in that succeeded. */
export async function giveBackTry(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db.$executeRaw`UPDATE rate_limits SET count = count - 1 WHERE key = ANY(${[...keys]}::text[]) AND count > 0`;
}

/** Forgets all tries counted under a key. */
export async function forgetTries(db: Db, key: string): Promise<void> {
  await db.rateLimit.deleteMany({ where: { key } });
}
