import type { Invariant } from '@soko/invariants';

/** Rules of reviews that no constraint can state. */
export const reviewInvariants: readonly Invariant[] = [
  {
    name: 'ratings-are-their-reviews',
    rule: 'The rating of a product, a seller or of deliveries counts its published reviews, each once by its stars.',
    sql: `SELECT concat_ws(' ', target, subject_id) AS subject, format('counted %s, reviews %s', t.stars, r.stars) AS found
      FROM (SELECT target, subject_id, ARRAY[one, two, three, four, five]::bigint[] AS stars FROM rating_tally) t
      FULL JOIN (SELECT target, subject_id, ARRAY[count(*) FILTER (WHERE rating = 1), count(*) FILTER (WHERE rating = 2),
          count(*) FILTER (WHERE rating = 3), count(*) FILTER (WHERE rating = 4), count(*) FILTER (WHERE rating = 5)] AS stars
        FROM review WHERE status = 'PUBLISHED' GROUP BY target, subject_id) r USING (target, subject_id)
      WHERE coalesce(t.stars, '{0,0,0,0,0}') <> coalesce(r.stars, '{0,0,0,0,0}')`,
  },
  {
    name: 'products-show-their-ratings',
    rule: 'The number and the sum of the stars of a product are those of its rating.',
    sql: `SELECT p.id AS subject, format('%s reviews with %s stars, rating %s with %s', p.rating_count, p.rating_sum, t.count, t.sum) AS found
      FROM product p LEFT JOIN (SELECT subject_id, one + two + three + four + five AS count,
          one + 2 * two + 3 * three + 4 * four + 5 * five AS sum FROM rating_tally WHERE target = 'PRODUCT') t ON t.subject_id = p.id
      WHERE (p.rating_count, p.rating_sum) <> (coalesce(t.count, 0), coalesce(t.sum, 0))`,
  },
  {
    name: 'review-votes-are-counted',
    rule: 'A review counts the votes for it.',
    sql: `SELECT r.id AS subject, format('%s and %s, votes %s and %s', r.helpful, r.unhelpful, v.helpful, v.unhelpful) AS found
      FROM review r LEFT JOIN (SELECT review_id, count(*) FILTER (WHERE helpful) AS helpful, count(*) FILTER (WHERE NOT helpful) AS unhelpful
        FROM review_vote GROUP BY review_id) v ON v.review_id = r.id
      WHERE (r.helpful, r.unhelpful) <> (coalesce(v.helpful, 0), coalesce(v.unhelpful, 0))`,
  },
];
