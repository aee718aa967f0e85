import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { FeedImport, FeedImportStatus, FeedProblem } from '../../domain/feed/feed-import.ts';

const columns = `i.id, i.status, i.lines, i.applied, i.repeated, i.refused, i.accept_gap AS "acceptGap",
  i.gap_producer AS "gapProducer", i.gap_from AS "gapFrom", i.gap_before AS "gapBefore", i.actor_id AS "actorId", i.is_file AS "isFile",
  i.started_at AS "startedAt", i.ended_at AS "endedAt"`;

/** Saves an import before its first line. */
export async function addImport(
  db: Queryable,
  {
    id,
    lines,
    acceptGap,
    actorId,
    startedAt,
  }: Pick<FeedImport, 'id' | 'lines' | 'acceptGap' | 'actorId' | 'startedAt'>,
): Promise<void> {
  // SQL: beside the statements below.
  await db.query({
    name: 'add-feed-import',
    text: `INSERT INTO feed_import (id, status, lines, accept_gap, actor_id, started_at, updated_at)
      VALUES ($1, 'RUNNING', $2, $3, $4, $5, $5)`,
    values: [id, lines, acceptGap, actorId, startedAt],
  });
}

export type LineCount = 'applied' | 'repeated' | 'refused';

/** A line with what became of it. */
export interface CountedLine {
  /** Number of the line in the text, from 1. */
  line: number;
  seq: number | null;
  counted: LineCount;
  /** Why a refused line cannot be applied. */
  reason: string | null;
}

/** Counts a line, in the transaction of its effects. Once: a file may be worked on by a process whose lease has expired. */
export async function countLine(
  db: Queryable,
  importId: string,
  { line, seq, counted, reason }: CountedLine,
  now: Date,
): Promise<void> {
  // SQL: two tables in one statement, in a transaction that holds row locks.
  await db.query({
    name: 'count-feed-line',
    text: `WITH counted AS (
        UPDATE feed_import SET updated_at = $3, applied = applied + ($2 = 'applied')::int,
          repeated = repeated + ($2 = 'repeated')::int, refused = refused + ($2 = 'refused')::int,
          next_line = $4 + 1, unreadable = CASE WHEN $2 = 'refused' AND $5::int IS NULL THEN unreadable + 1 ELSE 0 END
        WHERE id = $1 AND next_line <= $4 RETURNING id)
      INSERT INTO feed_import_problem (import_id, line, seq, reason)
      SELECT id, $4, $5, $6 FROM counted WHERE $6::text IS NOT NULL`,
    values: [importId, counted, now, line, seq, reason],
  });
}

/** Ends an import, and notes the lines that are missing. */
export async function endImport(
  db: Queryable,
  importId: string,
  status: Exclude<FeedImportStatus, 'UPLOADING' | 'RUNNING'>,
  gap: { producer: string; expected: number; found: number } | null,
  now: Date,
): Promise<void> {
  // SQL: beside the statements above.
  await db.query({
    name: 'end-feed-import',
    text: `UPDATE feed_import SET status = $2, gap_producer = $3, gap_from = $4, gap_before = $5, ended_at = $6, updated_at = $6,
        due_at = NULL
      WHERE id = $1 AND status = 'RUNNING'`,
    values: [importId, status, gap?.producer ?? null, gap?.expected ?? null, gap?.found ?? null, now],
  });
}

/** Ends the imports whose process died: none of their lines was handled since `before`. */
export async function endInterruptedImports(db: Queryable, before: Date, now: Date): Promise<void> {
  // SQL: beside the statements above.
  await db.query({
    name: 'end-interrupted-feed-imports',
    text: `UPDATE feed_import SET status = 'INTERRUPTED', ended_at = $2, updated_at = $2
      WHERE status = 'RUNNING' AND updated_at < $1 AND NOT is_file`,
    values: [before, now],
  });
}

/** A page of imports, newest first, and one more if there is another page. */
export const listImports = (db: Queryable, page: Page<readonly [startedAt: Date, id: string]>): Promise<FeedImport[]> =>
  // SQL: a page by keyset.
  keysetPage<FeedImport>(db, {
    select: columns,
    from: 'feed_import i',
    where: [],
    parameters: createParameters(),
    key: ['i.started_at', 'i.id'],
    direction: 'DESC',
    page,
    name: 'feed-imports',
  });

export async function findImport(db: Queryable, id: string): Promise<FeedImport | null> {
  // SQL: beside the statements above.
  const { rows } = await db.query<FeedImport>({
    name: 'feed-import',
    text: `SELECT ${columns} FROM feed_import i WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The refused lines of an import after a line, in their order. */
export async function findImportProblems(
  db: Queryable,
  importId: string,
  first: number,
  afterLine: number,
): Promise<FeedProblem[]> {
  // SQL: beside the statements above.
  const { rows } = await db.query<FeedProblem>({
    name: 'feed-import-problems',
    text: `SELECT line, seq, reason FROM feed_import_problem WHERE import_id = $1 AND line > $3 ORDER BY line LIMIT $2`,
    values: [importId, first, afterLine],
  });
  return rows;
}
