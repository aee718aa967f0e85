import type { Viewer } from '@soko/auth';
import { isId } from '@soko/ids';
import { prismaTransaction } from '@soko/postgres';
import type { Upload, UploadPurpose, UploadStatus } from '../domain/upload.ts';
import type { Prisma, PrismaClient, Upload as UploadRow } from '../generated/prisma/client.ts';

type Owner = Exclude<Viewer, { kind: 'anonymous' | 'service' }>;

/** The owner of an upload. Uploads by an API key belong to its store, so that they outlive the key. */
export const ownerOf = (viewer: Owner): { ownerKind: string; ownerId: string } =>
  viewer.kind === 'user' ? { ownerKind: 'user', ownerId: viewer.id } : { ownerKind: 'store', ownerId: viewer.storeId };

const toUpload = (row: UploadRow): Upload => ({
  ...row,
  status: row.status as UploadStatus,
  purpose: row.purpose as UploadPurpose,
});

/**
 * Adds an upload that is waiting for its file, unless the files of its owner would then have more than `maxBytes`. Returns
 * the bytes of the owner's files before it, and whether it was added. Uploads of one owner take turns.
 */
export async function addUpload(
  db: PrismaClient,
  upload: Upload,
  owner: Owner,
  { maxBytes, now }: { maxBytes: number; now: Date },
): Promise<{ added: boolean; usedBytes: number }> {
  const owned = ownerOf(owner);
  return prismaTransaction(db, async (tx: Prisma.TransactionClient) => {
    // SQL: Prisma has no advisory locks.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`upload ${owned.ownerId}`}, 0))`;
    const { _sum } = await tx.upload.aggregate({
      where: { ...owned, status: { in: ['PENDING', 'UPLOADED'] } },
      _sum: { size: true },
    });
    const usedBytes = _sum.size ?? 0;
    const added = usedBytes + upload.size <= maxBytes;
    if (added) await tx.upload.create({ data: { ...upload, ...owned, createdAt: now } });
    return { added, usedBytes };
  });
}

/** One of the viewer's own uploads, or null. */
export async function findOwnUpload(db: PrismaClient, id: string, owner: Owner): Promise<Upload | null> {
  if (!isId('upl', id)) return null;
  const row = await db.upload.findFirst({ where: { id, ...ownerOf(owner) } });
  return row && toUpload(row);
}

/** The upload of any owner, or null. For requests with its signed URL. */
export async function findUpload(db: PrismaClient, id: string): Promise<Upload | null> {
  if (!isId('upl', id)) return null;
  const row = await db.upload.findUnique({ where: { id } });
  return row && toUpload(row);
}

/** `PENDING → UPLOADED`, unless it is uploaded already. Returns the saved upload. */
export async function markUploaded(
  db: PrismaClient,
  id: string,
  file: { key: string; width: number | null; height: number | null },
  now: Date,
): Promise<Upload> {
  await db.upload.updateMany({
    where: { id, status: 'PENDING' },
    data: { status: 'UPLOADED', uploadedAt: now, ...file },
  });
  return toUpload(await db.upload.findUniqueOrThrow({ where: { id } }));
}

/**
 * Records that an upload is used from now on, so that its file is not removed meanwhile: not within the next days, and never
 * when it is shown. False when its file was just removed.
 */
export async function keepUpload(db: PrismaClient, id: string, isShown: boolean, now: Date): Promise<boolean> {
  const data = { checkedAt: now, ...(isShown ? { shownAt: now } : {}) };
  const { count } = await db.upload.updateMany({ where: { id, status: 'UPLOADED' }, data });
  return count === 1;
}

/** `PENDING → EXPIRED`. */
export async function markExpired(db: PrismaClient, id: string): Promise<void> {
  await db.upload.updateMany({ where: { id, status: 'PENDING' }, data: { status: 'EXPIRED' } });
}

/** Uploads whose time is over and whose file has not arrived, without those of `except`. */
export async function findOverdueUploads(
  db: PrismaClient,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<Upload[]> {
  const rows = await db.upload.findMany({
    where: { status: 'PENDING', expiresAt: { lt: now }, id: { notIn: [...except] } },
    orderBy: { expiresAt: 'asc' },
    take: limit,
  });
  return rows.map(toUpload);
}
