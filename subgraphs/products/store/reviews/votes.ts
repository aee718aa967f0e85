import type { Queryable } from '@soko/postgres';

/** A vote of one person for one review. */
export interface VoteKey {
  reviewId: string;
  userId: string;
}

export const voteKey = ({ reviewId, userId }: VoteKey): string => `${reviewId} ${userId}`;

/** Votes by `voteKey`. */
export async function findVotes(db: Queryable, keys: readonly VoteKey[]): Promise<Map<string, boolean>> {
  // SQL: pairs of columns.
  const { rows } = await db.query<VoteKey & { helpful: boolean }>({
    name: 'find-votes',
    text: `SELECT v.review_id AS "reviewId", v.user_id AS "userId", v.helpful FROM unnest($1::text[], $2::text[]) AS k (review_id, user_id)
      JOIN review_vote v ON v.review_id = k.review_id AND v.user_id = k.user_id`,
    values: [keys.map(({ reviewId }) => reviewId), keys.map(({ userId }) => userId)],
  });
  return new Map(rows.map((row) => [voteKey(row), row.helpful]));
}

/** Saves, changes or (null) takes back a vote for a review that the transaction has locked, and counts it. One statement. */
export async function saveVote(tx: Queryable, { reviewId, userId }: VoteKey, helpful: boolean | null): Promise<void> {
  // SQL: increments in the database, by the vote before.
  await tx.query({
    name: 'save-vote',
    text: `WITH before AS (
        SELECT helpful FROM review_vote WHERE review_id = $1 AND user_id = $2
      ), removed AS (
        DELETE FROM review_vote WHERE review_id = $1 AND user_id = $2 AND $3::boolean IS NULL
      ), saved AS (
        INSERT INTO review_vote (review_id, user_id, helpful) SELECT $1, $2, $3::boolean WHERE $3::boolean IS NOT NULL
        ON CONFLICT (review_id, user_id) DO UPDATE SET helpful = excluded.helpful
      )
      UPDATE review r SET
        helpful = r.helpful + ($3::boolean IS TRUE)::int - coalesce((SELECT helpful::int FROM before), 0),
        unhelpful = r.unhelpful + ($3::boolean IS FALSE)::int - coalesce((SELECT (NOT helpful)::int FROM before), 0)
      WHERE r.id = $1`,
    values: [reviewId, userId, helpful],
  });
}

/** Takes back all votes of a person. One statement; reviews are locked in the order of their ids. */
export async function removeVotesOf(tx: Queryable, userId: string): Promise<void> {
  // SQL: decrements in the database.
  await tx.query({
    name: 'remove-votes-of',
    text: `WITH locked AS MATERIALIZED (
        SELECT r.id FROM review_vote v JOIN review r ON r.id = v.review_id WHERE v.user_id = $1 ORDER BY r.id FOR UPDATE OF r
      ), removed AS (
        DELETE FROM review_vote WHERE user_id = $1 AND review_id IN (SELECT id FROM locked) RETURNING review_id, helpful
      )
      UPDATE review r SET helpful = r.helpful - v.helpful::int, unhelpful = r.unhelpful - (NOT v.helpful)::int
      FROM removed v WHERE r.id = v.review_id`,
    values: [userId],
  });
}
