import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { DataExport, DataExportStatus } from '../domain/data-export.ts';
import type { ExportPart } from '../domain/write-export.ts';
import type { DataExport as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const columns = { id: true, userId: true, status: true, createdAt: true, completedAt: true, expiresAt: true } as const;

const toExport = (row: Omit<Row, 'tries' | 'dueAt' | 'parts'>): DataExport => ({
  ...row,
  status: row.status as DataExportStatus,
});

export async function findDataExport(db: Db, id: string): Promise<DataExport | null> {
  const row = await db.dataExport.findUnique({ where: { id }, select: columns });
  return row && toExport(row);
}

export async function findNewestExport(db: Db, userId: string): Promise<DataExport | null> {
  const row = await db.dataExport.findFirst({ where: { userId }, orderBy: { createdAt: 'desc' }, select: columns });
  return row && toExport(row);
}

export async function insertDataExport(tx: Db, dataExport: DataExport): Promise<void> {
  await tx.dataExport.create({ data: { ...dataExport, dueAt: dataExport.createdAt } });
}

export interface ClaimedExport {
  id: string;
  userId: string;
  /** Tries in a row that brought no further part, this one included. */
  tries: number;
}

/** Claims pending exports that are due, those that wait longest first. A claim counts a try: one that kills its process counts too. */
export async function claimDueExports(
  db: Queryable,
  limit: number,
  { now, until }: { now: Date; until: Date },
): Promise<ClaimedExport[]> {
  const { rows } = await db.query<ClaimedExport>(
    `UPDATE data_exports SET tries = tries + 1, due_at = $3 WHERE id IN (
       SELECT id FROM data_exports WHERE status = 'PENDING' AND due_at <= $2 ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id, user_id AS "userId", tries`,
    [limit, now, until],
  );
  return rows;
}

/** Sets the time at which a pending export goes on. */
export async function postponeExport(db: Queryable, id: string, dueAt: Date): Promise<void> {
  await db.query(`UPDATE data_exports SET due_at = $2 WHERE id = $1 AND status = 'PENDING'`, [id, dueAt]);
}

export interface NewestPart {
  position: number;
  subgraph: string;
  next: string | null;
}

export async function findNewestPart(db: Queryable, exportId: string): Promise<NewestPart | null> {
  const { rows } = await db.query<NewestPart>(
    `SELECT position, subgraph, next FROM data_export_parts WHERE export_id = $1 ORDER BY position DESC LIMIT 1`,
    [exportId],
  );
  return rows[0] ?? null;
}

/**
 * Saves the next part of a pending export, and ends its failed tries. Returns false when the export is not pending any more, or
 * another process has saved a part at this position.
 */
export const savePart = (
  pool: pg.Pool,
  exportId: string,
  part: ExportPart & NewestPart,
  until: Date,
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE data_exports SET tries = 0, due_at = $2 WHERE id = $1 AND status = 'PENDING'`,
      [exportId, until],
    );
    if (rowCount === 0) return false;
    const { position, subgraph, section, items, next } = part;
    const saved = await tx.query(
      `INSERT INTO data_export_parts (export_id, position, subgraph, section, items, next) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [exportId, position, subgraph, section, JSON.stringify(items), next],
    );
    return saved.rowCount === 1;
  });

/** Completes a pending export. Returns false when another process completed it first. */
export async function completeExport(
  tx: Db,
  id: string,
  done: { parts: number; completedAt: Date; expiresAt: Date },
): Promise<boolean> {
  const { count } = await tx.dataExport.updateMany({
    where: { id, status: 'PENDING' },
    data: { ...done, status: 'READY' },
  });
  return count === 1;
}

/** Ends a pending export without a file. Returns false when it is not pending any more. */
export async function failExport(tx: Db, id: string): Promise<boolean> {
  const { count } = await tx.dataExport.updateMany({ where: { id, status: 'PENDING' }, data: { status: 'FAILED' } });
  if (count === 1) await tx.dataExportPart.deleteMany({ where: { exportId: id } });
  return count === 1;
}

/** The number of parts of an export whose link has not expired; null otherwise. */
export async function findReadyParts(db: Queryable, id: string, now: Date): Promise<number | null> {
  const { rows } = await db.query<{ parts: number }>(
    `SELECT parts FROM data_exports WHERE id = $1 AND status = 'READY' AND expires_at > $2`,
    [id, now],
  );
  return rows[0]?.parts ?? null;
}

/** The parts of an export, one after the other. Throws when one is missing: an export that expires meanwhile has no end. */
export async function* readParts(db: Queryable, id: string, parts: number): AsyncGenerator<ExportPart> {
  for (let position = 0; position < parts; position += 1) {
    const { rows } = await db.query<Omit<ExportPart, 'items'> & { items: string }>(
      `SELECT subgraph, section, items FROM data_export_parts WHERE export_id = $1 AND position = $2`,
      [id, position],
    );
    const [part] = rows;
    if (part === undefined) throw new Error(`Part ${position} of the data export ${id} does not exist any more.`);
    yield { ...part, items: JSON.parse(part.items) as object[] };
  }
}

export async function deleteExports(tx: Db, userId: string): Promise<void> {
  await tx.dataExport.deleteMany({ where: { userId } });
}
