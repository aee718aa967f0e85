import { newId } from '@soko/ids';
import { findMarks } from '../../domain/reviews/find-marks.ts';
import { checks } from '../../domain/reviews/report.ts';
import type { Review } from '../../domain/reviews/review.ts';
import type { Queryable } from '@soko/postgres';
import { addMark } from '../../store/reviews/reports.ts';

/** Puts a review into the queue of support if its text has links or contact data. It stays published. */
export async function markReview(tx: Queryable, review: Review): Promise<void> {
  const [reason] = findMarks(review);
  if (reason === undefined) return;
  await addMark(tx, {
    id: newId('crp'),
    kind: 'REVIEW',
    subjectId: review.id,
    reporterId: checks,
    reason,
    text: null,
    status: 'OPEN',
    decisionNote: null,
    createdAt: review.updatedAt,
    decidedAt: null,
  });
}
