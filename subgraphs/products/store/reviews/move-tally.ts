import type { Queryable } from '@soko/postgres';
import type { Subject } from '../../domain/reviews/review.ts';

/**
 * Moves a review from one number of stars to another in the tally of its subject, and in the columns by which lists show and sort
 * products. Null: it did not count before, or does not count any more. One statement; none without a difference.
 *
 * `rating_rank` is the average of the reviews and of five more with 3.5 stars, in thousandths of a star: one review with five stars
 * ranks below fifty with 4.8. It depends on the product alone, so that positions in a list are stable.
 *
 * Concurrent reviews of one subject wait for each other on the row of the tally, so that no count is lost.
 */
export async function moveTally(
  tx: Queryable,
  { target, subjectId }: Subject,
  from: number | null,
  to: number | null,
): Promise<void> {
  if (from === to) return;
  const difference = [1, 2, 3, 4, 5].map((stars) => Number(stars === to) - Number(stars === from));
  // SQL: increments in the database.
  await tx.query({
    name: 'move-tally',
    text: `WITH moved AS (
        INSERT INTO rating_tally AS t (target, subject_id, one, two, three, four, five)
          VALUES ($1, $2, greatest($3::int, 0), greatest($4::int, 0), greatest($5::int, 0), greatest($6::int, 0), greatest($7::int, 0))
        ON CONFLICT (target, subject_id) DO UPDATE SET (one, two, three, four, five) =
          (t.one + $3, t.two + $4, t.three + $5, t.four + $6, t.five + $7)
        RETURNING one + two + three + four + five AS count, one + 2 * two + 3 * three + 4 * four + 5 * five AS sum
      )
      UPDATE product p SET rating_count = moved.count, rating_sum = moved.sum, rating_rank = (2 * moved.sum + 35) * 500 / (moved.count + 5)
      FROM moved WHERE $1 = 'PRODUCT' AND p.id = $2`,
    values: [target, subjectId, ...difference],
  });
}
