import type { DataExport, DataExportStatus } from '../domain/data-export.ts';
import type { DataExport as Row, Prisma } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const columns = { id: true, userId: true, status: true, createdAt: true, completedAt: true, expiresAt: true } as const;

const toExport = (row: Omit<Row, 'content'>): DataExport => ({ ...row, status: row.status as DataExportStatus });

export async function findDataExport(db: Db, id: string): Promise<DataExport | null> {
  const row = await db.dataExport.findUnique({ where: { id }, select: columns });
  return row && toExport(row);
}

export async function findNewestExport(db: Db, userId: string): Promise<DataExport | null> {
  const row = await db.dataExport.findFirst({ where: { userId }, orderBy: { createdAt: 'desc' }, select: columns });
  return row && toExport(row);
}

export async function insertDataExport(tx: Db, dataExport: DataExport): Promise<void> {
  await tx.dataExport.create({ data: dataExport });
}

/** Pending exports, oldest first. */
export async function findPendingExports(db: Db, limit: number, except: readonly string[] = []): Promise<DataExport[]> {
  const rows = await db.dataExport.findMany({
    where: { status: 'PENDING', id: { notIn: [...except] } },
    orderBy: { createdAt: 'asc' },
    take: limit,
    select: columns,
  });
  return rows.map(toExport);
}

/** Saves the content of a pending export. Returns false when another process completed it first. */
export async function completeExport(
  tx: Db,
  id: string,
  done: { content: Prisma.InputJsonValue; completedAt: Date; expiresAt: Date },
): Promise<boolean> {
  const { count } = await tx.dataExport.updateMany({
    where: { id, status: 'PENDING' },
    data: { ...done, status: 'READY' },
  });
  return count === 1;
}

/** The content of an export whose link has not expired; null otherwise. */
export async function readExport(db: Db, id: string, now: Date): Promise<unknown> {
  const row = await db.dataExport.findFirst({
    where: { id, status: 'READY', expiresAt: { gt: now } },
    select: { content: true },
  });
  return row?.content ?? null;
}

export async function deleteExports(tx: Db, userId: string): Promise<void> {
  await tx.dataExport.deleteMany({ where: { userId } });
}
