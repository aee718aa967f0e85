import type { FileOfUpload } from '@soko/media';
import type { Queryable } from '@soko/postgres';

/** An upload that was checked. */
export interface CheckedUpload {
  id: string;
  key: string;
  isUsed: boolean;
}

/**
 * Takes the uploads that are due for a check, those that were not checked since `before`, and says which files a product, a
 * category, a review, an import, or buyers of digital goods use, or orders may show. An unused one is marked as expired, so that nothing
 * begins to use it while its file is removed. Uploads that wait for their file are not due.
 */
export async function checkUploads(
  db: Queryable,
  { now, before, limit }: { now: Date; before: Date; limit: number },
): Promise<CheckedUpload[]> {
  // SQL: SKIP LOCKED, and a search in JSON.
  const { rows } = await db.query<CheckedUpload>({
    name: 'check-uploads',
    text: `UPDATE upload u SET checked_at = $1, status = CASE WHEN used.is_used THEN u.status ELSE 'EXPIRED' END FROM (
        SELECT id, key, shown_at, review_id FROM upload WHERE coalesce(checked_at, uploaded_at, expires_at) < $2 AND status <> 'PENDING'
        ORDER BY coalesce(checked_at, uploaded_at, expires_at) LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due CROSS JOIN LATERAL (SELECT due.shown_at IS NOT NULL OR due.review_id IS NOT NULL
        OR EXISTS (SELECT FROM product p WHERE p.media @> jsonb_build_array(jsonb_build_object('key', due.key)))
        OR EXISTS (SELECT FROM category c WHERE c.image_key = due.key)
        OR EXISTS (SELECT FROM digital_file f WHERE f.upload_id = due.id)
        OR EXISTS (SELECT FROM product_import i WHERE i.upload_id = due.id) AS is_used) AS used
      WHERE u.id = due.id RETURNING u.id, u.key, used.is_used AS "isUsed"`,
    values: [now, before, limit],
  });
  return rows;
}

/**
 * The keys of these files that an upload has, or may have yet because it waits for its file, and those that a product, a
 * category or digital goods have.
 */
export async function findNamed(db: Queryable, files: readonly FileOfUpload[]): Promise<string[]> {
  // SQL: a search in JSON, for many keys at once.
  const { rows } = await db.query<{ key: string }>({
    name: 'find-named-files',
    text: `SELECT file.key FROM unnest($1::text[], $2::text[]) AS file (key, id)
      WHERE EXISTS (SELECT FROM upload u WHERE u.id = file.id AND (u.status = 'PENDING' OR u.key = file.key))
        OR EXISTS (SELECT FROM product p WHERE p.media @> jsonb_build_array(jsonb_build_object('key', file.key)))
        OR EXISTS (SELECT FROM category c WHERE c.image_key = file.key)
        OR EXISTS (SELECT FROM digital_file f WHERE f.upload_id = file.id AND f.key = file.key)`,
    values: [files.map(({ key }) => key), files.map(({ uploadId }) => uploadId)],
  });
  return rows.map(({ key }) => key);
}

/** Forgets an upload whose file was removed. */
export async function deleteUpload(db: Queryable, id: string): Promise<void> {
  // SQL: beside the statement above.
  await db.query({ name: 'delete-upload', text: 'DELETE FROM upload WHERE id = $1', values: [id] });
}
