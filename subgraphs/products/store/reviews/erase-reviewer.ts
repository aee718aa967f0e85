import type { Queryable } from '@soko/postgres';
import { releaseUploads } from './review-uploads.ts';
import { removeVotesOf } from './votes.ts';

interface Erased {
  pictures: { uploadId: string }[];
}

/**
 * Erases what a person wrote in reviews and reports, with the pictures, and their votes. The stars stay without a name, so that
 * ratings stay what they were.
 */
export async function eraseReviewer(tx: Queryable, userId: string): Promise<void> {
  // SQL: the reviews are locked in the order of their ids, as by votes.
  const { rows } = await tx.query<Erased>({
    name: 'erase-reviews-of',
    text: `WITH own AS MATERIALIZED (SELECT id, pictures FROM review WHERE author_id = $1 ORDER BY id FOR UPDATE)
      UPDATE review r SET author_id = NULL, title = NULL, text = NULL, pictures = '[]', version = r.version + 1
      FROM own WHERE r.id = own.id RETURNING own.pictures`,
    values: [userId],
  });
  await releaseUploads(
    tx,
    rows.flatMap(({ pictures }) => pictures.map(({ uploadId }) => uploadId)),
  );
  await removeVotesOf(tx, userId);
  await tx.query('UPDATE content_report SET reporter_id = id, text = NULL WHERE reporter_id = $1', [userId]);
  await tx.query('UPDATE purchase SET buyer_id = NULL WHERE buyer_id = $1', [userId]);
}
