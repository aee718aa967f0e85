import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type { ProductsContext } from '../../context.ts';
import { ownReview, type OwnReview, wrongReviewStatus, type WrongReviewStatus } from '../../domain/reviews/refusals.ts';
import type { Review } from '../../domain/reviews/review.ts';
import { findReviews, lockReview } from '../../store/reviews/review-rows.ts';
import { saveVote } from '../../store/reviews/votes.ts';
import { requireReview } from './load-review.ts';

/** Saves, changes or takes back a vote for a review of somebody else. */
export async function voteReview(
  context: ProductsContext,
  { reviewId, helpful }: { reviewId: string; helpful?: boolean | null | undefined },
): Promise<Review | OwnReview | WrongReviewStatus> {
  const { id: userId } = requireUser(context.viewer);
  const review = await requireReview(context, reviewId);
  if (review.authorId === userId) return ownReview();
  await context.limits.take([{ name: 'products.votes-by-person', key: userId, says: 'Too many votes.' }]);
  return inTransaction(context.pool, async (tx) => {
    const locked = await lockReview(tx, review.id);
    if (locked === null) throw notFound('The review');
    if (locked.status !== 'PUBLISHED') return wrongReviewStatus(locked.status, 'be voted for');
    await saveVote(tx, { reviewId: locked.id, userId }, helpful ?? null);
    return (await findReviews(tx, [locked.id]))[0]!;
  });
}
