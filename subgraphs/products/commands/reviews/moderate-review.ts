import { requireRole } from '@soko/auth';
import { readText } from '@soko/input';
import { tell } from '@soko/outbox';
import type pg from 'pg';
import type { ProductsContext } from '../../context.ts';
import { wrongReviewStatus, type WrongReviewStatus } from '../../domain/reviews/refusals.ts';
import type { Review } from '../../domain/reviews/review.ts';
import { reportDecidedEvent } from '../../domain/reviews/review-events.ts';
import { decideReports } from '../../store/reviews/reports.ts';
import { changeReview } from './change-review.ts';
import { requireReview } from './load-review.ts';

interface ModerateReviewInput {
  reviewId: string;
  decision: 'HIDE' | 'RESTORE';
  reason: string;
}

/** Hides a review or shows it again, and decides the open reports of it. The same decision again changes nothing. */
export async function moderateReview(
  context: ProductsContext,
  input: ModerateReviewInput,
): Promise<Review | WrongReviewStatus> {
  const { id: decidedBy } = requireRole(context.viewer, 'SUPPORT');
  const reason = readText(input.reason, 'reason', { min: 3, max: 500 });
  const { id } = await requireReview(context, input.reviewId);
  const hides = input.decision === 'HIDE';
  const decide = (review: Review): Review | WrongReviewStatus => {
    if (review.status === 'REMOVED') return wrongReviewStatus(review.status, 'be moderated');
    if ((review.status === 'HIDDEN') === hides) return review;
    return { ...review, status: hides ? 'HIDDEN' : 'PUBLISHED', hiddenReason: hides ? reason : null };
  };
  const status = hides ? ('UPHELD' as const) : ('DISMISSED' as const);
  const also = async (tx: pg.PoolClient): Promise<void> => {
    const decision = { status, decidedBy, note: reason, now: context.now() };
    const decided = await decideReports(tx, { reviewId: id }, decision);
    await tell(
      tx,
      decided.map((report) => reportDecidedEvent(report, context.trail)),
    );
  };
  return changeReview(context, id, { change: hides ? 'hidden' : 'restored', reason, also }, decide);
}
