import type { Queryable } from '@soko/postgres';
import type { RewardClaim } from '../domain/reward.ts';

/** Saves the code that orders has issued for a claim. A repeat changes nothing: a claim has one code. */
export async function saveRewardCode(db: Queryable, claimId: string, code: string): Promise<void> {
  // SQL: beside the statements of rewards.
  await db.query({
    name: 'chain-save-reward-code',
    text: 'UPDATE reward_claim SET promotion_code = $2 WHERE id = $1 AND promotion_code IS NULL',
    values: [claimId, code],
  });
}

/** A claim of a discount whose code is not saved yet. */
export interface OpenClaim {
  id: string;
  rewardId: string;
  userId: string;
  promotionId: string;
}

/** Claims without a code whose promotions run, the oldest first. */
export async function findClaimsWithoutCode(
  db: Queryable,
  { before, now, limit }: { before: Date; now: Date; limit: number },
): Promise<OpenClaim[]> {
  // SQL: a partial index has exactly these claims.
  const { rows } = await db.query<OpenClaim>({
    name: 'chain-claims-without-code',
    text: `SELECT c.id, c.reward_id AS "rewardId", c.user_id AS "userId", r.promotion_id AS "promotionId"
      FROM reward_claim c JOIN reward r ON r.id = c.reward_id
      WHERE c.coupon_code IS NULL AND c.mint_id IS NULL AND c.promotion_code IS NULL AND c.user_id IS NOT NULL
        AND c.created_at < $1 AND r.promotion_id IS NOT NULL AND (r.promotion_ends_at IS NULL OR r.promotion_ends_at > $2)
      ORDER BY c.created_at, c.id LIMIT $3`,
    values: [before, now, limit],
  });
  return rows;
}

/** Saves when a promotion ends, unless a later version of it is known. */
export async function notePromotionEnd(
  db: Queryable,
  promotionId: string,
  endsAt: Date | null,
  version: number,
): Promise<void> {
  // SQL: on condition of the version.
  await db.query({
    name: 'chain-note-promotion-end',
    text: `UPDATE reward SET promotion_ends_at = $2, promotion_version = $3, version = version + 1
      WHERE promotion_id = $1 AND promotion_version < $3`,
    values: [promotionId, endsAt, version],
  });
}

/** Saves that a promotion has ended, as orders said when it was asked for a code. */
export async function notePromotionEnded(db: Queryable, promotionId: string, at: Date): Promise<void> {
  // SQL: on condition of the end that is known.
  await db.query({
    name: 'chain-note-promotion-ended',
    text: `UPDATE reward SET promotion_ends_at = $2, version = version + 1
      WHERE promotion_id = $1 AND (promotion_ends_at IS NULL OR promotion_ends_at > $2)`,
    values: [promotionId, at],
  });
}

/** Saves that an order uses the code of a claim, or with null that none does. Null when a later version of the promotion is known. */
export async function noteRedemption(
  tx: Queryable,
  claimId: string,
  redeemedAt: Date | null,
  version: number,
): Promise<Pick<RewardClaim, 'id' | 'rewardId' | 'userId'> | null> {
  // SQL: on condition of the version.
  const { rows } = await tx.query<Pick<RewardClaim, 'id' | 'rewardId' | 'userId'>>({
    name: 'chain-note-redemption',
    text: `UPDATE reward_claim SET redeemed_at = $2, redemption_version = $3
      WHERE id = $1 AND (redemption_version IS NULL OR redemption_version < $3)
      RETURNING id, reward_id AS "rewardId", user_id AS "userId"`,
    values: [claimId, redeemedAt, version],
  });
  return rows[0] ?? null;
}
