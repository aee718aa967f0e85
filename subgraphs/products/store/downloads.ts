import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { DownloadCount } from '../domain/digital-goods.ts';

interface Download {
  lineId: string;
  fileId: string;
  link: string;
}

/** True if a download began with this link. */
export async function hasBegun(db: Queryable, { lineId, fileId, link }: Download): Promise<boolean> {
  // SQL: hot, once for each part of a large file.
  const { rows } = await db.query({
    name: 'download-begun',
    text: 'SELECT FROM digital_download WHERE line_id = $1 AND file_id = $2 AND link = $3 LIMIT 1',
    values: [lineId, fileId, link],
  });
  return rows.length > 0;
}

/** Counts a download. False if `max` downloads of the file have been counted for the line. */
export const countDownload = (
  pool: pg.Pool,
  { lineId, fileId, link }: Download,
  max: number,
  now: Date,
): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    // SQL: Prisma has no advisory locks. Downloads at the same time count one after the other.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`download ${lineId} ${fileId}`]);
    const { rowCount } = await client.query(
      `INSERT INTO digital_download (line_id, file_id, link, at)
       SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM digital_download WHERE line_id = $1 AND file_id = $2 AND counts) < $5`,
      [lineId, fileId, link, now, max],
    );
    return rowCount === 1;
  });

/** The downloads of lines, by line and file. One statement. */
export async function findDownloadCounts(
  db: Queryable,
  lineIds: readonly string[],
): Promise<Map<string, Map<string, DownloadCount>>> {
  // SQL: aggregates with a filter.
  const { rows } = await db.query<{ line_id: string; file_id: string; begun: number; counted: number; last_at: Date }>(
    `SELECT line_id, file_id, count(*)::int AS begun, (count(*) FILTER (WHERE counts))::int AS counted, max(at) AS last_at
     FROM digital_download WHERE line_id = ANY($1) GROUP BY line_id, file_id`,
    [lineIds],
  );
  const counts = new Map<string, Map<string, DownloadCount>>();
  for (const { line_id, file_id, begun, counted, last_at } of rows) {
    const ofLine = counts.get(line_id) ?? new Map<string, DownloadCount>();
    counts.set(line_id, ofLine.set(file_id, { begun, counted, lastAt: last_at }));
  }
  return counts;
}
