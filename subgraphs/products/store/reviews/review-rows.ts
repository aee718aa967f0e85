import { isId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { Review } from '../../domain/reviews/review.ts';

/** The columns of `review r` as a domain value. */
export const reviewColumns = `r.id, r.target, r.subject_id AS "subjectId", r.order_id AS "orderId", r.seller_id AS "sellerId", r.about,
  r.author_id AS "authorId", r.rating, r.title, r.text, r.pictures, r.status, r.hidden_reason AS "hiddenReason", r.reply,
  r.replied_at AS "repliedAt", r.helpful, r.unhelpful, r.version, r.created_at AS "createdAt", r.updated_at AS "updatedAt"`;

/** Reviews by id. Unknown ids are left out. */
export async function findReviews(db: Queryable, ids: readonly string[]): Promise<Review[]> {
  // SQL: beside the statements of this folder.
  const { rows } = await db.query<Review>({
    name: 'find-reviews',
    text: `SELECT ${reviewColumns} FROM review r WHERE r.id = ANY($1)`,
    values: [ids.filter((id) => isId('rev', id))],
  });
  return rows;
}

/** The review, locked until the transaction ends. Null if it does not exist. */
export async function lockReview(tx: Queryable, id: string): Promise<Review | null> {
  if (!isId('rev', id)) return null;
  // SQL: FOR UPDATE.
  const { rows } = await tx.query<Review>({
    name: 'lock-review',
    text: `SELECT ${reviewColumns} FROM review r WHERE r.id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Reviews of orders. */
export async function findReviewsOfOrders(db: Queryable, orderIds: readonly string[]): Promise<Review[]> {
  const { rows } = await db.query<Review>({
    name: 'reviews-of-orders',
    text: `SELECT ${reviewColumns} FROM review r WHERE r.order_id = ANY($1)`,
    values: [orderIds],
  });
  return rows;
}
