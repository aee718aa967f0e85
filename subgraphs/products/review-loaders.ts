import type { Page } from '@soko/pagination';
import { loader, rowLoader, rowsLoader } from '@soko/subgraph';
import DataLoader from 'dataloader';
import type pg from 'pg';
import { noRating, type Rating } from './domain/reviews/rating.ts';
import type { Review, Subject } from './domain/reviews/review.ts';
import type { ReviewPosition, ReviewSort } from './domain/reviews/review-sort.ts';
import { listReviewsOf } from './store/reviews/list-reviews.ts';
import { findPurchases } from './store/reviews/purchases.ts';
import { findRatings, findScores, noScore, subjectKey } from './store/reviews/ratings.ts';
import { findReviews, findReviewsOfOrders } from './store/reviews/review-rows.ts';
import { findVotes, type VoteKey, voteKey } from './store/reviews/votes.ts';

/** One page of the published reviews of one thing. */
export interface ReviewPageKey extends Subject {
  sort: ReviewSort;
  rating: number | null;
  page: Page<ReviewPosition>;
}

const pageKey = ({ target, sort, rating, page }: ReviewPageKey): string => JSON.stringify([target, sort, rating, page]);

/** The same page of many things costs one statement; different pages cost one statement each. */
const reviewPagesLoader = (pool: pg.Pool) =>
  new DataLoader<ReviewPageKey, readonly Review[], string>(
    async (keys) => {
      const pages = new Map<string, Promise<Map<string, Review[]>>>();
      for (const key of keys) {
        if (pages.has(pageKey(key))) continue;
        const alike = keys.filter((other) => pageKey(other) === pageKey(key));
        const subjects = [...new Set(alike.map(({ subjectId }) => subjectId))];
        pages.set(pageKey(key), listReviewsOf(pool, key.target, subjects, key));
      }
      return Promise.all(keys.map(async (key) => (await pages.get(pageKey(key)))?.get(key.subjectId) ?? []));
    },
    { cacheKeyFn: (key) => `${pageKey(key)}${key.subjectId}` },
  );

/** Loaders of one request for reviews and ratings. */
export const createReviewLoaders = ({ pool }: { pool: pg.Pool }) => ({
  /** The caller checks that the viewer may see the review: see `visibleReview`. */
  review: rowLoader(
    (ids) => findReviews(pool, ids),
    ({ id }) => id,
  ),
  reviewsOf: reviewPagesLoader(pool),
  reviewsOfOrder: rowsLoader(
    (ids) => findReviewsOfOrders(pool, ids),
    ({ orderId }) => orderId,
  ),
  purchase: rowLoader(
    (ids) => findPurchases(pool, ids),
    ({ orderId }) => orderId,
  ),
  ratingOf: new DataLoader<Subject, Rating, string>(
    async (subjects) => {
      const found = await findRatings(pool, subjects);
      return subjects.map((subject) => found.get(subjectKey(subject)) ?? noRating);
    },
    { cacheKeyFn: subjectKey },
  ),
  scoreOf: loader((ids) => findScores(pool, ids), noScore),
  vote: new DataLoader<VoteKey, boolean | null, string>(
    async (keys) => {
      const found = await findVotes(pool, keys);
      return keys.map((key) => found.get(voteKey(key)) ?? null);
    },
    { cacheKeyFn: voteKey },
  ),
});
