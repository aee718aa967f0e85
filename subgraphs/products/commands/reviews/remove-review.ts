import type pg from 'pg';
import type { ProductsContext } from '../../context.ts';
import { wrongReviewStatus, type WrongReviewStatus } from '../../domain/reviews/refusals.ts';
import { emptied, type Review } from '../../domain/reviews/review.ts';
import { releaseUploads } from '../../store/reviews/review-uploads.ts';
import { changeReview } from './change-review.ts';
import { requireOwnReview } from './load-review.ts';

/** Removes a review with its text and pictures. Only its author may do so. */
export async function removeReview(
  context: ProductsContext,
  input: { reviewId: string; token?: string | null | undefined },
): Promise<Review | WrongReviewStatus> {
  const { id } = await requireOwnReview(context, input);
  const decide = (review: Review): Review | WrongReviewStatus =>
    review.status === 'REMOVED'
      ? wrongReviewStatus(review.status, 'be removed again')
      : { ...review, ...emptied, status: 'REMOVED' };
  const also = (tx: pg.PoolClient, _: Review, before: Review): Promise<void> =>
    releaseUploads(
      tx,
      before.pictures.map(({ uploadId }) => uploadId),
    );
  return changeReview(context, id, { change: 'removed', also }, decide);
}
