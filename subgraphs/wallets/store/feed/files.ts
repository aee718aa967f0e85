import type { Queryable } from '@soko/postgres';
import type { FeedFileImport } from '../../domain/feed/feed-import.ts';

interface NewFile {
  id: string;
  acceptGap: boolean;
  actorId: string;
  idempotencyKey: string;
  startedAt: Date;
}

/** Saves an import that waits for its file, or returns the one with the same key. */
export async function addFileImport(
  db: Queryable,
  { id, acceptGap, actorId, idempotencyKey, startedAt }: NewFile,
): Promise<{ id: string; acceptGap: boolean; startedAt: Date }> {
  // SQL: beside the statements below. The update changes nothing: it returns the row that is there.
  const { rows } = await db.query<{ id: string; acceptGap: boolean; startedAt: Date }>({
    name: 'add-feed-file-import',
    text: `INSERT INTO feed_import AS i (id, status, lines, accept_gap, actor_id, started_at, updated_at, is_file, idempotency_key)
      VALUES ($1, 'UPLOADING', 0, $2, $3, $4, $4, true, $5)
      ON CONFLICT (actor_id, idempotency_key) DO UPDATE SET idempotency_key = i.idempotency_key
      RETURNING id, accept_gap AS "acceptGap", started_at AS "startedAt"`,
    values: [id, acceptGap, actorId, startedAt, idempotencyKey],
  });
  return rows[0]!;
}

/** Number of imports of a person that wait for their file, or for the end of it; without the one of a key. */
export async function countOpenFiles(
  db: Queryable,
  { actorId, idempotencyKey }: Pick<NewFile, 'actorId' | 'idempotencyKey'>,
): Promise<number> {
  const { rows } = await db.query<{ count: string }>({
    name: 'count-open-feed-files',
    // SQL: beside the statements above.
    text: `SELECT count(*) FROM feed_import WHERE actor_id = $1 AND is_file AND status IN ('UPLOADING', 'RUNNING')
      AND idempotency_key <> $2`,
    values: [actorId, idempotencyKey],
  });
  return Number(rows[0]!.count);
}

/** True while the file of an import may arrive. */
export async function isAwaited(db: Queryable, id: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'feed-file-awaited',
    // SQL: beside the statements above.
    text: `SELECT FROM feed_import WHERE id = $1 AND status = 'UPLOADING'`,
    values: [id],
  });
  return rows.length > 0;
}

export interface FilePart {
  firstLine: number;
  lines: number;
  text: string;
}

/** Saves a part of a file that is arriving. */
export async function addFilePart(
  db: Queryable,
  importId: string,
  upload: string,
  { firstLine, lines, text }: FilePart,
): Promise<void> {
  await db.query({
    name: 'add-feed-file-part',
    // SQL: beside the statements above.
    text: 'INSERT INTO feed_file_part (import_id, upload, first_line, lines, text) VALUES ($1, $2, $3, $4, $5)',
    values: [importId, upload, firstLine, lines, text],
  });
}

/**
 * Begins an import whose file has arrived, and forgets the parts of other uploads. False when another upload was first: then its
 * own parts are forgotten.
 */
export async function beginFileImport(
  db: Queryable,
  importId: string,
  { upload, lines, bytes }: { upload: string; lines: number; bytes: number },
  now: Date,
): Promise<boolean> {
  // SQL: two tables in one statement.
  const { rows } = await db.query<{ begun: boolean }>({
    name: 'begin-feed-file-import',
    text: `WITH begun AS (
        UPDATE feed_import SET status = 'RUNNING', upload = $2, lines = $3, bytes = $4, due_at = $5, updated_at = $5
        WHERE id = $1 AND status = 'UPLOADING' RETURNING id
      ), forgotten AS (
        DELETE FROM feed_file_part WHERE import_id = $1 AND (upload = $2) <> EXISTS (SELECT FROM begun))
      SELECT EXISTS (SELECT FROM begun) AS begun`,
    values: [importId, upload, lines, bytes, now],
  });
  return rows[0]!.begun;
}

/** Forgets the parts of an upload that did not arrive completely. */
export async function forgetUpload(db: Queryable, importId: string, upload: string): Promise<void> {
  await db.query({
    name: 'forget-feed-upload',
    // SQL: beside the statements above.
    text: 'DELETE FROM feed_file_part WHERE import_id = $1 AND upload = $2',
    values: [importId, upload],
  });
}

/** Claims imports of files with lines to apply, until `until`. */
export async function claimFileImports(
  db: Queryable,
  limit: number,
  now: Date,
  until: Date,
): Promise<FeedFileImport[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the files among processes.
  const { rows } = await db.query<FeedFileImport>({
    name: 'claim-feed-files',
    text: `UPDATE feed_import SET due_at = $2 WHERE id IN (
        SELECT id FROM feed_import WHERE due_at <= $1 AND status = 'RUNNING' ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING id, upload, next_line AS "nextLine", unreadable, accept_gap AS "acceptGap", actor_id AS "actorId"`,
    values: [now, until, limit],
  });
  return rows;
}

/** The part with a line or the first one after it. Null after the last one. */
export async function findFilePart(
  db: Queryable,
  { id, upload }: FeedFileImport,
  line: number,
): Promise<FilePart | null> {
  const { rows } = await db.query<FilePart>({
    name: 'feed-file-part',
    // SQL: beside the statements above.
    text: `SELECT first_line AS "firstLine", lines, text FROM feed_file_part
      WHERE import_id = $1 AND upload = $2 AND first_line + lines > $3 ORDER BY first_line LIMIT 1`,
    values: [id, upload, line],
  });
  return rows[0] ?? null;
}

/** Keeps the lease of an import, and notes that the lines of a part are handled. Returns how far it is. */
export async function advanceFileImport(
  db: Queryable,
  { id }: FeedFileImport,
  nextLine: number,
  until: Date,
): Promise<Pick<FeedFileImport, 'nextLine' | 'unreadable'> | null> {
  const { rows } = await db.query<Pick<FeedFileImport, 'nextLine' | 'unreadable'>>({
    name: 'advance-feed-file',
    // SQL: beside the statements above.
    text: `UPDATE feed_import SET due_at = $3, next_line = greatest(next_line, $2) WHERE id = $1 AND status = 'RUNNING'
      RETURNING next_line AS "nextLine", unreadable`,
    values: [id, nextLine, until],
  });
  return rows[0] ?? null;
}

/** Has a stopped import of a file go on. False when it did not stop at missing lines. */
export async function resumeFileImport(db: Queryable, id: string, acceptGap: boolean, now: Date): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'resume-feed-file',
    // SQL: beside the statements above.
    text: `UPDATE feed_import SET status = 'RUNNING', accept_gap = accept_gap OR $2, gap_producer = NULL, gap_from = NULL, gap_before = NULL,
        ended_at = NULL, due_at = $3, updated_at = $3
      WHERE id = $1 AND is_file AND status = 'GAP' AND upload IS NOT NULL`,
    values: [id, acceptGap, now],
  });
  return rowCount === 1;
}

/** Ends imports whose file did not arrive in time, and forgets the files of those that ended before `forgetBefore`. */
export async function expireFiles(
  db: Queryable,
  { startedBefore, forgetBefore, now }: { startedBefore: Date; forgetBefore: Date; now: Date },
): Promise<void> {
  // SQL: two tables in one statement.
  await db.query({
    name: 'expire-feed-files',
    text: `WITH expired AS (
        UPDATE feed_import SET status = 'EXPIRED', ended_at = $3, updated_at = $3
        WHERE is_file AND status = 'UPLOADING' AND started_at < $1 RETURNING id
      ), stopped AS (
        UPDATE feed_import SET upload = NULL WHERE is_file AND upload IS NOT NULL AND ended_at < $2 RETURNING id)
      DELETE FROM feed_file_part WHERE import_id IN (SELECT id FROM expired UNION ALL SELECT id FROM stopped)`,
    values: [startedBefore, forgetBefore, now],
  });
}

/** Forgets the file of an import that is done. */
export async function forgetFile(db: Queryable, { id }: FeedFileImport): Promise<void> {
  await db.query({
    name: 'forget-feed-file',
    // SQL: two tables in one statement.
    text: `WITH done AS (UPDATE feed_import SET upload = NULL WHERE id = $1) DELETE FROM feed_file_part WHERE import_id = $1`,
    values: [id],
  });
}
