import { requireRole } from '@soko/auth';
import type { WalletsContext } from '../../context.ts';
import { verifyLedger } from '../../ledger/index.ts';
import type { WalletsServices } from '../../services.ts';
import { findVerification, type SavedVerification, saveVerification } from '../../store/wallets/verifications.ts';
import { trailOfJob } from './trail-of-job.ts';

/** Verifies the ledger for an administrator. */
export async function verifyLedgerNow(
  { viewer, pool, trail, now }: WalletsContext,
  { since }: { since?: Date | null | undefined },
): Promise<SavedVerification> {
  requireRole(viewer, 'ADMIN');
  return saveVerification(pool, await verifyLedger(pool, { since: since ?? null }), now(), trail);
}

const hourMs = 3_600_000;

/**
 * Verifies the ledger: the postings since an hour before the last verification, and all of them when that was not done for
 * a day.
 */
export async function verifyLedgerRegularly({
  db,
  pool,
  now,
}: Pick<WalletsServices, 'db' | 'pool' | 'now'>): Promise<void> {
  const [last, lastFull] = await Promise.all([findVerification(db), findVerification(db, { full: true })]);
  const at = now();
  const isFullDue = lastFull === null || lastFull.at.getTime() < at.getTime() - 24 * hourMs;
  const since = isFullDue || last === null ? null : new Date(last.at.getTime() - hourMs);
  await saveVerification(pool, await verifyLedger(pool, { since }), at, trailOfJob(now));
}
