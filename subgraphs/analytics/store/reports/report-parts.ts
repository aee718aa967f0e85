import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';

/** Where the newest sheet of a file ends. */
export interface SheetEnd {
  sheet: number;
  crc: number;
  size: number;
  rows: number;
}

/** A part as it is saved. */
export interface NewPart extends SheetEnd {
  content: Buffer;
  /** Key of its last row. Null for a part without rows. */
  key: readonly string[] | null;
  /** Rows and size of the part itself. */
  addedRows: number;
  addedBytes: number;
}

type Row = { position: number; sheet: number; crc: string; size: string; rows: number };

const toEnd = ({ sheet, crc, size, rows }: Row): SheetEnd => ({ sheet, crc: Number(crc), size: Number(size), rows });

/** The end of the newest part. Null before the first one. */
export async function findEnd(db: Queryable, reportId: string): Promise<SheetEnd | null> {
  const { rows } = await db.query<Row>({
    name: 'report-parts-end',
    // SQL: the numbers without the content.
    text: `SELECT position, sheet, crc, size, rows FROM report_parts WHERE report_id = $1 ORDER BY position DESC LIMIT 1`,
    values: [reportId],
  });
  return rows[0] === undefined ? null : toEnd(rows[0]);
}

/**
 * Saves the next part of a running report and its position in one transaction, and ends its failed tries. Returns false when the
 * report does not run any more, or another process has saved a part at this position.
 */
export const savePart = (
  pool: pg.Pool,
  reportId: string,
  position: number,
  part: NewPart,
  until: Date,
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const { rowCount } = await tx.query({
      name: 'report-move',
      // SQL: a condition on the number of parts.
      text: `UPDATE reports SET tries = 0, due_at = $3, claimed_until = $3, parts = parts + 1, rows = rows + $4, bytes = bytes + $5,
          position = coalesce($6::jsonb, position)
        WHERE id = $1 AND status = 'RUNNING' AND parts = $2`,
      values: [
        reportId,
        position,
        until,
        part.addedRows,
        part.addedBytes,
        part.key === null ? null : JSON.stringify(part.key),
      ],
    });
    if (rowCount === 0) return false;
    await tx.query({
      name: 'report-part-insert',
      // SQL: in the transaction of the position.
      text: `INSERT INTO report_parts (report_id, position, sheet, content, crc, size, rows) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      values: [reportId, position, part.sheet, part.content, part.crc, part.size, part.rows],
    });
    return true;
  });

/** The parts of a file, without their content: the last of each sheet has its checksum and size. */
export async function listEnds(db: Queryable, reportId: string): Promise<(SheetEnd & { position: number })[]> {
  const { rows } = await db.query<Row>({
    name: 'report-parts-ends',
    // SQL: the last part of each sheet.
    text: `SELECT DISTINCT ON (sheet) position, sheet, crc, size, rows FROM report_parts WHERE report_id = $1
      ORDER BY sheet, position DESC`,
    values: [reportId],
  });
  return rows.map((row) => ({ ...toEnd(row), position: row.position }));
}

/** The content of parts, one after the other. Throws when one is missing: a file that expires meanwhile has no end. */
export async function* readParts(db: Queryable, reportId: string, first: number, last: number): AsyncGenerator<Buffer> {
  for (let position = first; position <= last; position += 1) {
    const { rows } = await db.query<{ content: Buffer }>({
      name: 'report-part-read',
      // SQL: one part at a time.
      text: 'SELECT content FROM report_parts WHERE report_id = $1 AND position = $2',
      values: [reportId, position],
    });
    const [part] = rows;
    if (part === undefined) throw new Error(`Part ${position} of the report ${reportId} does not exist any more.`);
    yield part.content;
  }
}
