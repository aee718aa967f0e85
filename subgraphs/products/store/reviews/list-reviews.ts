import { keyset, keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Review, Subject } from '../../domain/reviews/review.ts';
import { directionOfReviews, type ReviewPosition, type ReviewSort } from '../../domain/reviews/review-sort.ts';
import { namedStatement } from '../named-statement.ts';
import { reviewColumns } from './review-rows.ts';

const sortColumns: Readonly<Record<ReviewSort, string>> = {
  NEWEST: 'r.created_at',
  MOST_HELPFUL: 'r.helpful',
  HIGHEST: 'r.rating',
  LOWEST: 'r.rating',
};

/** A page of the published reviews of a thing. */
export interface ReviewPage {
  sort: ReviewSort;
  /** Only reviews with this number of stars. */
  rating: number | null;
  page: Page<ReviewPosition>;
}

/** The position of a review in a list. */
export const positionOf = (sort: ReviewSort, { id, createdAt, helpful, rating }: Review): ReviewPosition => {
  const values = { NEWEST: createdAt.toISOString(), MOST_HELPFUL: helpful, HIGHEST: rating, LOWEST: rating };
  return [sort, String(values[sort]), id];
};

/** The page without the sort in its cursor, which no column has. */
const valueAndId = ({ cursor, ...page }: Page<ReviewPosition>): Page<readonly [value: string, id: string]> => ({
  ...page,
  cursor: cursor && [cursor[1], cursor[2]],
});

/** Reads the same page of the published reviews of several things of one kind. One statement for all of them. */
export async function listReviewsOf(
  db: Queryable,
  target: Subject['target'],
  subjectIds: readonly string[],
  { sort, rating, page }: ReviewPage,
): Promise<Map<string, Review[]>> {
  const parameters = createParameters();
  const subjects = parameters.add(subjectIds);
  const kind = parameters.add(target);
  const stars = rating === null ? '' : `AND r.rating = ${parameters.add(rating)}`;
  const columns = [sortColumns[sort], 'r.id'];
  const { condition, orderBy } = keyset(columns, valueAndId(page), directionOfReviews(sort), parameters.add);
  const text = `SELECT r.* FROM unnest(${subjects}::text[]) AS s (id) CROSS JOIN LATERAL (
      SELECT ${reviewColumns} FROM review r WHERE r.target = ${kind} AND r.subject_id = s.id AND r.status = 'PUBLISHED' ${stars}
        AND ${condition} ORDER BY ${orderBy} LIMIT ${parameters.add(page.limit + 1)}) r`;
  // SQL: hot, keyset pages of many subjects in one statement.
  const { rows } = await db.query<Review>({ ...namedStatement(text), values: parameters.values });
  const bySubject = new Map<string, Review[]>();
  for (const row of rows) {
    const known = bySubject.get(row.subjectId);
    if (known) known.push(row);
    else bySubject.set(row.subjectId, [row]);
  }
  return bySubject;
}

/** A page of the reviews that a person wrote, without those that they removed, newest first. One statement. */
export function listReviewsBy(
  db: Queryable,
  authorId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Review[]> {
  const parameters = createParameters();
  // SQL: hot, keyset page.
  return keysetPage<Review>(db, {
    name: 'reviews-by',
    select: reviewColumns,
    from: 'review r',
    where: [`r.author_id = ${parameters.add(authorId)}`, `r.status <> 'REMOVED'`],
    parameters,
    key: ['r.created_at', 'r.id'],
    direction: 'DESC',
    page,
  });
}
