import type { Db } from './database.ts';

/**
 * Remembers the device of a log-in. True for a new one of a person who has logged in with others before. The caller has
 * locked the user, so that two log-ins at once see each other.
 */
export async function rememberDevice(
  tx: Db,
  { userId, device, now }: { userId: string; device: string; now: Date },
): Promise<boolean> {
  // SQL: reads and writes in one statement; `before` is what was there before it.
  const rows = await tx.$queryRaw<{ isNew: boolean }[]>`
    WITH before AS (
      SELECT device FROM known_devices WHERE user_id = ${userId}
    ), remembered AS (
      INSERT INTO known_devices (user_id, device, last_seen_at) VALUES (${userId}, ${device}, ${now})
      ON CONFLICT (user_id, device) DO UPDATE SET last_seen_at = excluded.last_seen_at
    )
    SELECT count(*) > 0 AND count(*) FILTER (WHERE device = ${device}) = 0 AS "isNew" FROM before`;
  return rows[0]!.isNew;
}

export async function forgetDevices(tx: Db, userId: string): Promise<void> {
  await tx.knownDevice.deleteMany({ where: { userId } });
}
