import { type Connection, cursorOf, type PageArguments, readPage, toConnection } from '@soko/pagination';
import { readRating } from '../../commands/reviews/read-review.ts';
import type { ProductsContext } from '../../context.ts';
import { disputeRateOf } from '../../domain/reviews/rating.ts';
import type { Review, Subject } from '../../domain/reviews/review.ts';
import { reviewPositions, type ReviewSort } from '../../domain/reviews/review-sort.ts';
import type { ProductResolvers, SellerResolvers } from '../../generated/graphql.ts';
import { positionOf } from '../../store/reviews/list-reviews.ts';
import { selectsAnyOf } from '../selects-any-of.ts';

interface ReviewArguments extends PageArguments {
  sort?: ReviewSort | null | undefined;
  rating?: number | null | undefined;
}

/** A page of the published reviews of a product or a seller: one statement for all of them in a request. */
async function reviewsOf(
  subject: Subject,
  args: ReviewArguments,
  { loaders }: Pick<ProductsContext, 'loaders'>,
): Promise<Connection<Review>> {
  const sort = args.sort ?? 'NEWEST';
  const codec = reviewPositions(sort);
  const page = readPage(args, codec);
  const rating = args.rating == null ? null : readRating(args.rating);
  const rows = await loaders.reviewsOf.load({ ...subject, sort, rating, page });
  return toConnection(rows, page, (row) => cursorOf(codec, positionOf(sort, row)));
}

export const ratingsOfProduct: Pick<ProductResolvers, 'rating' | 'reviews'> = {
  rating({ id, rating }, _, { loaders }, info) {
    if (selectsAnyOf(info, 'distribution')) return loaders.ratingOf.load({ target: 'PRODUCT', subjectId: id });
    return { ...rating, distribution: null };
  },
  reviews: ({ id }, args, context) => reviewsOf({ target: 'PRODUCT', subjectId: id }, args, context),
};

export const ratingsOfSeller: Pick<SellerResolvers, 'rating' | 'reviews' | 'salesCount' | 'disputeRate'> = {
  rating: ({ id }, _, { loaders }) => loaders.ratingOf.load({ target: 'SELLER', subjectId: id }),
  reviews: ({ id }, args, context) => reviewsOf({ target: 'SELLER', subjectId: id }, args, context),
  salesCount: async ({ id }, _, { loaders }) => (await loaders.scoreOf.load(id)).sales,
  disputeRate: async ({ id }, _, { loaders }) => disputeRateOf(await loaders.scoreOf.load(id)),
};
