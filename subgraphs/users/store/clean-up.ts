import type { Db } from './database.ts';

const dayMs = 86_400_000;

/**
 * Closes what has run out, and deletes what nobody needs any more: codes a day after their end, sessions and used
 * refresh tokens after `keepSessionsMs`, counted tries after their window, copies of exports after their link.
 */
export async function cleanUp(db: Db, now: Date, keepSessionsMs: number): Promise<void> {
  const aDayAgo = new Date(now.getTime() - dayMs);
  const longAgo = new Date(now.getTime() - keepSessionsMs);
  await db.otpChallenge.updateMany({
    where: { status: 'PENDING', expiresAt: { lte: now } },
    data: { status: 'EXPIRED' },
  });
  await db.otpChallenge.deleteMany({ where: { expiresAt: { lte: aDayAgo } } });
  await db.rateLimit.deleteMany({ where: { endsAt: { lte: now } } });
  await db.session.deleteMany({ where: { OR: [{ expiresAt: { lte: longAgo } }, { revokedAt: { lte: longAgo } }] } });
  await db.refreshToken.deleteMany({ where: { rotatedAt: { lte: longAgo } } });
  await db.$executeRaw`
    UPDATE data_exports SET status = 'EXPIRED', content = NULL WHERE status = 'READY' AND expires_at <= ${now}`;
}
