import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { ProductsContext } from '../../context.ts';
import type { UploadNotUsable } from '../../domain/refusals.ts';
import { wrongReviewStatus, type WrongReviewStatus } from '../../domain/reviews/refusals.ts';
import type { Review } from '../../domain/reviews/review.ts';
import { releaseUploads, tieUploads } from '../../store/reviews/review-uploads.ts';
import { changeReview } from './change-review.ts';
import { requireOwnReview } from './load-review.ts';
import { markReview } from './mark-review.ts';
import { readRating, readReviewText, readTitle, readUploadIds } from './read-review.ts';
import { pictureTaken } from './submit-review.ts';
import { usePictures } from './use-pictures.ts';

interface UpdateReviewInput {
  reviewId: string;
  token?: string | null | undefined;
  rating?: number | null | undefined;
  title?: string | null | undefined;
  text?: string | null | undefined;
  uploadIds?: readonly string[] | null | undefined;
}

/** Changes a review. Only its author may do so. */
export async function updateReview(
  context: ProductsContext,
  input: UpdateReviewInput,
): Promise<Review | WrongReviewStatus | UploadNotUsable> {
  const changes = readChanges(input);
  const uploadIds = input.uploadIds == null ? null : readUploadIds(input.uploadIds);
  const own = await requireOwnReview(context, input);
  if (own.status !== 'PUBLISHED') return wrongReviewStatus(own.status, 'be changed');
  const pictures = uploadIds && (await usePictures(context, uploadIds, own.pictures));
  if (pictures !== null && isRefusal(pictures)) return pictures;
  const decide = (review: Review): Review | WrongReviewStatus => {
    if (review.status !== 'PUBLISHED') return wrongReviewStatus(review.status, 'be changed');
    return { ...review, ...changes, pictures: pictures ?? review.pictures };
  };
  const also = async (tx: pg.PoolClient, after: Review, before: Review): Promise<void> => {
    const shown = after.pictures.map(({ uploadId }) => uploadId);
    if (!(await tieUploads(tx, after.id, shown, context.now()))) throw pictureTaken();
    const gone = before.pictures.map(({ uploadId }) => uploadId).filter((id) => !shown.includes(id));
    await releaseUploads(tx, gone);
    await markReview(tx, after);
  };
  return changeReview(context, own.id, { change: 'updated', also }, decide);
}

/** The fields that are given. */
const readChanges = ({ rating, title, text }: UpdateReviewInput): Partial<Review> => ({
  ...(rating == null ? {} : { rating: readRating(rating) }),
  ...(title === undefined ? {} : { title: readTitle(title) }),
  ...(text === undefined ? {} : { text: readReviewText(text) }),
});
