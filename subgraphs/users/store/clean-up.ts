import type { Db } from './database.ts';

/** Job: marks codes and data exports that have expired. The content of an export is deleted at once. */
export async function cleanUp(db: Db, now: Date): Promise<void> {
  await db.otpChallenge.updateMany({
    where: { status: 'PENDING', expiresAt: { lte: now } },
    data: { status: 'EXPIRED' },
  });
  await db.$transaction([
    db.dataExport.updateMany({ where: { status: 'READY', expiresAt: { lte: now } }, data: { status: 'EXPIRED' } }),
    db.dataExportPart.deleteMany({ where: { export: { status: 'EXPIRED' } } }),
  ]);
}
