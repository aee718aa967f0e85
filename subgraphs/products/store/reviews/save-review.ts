import type { Queryable } from '@soko/postgres';
import type { Review } from '../../domain/reviews/review.ts';

/** Adds a review. False if the same thing of the same order was reviewed before, also by a request of the same moment. */
export async function addReview(tx: Queryable, review: Review): Promise<boolean> {
  // SQL: a conflict must not end the transaction.
  const { rowCount } = await tx.query({
    name: 'add-review',
    text: `INSERT INTO review (id, target, subject_id, order_id, seller_id, about, author_id, rating, title, text, pictures, status, version,
        created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
      ON CONFLICT (order_id, target, subject_id) DO NOTHING`,
    values: [
      review.id,
      review.target,
      review.subjectId,
      review.orderId,
      review.sellerId,
      review.about,
      review.authorId,
      review.rating,
      review.title,
      review.text,
      JSON.stringify(review.pictures),
      review.status,
      review.version,
      review.createdAt,
      review.updatedAt,
    ],
  });
  return rowCount === 1;
}

/** Saves a review that the transaction has locked. Votes are counted elsewhere. */
export async function saveReview(tx: Queryable, review: Review): Promise<void> {
  // SQL: in a transaction on a pg client.
  await tx.query({
    name: 'save-review',
    text: `UPDATE review SET author_id = $2, rating = $3, title = $4, text = $5, pictures = $6, status = $7, hidden_reason = $8, reply = $9,
        replied_at = $10, version = $11, updated_at = $12 WHERE id = $1`,
    values: [
      review.id,
      review.authorId,
      review.rating,
      review.title,
      review.text,
      JSON.stringify(review.pictures),
      review.status,
      review.hiddenReason,
      review.reply,
      review.repliedAt,
      review.version,
      review.updatedAt,
    ],
  });
}
