import { Prisma } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const dayMs = 86_400_000;

/**
 * Job: marks what has expired, and deletes what is no longer needed. Codes are kept for a day after their expiry,
 * sessions and used refresh tokens for `keepSessionsMs`. The content of data exports is
 * deleted when the link expires.
 */
export async function cleanUp(db: Db, now: Date, keepSessionsMs: number): Promise<void> {
  const aDayAgo = new Date(now.getTime() - dayMs);
  const longAgo = new Date(now.getTime() - keepSessionsMs);
  await db.otpChallenge.updateMany({
    where: { status: 'PENDING', expiresAt: { lte: now } },
    data: { status: 'EXPIRED' },
  });
  await db.otpChallenge.deleteMany({ where: { expiresAt: { lte: aDayAgo } } });
  await db.session.deleteMany({ where: { OR: [{ expiresAt: { lte: longAgo } }, { revokedAt: { lte: longAgo } }] } });
  await db.refreshToken.deleteMany({ where: { rotatedAt: { lte: longAgo } } });
  await db.dataExport.updateMany({
    where: { status: 'READY', expiresAt: { lte: now } },
    data: { status: 'EXPIRED', content: Prisma.DbNull },
  });
}
