import { userIdOf } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import type { ProductsContext } from '../../context.ts';
import { hasPart, isPublic, relationsTo } from '../../domain/reviews/may-see-review.ts';
import type { Review } from '../../domain/reviews/review.ts';

/** The review if the viewer may see it, otherwise null. */
export async function visibleReview(context: ProductsContext, id: string): Promise<Review | null> {
  const review = await context.loaders.review.load(id);
  if (review === null || isPublic(review)) return review;
  return hasPart(relationsTo(review, userIdOf(context.viewer), await context.rights())) ? review : null;
}

/** The same for a mutation. */
export async function requireReview(context: ProductsContext, id: string): Promise<Review> {
  const review = await visibleReview(context, id);
  if (review === null) throw notFound('The review');
  return review;
}

/** True for the person who wrote the review, or the guest who has the token of its order. */
async function isAuthor({ viewer, identity, orders }: ProductsContext, review: Review, token: string | null) {
  if (review.authorId !== null) return review.authorId === userIdOf(viewer);
  return (await orders.find(identity, review.orderId, token))?.isOpened ?? false;
}

/** The viewer's own review. A guest may have no right to see it, and is its author by the token. */
export async function requireOwnReview(
  context: ProductsContext,
  { reviewId, token }: { reviewId: string; token?: string | null | undefined },
): Promise<Review> {
  const review = await context.loaders.review.load(reviewId);
  if (review !== null && (await isAuthor(context, review, token ?? null))) return review;
  await requireReview(context, reviewId);
  throw forbidden('Only its author may change a review.');
}
