import type { Queryable } from '@soko/postgres';
import { type Distribution, type Rating, ratingOf } from '../../domain/reviews/rating.ts';
import type { Subject } from '../../domain/reviews/review.ts';

interface TallyRow extends Subject {
  stars: Distribution;
}

/** Identifies a subject among others. */
export const subjectKey = ({ target, subjectId }: Subject): string => `${target} ${subjectId}`;

/** Ratings with their distributions, by `subjectKey`. Subjects without a review are left out. One statement. */
export async function findRatings(db: Queryable, subjects: readonly Subject[]): Promise<Map<string, Rating>> {
  // SQL: pairs of columns.
  const { rows } = await db.query<TallyRow>({
    name: 'find-ratings',
    text: `SELECT t.target, t.subject_id AS "subjectId", ARRAY[one, two, three, four, five] AS stars
      FROM unnest($1::text[], $2::text[]) AS s (target, subject_id)
      JOIN rating_tally t ON t.target = s.target AND t.subject_id = s.subject_id`,
    values: [subjects.map(({ target }) => target), subjects.map(({ subjectId }) => subjectId)],
  });
  return new Map(rows.map((row) => [subjectKey(row), ratingOf(row.stars)]));
}

/** Numbers of sales and disputes of a seller. */
export interface SellerScore {
  sales: number;
  disputes: number;
}

export const noScore: SellerScore = { sales: 0, disputes: 0 };

export async function findScores(db: Queryable, sellerIds: readonly string[]): Promise<Map<string, SellerScore>> {
  // SQL: beside the statement above.
  const { rows } = await db.query<SellerScore & { sellerId: string }>({
    name: 'find-seller-scores',
    text: 'SELECT seller_id AS "sellerId", sales, disputes FROM seller_score WHERE seller_id = ANY($1)',
    values: [sellerIds],
  });
  return new Map(rows.map(({ sellerId, ...score }) => [sellerId, score]));
}
