import { notFound } from '@soko/errors';
import { isRefusal } from '@soko/refusals';
import { inTransaction } from '@soko/postgres';
import { tell } from '@soko/outbox';
import type pg from 'pg';
import type { ProductsContext } from '../../context.ts';
import { type ReviewChange, reviewEvent } from '../../domain/reviews/review-events.ts';
import type { WrongReviewStatus } from '../../domain/reviews/refusals.ts';
import { countedStars, type Review } from '../../domain/reviews/review.ts';
import { moveTally } from '../../store/reviews/move-tally.ts';
import { lockReview } from '../../store/reviews/review-rows.ts';
import { saveReview } from '../../store/reviews/save-review.ts';

/** How a change of a review is saved. */
interface Saving {
  /** Its event. */
  change: ReviewChange;
  /** Reason of support, for the event. */
  reason?: string;
  /** Runs in the transaction of a saved change. */
  also?: (tx: pg.PoolClient, after: Review, before: Review) => Promise<void>;
}

/** Locks, decides and saves a review with its rating and its event. A decision that returns the review itself saves nothing. */
export async function changeReview(
  context: Pick<ProductsContext, 'pool' | 'trail' | 'now'>,
  reviewId: string,
  { change, reason, also }: Saving,
  decide: (review: Review) => Review | WrongReviewStatus,
): Promise<Review | WrongReviewStatus> {
  const { pool, trail, now } = context;
  return inTransaction(pool, async (tx) => {
    const before = await lockReview(tx, reviewId);
    if (before === null) throw notFound('The review');
    const decided = decide(before);
    if (isRefusal(decided) || decided === before) return decided;
    const after: Review = { ...decided, version: before.version + 1, updatedAt: now() };
    await saveReview(tx, after);
    await moveTally(tx, after, countedStars(before), countedStars(after));
    await also?.(tx, after, before);
    await tell(tx, [reviewEvent(change, after, trail, reason)]);
    return after;
  });
}
