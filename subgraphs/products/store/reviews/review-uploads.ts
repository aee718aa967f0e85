import type { Queryable } from '@soko/postgres';

/**
 * Ties uploads to a review, so that their files are kept and no other review shows them. Returns false if one of them belongs to
 * another review, or was just removed.
 */
export async function tieUploads(
  tx: Queryable,
  reviewId: string,
  uploadIds: readonly string[],
  now: Date,
): Promise<boolean> {
  if (uploadIds.length === 0) return true;
  // SQL: a condition on the rows, which are locked in the order of their ids.
  const { rowCount } = await tx.query({
    name: 'tie-uploads',
    text: `UPDATE upload SET review_id = $1, checked_at = $3
      WHERE id IN (SELECT id FROM upload WHERE id = ANY($2) ORDER BY id FOR UPDATE)
        AND status = 'UPLOADED' AND (review_id IS NULL OR review_id = $1)`,
    values: [reviewId, uploadIds, now],
  });
  return rowCount === uploadIds.length;
}

/** Makes files of a review that it shows no longer due for removal at once. */
export async function releaseUploads(tx: Queryable, uploadIds: readonly string[]): Promise<void> {
  if (uploadIds.length === 0) return;
  await tx.query({
    name: 'release-uploads',
    text: 'UPDATE upload SET review_id = NULL, checked_at = to_timestamp(0) WHERE id = ANY($1)',
    values: [uploadIds],
  });
}
