import { userIdOf } from '@soko/auth';
import { visibleReview } from '../../commands/reviews/load-review.ts';
import type { ProductsContext } from '../../context.ts';
import { averageOf } from '../../domain/reviews/rating.ts';
import { hasPart, relationsTo } from '../../domain/reviews/may-see-review.ts';
import type { Review } from '../../domain/reviews/review.ts';
import type { RatingResolvers, ReviewResolvers } from '../../generated/graphql.ts';
import { visibleProduct } from '../visible-product.ts';

/** A value for the author, the seller and support; null for others. */
const ifPart = async <Value>(parent: Review, context: ProductsContext, value: Value): Promise<Value | null> =>
  hasPart(relationsTo(parent, userIdOf(context.viewer), await context.rights())) ? value : null;

export const review: ReviewResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ProductsContext) => visibleReview(context, id),
  product: ({ target, subjectId }, _, context) => (target === 'PRODUCT' ? visibleProduct(context, subjectId) : null),
  seller: ({ sellerId }) => ({ id: sellerId }),
  order: (parent, _, context) => ifPart(parent, context, { id: parent.orderId, guestGrant: null }),
  author: ({ authorId }) => (authorId === null ? null : { id: authorId }),
  pictures: ({ pictures }) => [...pictures],
  reply: ({ reply, repliedAt }) => (reply === null || repliedAt === null ? null : { text: reply, repliedAt }),
  helpfulCount: ({ helpful }) => helpful,
  notHelpfulCount: ({ unhelpful }) => unhelpful,
  viewerVote({ id }, _, { viewer, loaders }) {
    const userId = userIdOf(viewer);
    return userId === null ? null : loaders.vote.load({ reviewId: id, userId });
  },
  hiddenReason: (parent, _, context) => ifPart(parent, context, parent.hiddenReason),
};

export const rating: RatingResolvers = {
  average: (parent) => averageOf(parent),
  distribution: ({ distribution }) => (distribution ?? []).map((count, index) => ({ stars: index + 1, count })),
};
