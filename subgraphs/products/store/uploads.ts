import type { Viewer } from '@soko/auth';
import { isId } from '@soko/ids';
import type { Upload, UploadStatus } from '../domain/upload.ts';
import type { PrismaClient, Upload as UploadRow } from '../generated/prisma/client.ts';

type Owner = Exclude<Viewer, { kind: 'anonymous' | 'service' }>;

/** The owner of an upload. Uploads by an API key belong to its store, so that they outlive the key. */
export const ownerOf = (viewer: Owner): { ownerKind: string; ownerId: string } =>
  viewer.kind === 'user' ? { ownerKind: 'user', ownerId: viewer.id } : { ownerKind: 'store', ownerId: viewer.storeId };

const toUpload = (row: UploadRow): Upload => ({ ...row, status: row.status as UploadStatus });

/** Adds an upload that is waiting for its file. */
export async function addUpload(db: PrismaClient, upload: Upload, owner: Owner, now: Date): Promise<void> {
  await db.upload.create({ data: { ...upload, ...ownerOf(owner), createdAt: now } });
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

/** `PENDING → UPLOADED`. Returns the saved upload. */
export async function markUploaded(
  db: PrismaClient,
  id: string,
  size: { width: number | null; height: number | null },
  now: Date,
): Promise<Upload> {
  await db.upload.updateMany({
    where: { id, status: 'PENDING' },
    data: { status: 'UPLOADED', uploadedAt: now, ...size },
  });
  return toUpload(await db.upload.findUniqueOrThrow({ where: { id } }));
}

/** `PENDING → EXPIRED`. */
export async function markExpired(db: PrismaClient, id: string): Promise<void> {
  await db.upload.updateMany({ where: { id, status: 'PENDING' }, data: { status: 'EXPIRED' } });
}

/** At most 200 uploads whose time is over and whose file has not arrived. */
export async function findOverdueUploads(db: PrismaClient, now: Date): Promise<Upload[]> {
  const rows = await db.upload.findMany({
    where: { status: 'PENDING', expiresAt: { lt: now } },
    orderBy: { expiresAt: 'asc' },
    take: 200,
  });
  return rows.map(toUpload);
}
