import type { Viewer } from '@soko/auth';
import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { ProductImport } from '../domain/product-import.ts';
import type { PrismaClient, ProductImport as ImportRow } from '../generated/prisma/client.ts';
import { ownerOf } from './uploads.ts';

type Owner = Exclude<Viewer, { kind: 'anonymous' | 'service' }>;

const toImport = (row: ImportRow): ProductImport => ({ ...row, status: row.status as ProductImport['status'] });

/** Adds an import, or returns the existing import of the same upload. */
export async function addImport(
  db: PrismaClient,
  added: Pick<ProductImport, 'id' | 'uploadId' | 'sellerId' | 'storeId' | 'publish' | 'correlationId' | 'createdAt'>,
  owner: Owner,
): Promise<ProductImport> {
  await db.productImport.createMany({
    data: [{ ...added, ...ownerOf(owner), status: 'PENDING' }],
    skipDuplicates: true,
  });
  return toImport(await db.productImport.findUniqueOrThrow({ where: { uploadId: added.uploadId } }));
}

/** One of the viewer's own imports, or null. */
export async function findOwnImport(db: PrismaClient, id: string, owner: Owner): Promise<ProductImport | null> {
  if (!isId('imp', id)) return null;
  const row = await db.productImport.findFirst({ where: { id, ...ownerOf(owner) } });
  return row && toImport(row);
}

/** An import that waits for its next turn. */
export interface WaitingImport {
  id: string;
  sellerId: string;
  /** Store into which it imports. Null for the seller's own goods. */
  storeId: string | null;
}

/** The oldest unfinished import of each seller, at most `limit`. */
export async function findWaitingImports(db: Queryable, limit: number): Promise<WaitingImport[]> {
  // SQL: Prisma has no DISTINCT ON.
  const { rows } = await db.query<WaitingImport>({
    name: 'waiting-imports',
    text: `SELECT id, seller_id AS "sellerId", store_id AS "storeId" FROM (
        SELECT DISTINCT ON (seller_id) id, seller_id, store_id, created_at FROM product_import WHERE status IN ('PENDING', 'RUNNING')
        ORDER BY seller_id, created_at, id
      ) i ORDER BY created_at, id LIMIT $1`,
    values: [limit],
  });
  return rows;
}

/** The import with this id, or null. */
export async function findImport(db: PrismaClient, id: string): Promise<ProductImport | null> {
  const row = await db.productImport.findUnique({ where: { id } });
  return row && toImport(row);
}

/** `PENDING → RUNNING` with the number of records. */
export const beginImport = async (db: PrismaClient, id: string, total: number): Promise<void> => {
  await db.productImport.updateMany({ where: { id, status: 'PENDING' }, data: { status: 'RUNNING', total } });
};

/** `PENDING | RUNNING → COMPLETED | FAILED`. */
export const finishImport = async (db: PrismaClient, id: string, failure: string | null, now: Date): Promise<void> => {
  const status = failure === null ? 'COMPLETED' : 'FAILED';
  await db.productImport.updateMany({
    where: { id, status: { in: ['PENDING', 'RUNNING'] } },
    data: { status, failure, finishedAt: now },
  });
};

export interface ImportProgress {
  created: number;
  unchanged: number;
  errors: readonly { line: number; reason: string }[];
  byteOffset: number;
  nextLine: number;
}

/**
 * Saves the progress of an import in the transaction that saves its records. Returns false if another process has imported
 * the same records: the transaction must then be rolled back.
 */
export async function advanceImport(db: Queryable, before: ProductImport, progress: ImportProgress): Promise<boolean> {
  const { created, unchanged, errors } = progress;
  // SQL: part of the transaction of an import, which runs on a pg client.
  const { rowCount } = await db.query({
    name: 'advance-import',
    text: `UPDATE product_import SET created = created + $3, failed = failed + $4, unchanged = unchanged + $7, processed = processed + $3 + $4 + $7,
        byte_offset = $5, next_line = $6
      WHERE id = $1 AND next_line = $2 AND status = 'RUNNING'`,
    values: [before.id, before.nextLine, created, errors.length, progress.byteOffset, progress.nextLine, unchanged],
  });
  if (rowCount !== 1) return false;
  // SQL: part of the same transaction.
  await db.query({
    name: 'note-import-errors',
    text: `INSERT INTO product_import_error (import_id, line, reason)
      SELECT $1, line, reason FROM jsonb_to_recordset($2) AS e (line int, reason text)`,
    values: [before.id, JSON.stringify(errors)],
  });
  return true;
}

/** Rows that were not imported, by line. */
export const findImportErrors = (db: PrismaClient, importId: string, first: number, afterLine: number) =>
  db.productImportError.findMany({
    where: { importId, line: { gt: afterLine } },
    orderBy: { line: 'asc' },
    take: first,
    select: { line: true, reason: true },
  });
