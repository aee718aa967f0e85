import { requireUser } from '@soko/auth';
import { forbidden } from '@soko/errors';
import { readOptional, readText } from '@soko/input';
import type { ProductsContext } from '../../context.ts';
import { mayReply, relationsTo } from '../../domain/reviews/may-see-review.ts';
import { wrongReviewStatus, type WrongReviewStatus } from '../../domain/reviews/refusals.ts';
import type { Review } from '../../domain/reviews/review.ts';
import { changeReview } from './change-review.ts';
import { requireReview } from './load-review.ts';

/** Answers a review as its seller, changes the answer, or (empty) removes it. */
export async function replyToReview(
  context: ProductsContext,
  input: { reviewId: string; text: string },
): Promise<Review | WrongReviewStatus> {
  const { id: userId } = requireUser(context.viewer);
  const reply = readOptional(readText, input.text, 'text', { max: 2_000 });
  const review = await requireReview(context, input.reviewId);
  if (!mayReply(review, relationsTo(review, userId, await context.rights()))) {
    throw forbidden('Only the seller may answer a review, and reviews of deliveries have no answers.');
  }
  const repliedAt = reply === null ? null : context.now();
  return changeReview(context, review.id, { change: reply === null ? 'updated' : 'replied' }, (locked) => {
    if (locked.status !== 'PUBLISHED') return wrongReviewStatus(locked.status, 'be answered');
    return locked.reply === reply ? locked : { ...locked, reply, repliedAt };
  });
}
