import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import { giftMintsOf, type Reward, type RewardClaim } from '../domain/reward.ts';
import { findNextMint } from './mints.ts';

const columns = `r.id, r.store_id AS "storeId", r.token_id AS "tokenId", r.kind, r.title, r.text, r.gift_token_id AS "giftTokenId",
  r.promotion_id AS "promotionId", r.promotion_ends_at AS "promotionEndsAt",
  r.minimum_amount AS "minimumAmount", r.quota, r.claimed, r.starts_at AS "startsAt", r.ends_at AS "endsAt",
  r.ended_at AS "endedAt", r.created_at AS "createdAt"`;

const claimColumns = `c.id, c.reward_id AS "rewardId", c.user_id AS "userId", c.coupon_code AS "couponCode", c.mint_id AS "mintId",
  c.promotion_code AS "promotionCode", c.created_at AS "createdAt",
  c.redeemed_at AS "redeemedAt"`;

/** Items of the person `user` that have not given the reward `r` yet. */
const available = (user: string) => `(SELECT coalesce(sum(greatest(b.amount - coalesce(u.amount, 0), 0)), 0)::int
  FROM chain_wallet w JOIN token_balance b ON b.owner = w.address AND b.token_id = r.token_id
    LEFT JOIN reward_used u ON u.reward_id = r.id AND u.owner = b.owner
  WHERE w.user_id = ${user})`;

type RewardPage = Page<readonly [time: Date, id: string]>;

/** A page of the rewards of a store, newest first. One statement. */
export const listRewards = (db: Queryable, storeId: string, page: RewardPage): Promise<Reward[]> =>
  keysetPage<Reward>(db, {
    select: columns,
    from: 'reward r',
    where: ['r.store_id = $1'],
    parameters: createParameters(storeId),
    key: ['r.created_at', 'r.id'],
    direction: 'DESC',
    page,
    name: 'chain-list-rewards',
  });

/** A page of what a person has claimed, and can claim now, newest reward first. One statement. */
export const listRewardsOf = (db: Queryable, userId: string, now: Date, page: RewardPage): Promise<Reward[]> =>
  keysetPage<Reward>(db, {
    select: columns,
    from: 'reward r',
    where: [
      `r.id IN (SELECT reward_id FROM reward_claim WHERE user_id = $1 UNION ALL
        SELECT o.id FROM chain_wallet w JOIN token_balance b ON b.owner = w.address AND b.amount > 0
          JOIN reward o ON o.token_id = b.token_id JOIN store s ON s.id = o.store_id AND s.status = 'ACTIVE'
        WHERE w.user_id = $1 AND o.ended_at IS NULL AND o.claimed < o.quota
          AND (o.starts_at IS NULL OR o.starts_at <= $2) AND (o.ends_at IS NULL OR o.ends_at > $2)
          AND (o.promotion_ends_at IS NULL OR o.promotion_ends_at > $2))`,
      `(EXISTS (SELECT FROM reward_claim c WHERE c.reward_id = r.id AND c.user_id = $1)
        OR ${available('$1')} >= r.minimum_amount)`,
    ],
    parameters: createParameters(userId, now),
    key: ['r.created_at', 'r.id'],
    direction: 'DESC',
    page,
    name: 'chain-list-rewards-of',
  });

export async function findRewards(db: Queryable, ids: readonly string[]): Promise<Reward[]> {
  // SQL: the same columns as in the lists.
  const { rows } = await db.query<Reward>({
    name: 'chain-rewards',
    text: `SELECT ${columns} FROM reward r WHERE r.id = ANY($1)`,
    values: [ids],
  });
  return rows;
}

export const findReward = async (db: Queryable, id: string): Promise<Reward | null> =>
  (await findRewards(db, [id]))[0] ?? null;

export interface AvailableItems {
  rewardId: string;
  amount: number;
}

/** Items of a person that have not given rewards yet. */
export async function findAvailable(
  db: Queryable,
  userId: string,
  rewardIds: readonly string[],
): Promise<AvailableItems[]> {
  const { rows } = await db.query<AvailableItems>({
    name: 'chain-available-items',
    text: `SELECT r.id AS "rewardId", ${available('$1')} AS amount FROM reward r WHERE r.id = ANY($2)`,
    values: [userId, rewardIds],
  });
  return rows;
}

/** `promotionVersion` is the version of the promotion that its end is from. Null without one. */
export async function insertReward(tx: Queryable, row: Reward, promotionVersion: number | null): Promise<void> {
  // SQL: runs in the transaction of the idempotency key.
  await tx.query({
    name: 'chain-insert-reward',
    text: `INSERT INTO reward (id, store_id, token_id, kind, title, text, gift_token_id, minimum_amount, quota, starts_at, ends_at,
        created_at, promotion_id, promotion_ends_at, promotion_version)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    values: [
      row.id,
      row.storeId,
      row.tokenId,
      row.kind,
      row.title,
      row.text,
      row.giftTokenId,
      row.minimumAmount,
      row.quota,
      row.startsAt,
      row.endsAt,
      row.createdAt,
      row.promotionId,
      row.promotionEndsAt,
      promotionVersion,
    ],
  });
}

/** Ends a reward. Null when it was ended already. */
export async function markEnded(tx: Queryable, id: string, at: Date): Promise<Reward | null> {
  const { rows } = await tx.query<Reward>({
    name: 'chain-end-reward',
    text: `UPDATE reward r SET ended_at = $2, version = version + 1 WHERE id = $1 AND ended_at IS NULL RETURNING ${columns}`,
    values: [id, at],
  });
  return rows[0] ?? null;
}

/** Takes one of the quota, while the reward is open. False otherwise. Others who claim wait until the transaction ends. */
export async function takeOfReward(tx: Queryable, id: string, now: Date): Promise<boolean> {
  // SQL: checks and changes in one statement.
  const { rowCount } = await tx.query({
    name: 'chain-take-of-reward',
    text: `UPDATE reward SET claimed = claimed + 1, version = version + 1
      WHERE id = $1 AND claimed < quota AND ended_at IS NULL AND (starts_at IS NULL OR starts_at <= $2)
        AND (ends_at IS NULL OR ends_at > $2) AND (promotion_ends_at IS NULL OR promotion_ends_at > $2)`,
    values: [id, now],
  });
  return rowCount === 1;
}

/** Makes others wait who claim a reward, until the transaction ends. */
export async function lockReward(tx: Queryable, id: string): Promise<void> {
  await tx.query({
    name: 'chain-lock-reward',
    text: 'SELECT FROM reward WHERE id = $1 FOR NO KEY UPDATE',
    values: [id],
  });
}

/** Gives the share of the quota back that this transaction took. */
export async function giveRewardBack(tx: Queryable, id: string): Promise<void> {
  await tx.query({
    name: 'chain-give-reward-back',
    text: 'UPDATE reward SET claimed = claimed - 1, version = version + 1 WHERE id = $1',
    values: [id],
  });
}

/** The claims of a person of several rewards. */
export async function findRewardClaimsOf(
  db: Queryable,
  userId: string,
  rewardIds: readonly string[],
): Promise<RewardClaim[]> {
  const { rows } = await db.query<RewardClaim>({
    name: 'chain-reward-claims-of',
    text: `SELECT ${claimColumns} FROM reward_claim c WHERE c.user_id = $1 AND c.reward_id = ANY($2)`,
    values: [userId, rewardIds],
  });
  return rows;
}

export async function findRewardClaim(db: Queryable, id: string): Promise<RewardClaim | null> {
  const { rows } = await db.query<RewardClaim>({
    name: 'chain-reward-claim',
    text: `SELECT ${claimColumns} FROM reward_claim c WHERE c.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

export async function insertRewardClaim(
  tx: Queryable,
  row: Omit<RewardClaim, 'redeemedAt' | 'promotionCode'>,
): Promise<void> {
  await tx.query({
    name: 'chain-insert-reward-claim',
    text: 'INSERT INTO reward_claim (id, reward_id, user_id, coupon_code, mint_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
    values: [row.id, row.rewardId, row.userId, row.couponCode, row.mintId, row.createdAt],
  });
}

/** What the next mint of a gift is for. Null for others, while its mint has not failed, and when it has had all of its mints. */
export const nextMintOfGift = async (db: Queryable, { id, mintId }: RewardClaim): Promise<string | null> =>
  mintId === null ? null : findNextMint(db, mintId, giftMintsOf(id));

/** Gives a gift another mint. */
export async function replaceMintOfGift(tx: Queryable, id: string, mintId: string): Promise<void> {
  await tx.query({
    name: 'chain-replace-mint-of-gift',
    text: 'UPDATE reward_claim SET mint_id = $2 WHERE id = $1',
    values: [id, mintId],
  });
}

/** The claim of a store with a code, locked until the transaction ends. Null when the store has none with it. */
export async function lockClaimByCode(tx: Queryable, storeId: string, code: string): Promise<RewardClaim | null> {
  // SQL: row locks.
  const { rows } = await tx.query<RewardClaim>({
    name: 'chain-lock-reward-claim',
    text: `SELECT ${claimColumns} FROM reward_claim c JOIN reward r ON r.id = c.reward_id
      WHERE c.coupon_code = $2 AND r.store_id = $1 FOR NO KEY UPDATE OF c`,
    values: [storeId, code],
  });
  return rows[0] ?? null;
}

/** `by` is null for an API key. */
export async function markRedeemed(tx: Queryable, id: string, by: string | null, at: Date): Promise<void> {
  await tx.query({
    name: 'chain-redeem-reward',
    text: 'UPDATE reward_claim SET redeemed_at = $3, redeemed_by = $2 WHERE id = $1',
    values: [id, by, at],
  });
}

/** Forgets who has claimed rewards, and who has redeemed them. */
export async function forgetRewardClaimants(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'chain-forget-reward-claimants',
    text: `UPDATE reward_claim SET user_id = nullif(user_id, $1), redeemed_by = nullif(redeemed_by, $1)
      WHERE user_id = $1 OR redeemed_by = $1`,
    values: [userId],
  });
}
