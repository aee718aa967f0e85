import type { Queryable } from '@soko/postgres';

/** A reward of which its holders are notified. */
export interface UntoldReward {
  id: string;
  storeId: string;
  tokenId: string;
  tokenName: string;
  kind: 'COUPON' | 'GIFT' | 'DISCOUNT';
  title: string;
  minimumAmount: number;
  /** Hash of the person who was notified last, as text. Null before the first. */
  toldUntil: string | null;
  told: number;
}

/** A reward that is open and whose holders are not all told, locked until the transaction ends. Null when there is none. */
export async function lockUntold(tx: Queryable, now: Date): Promise<UntoldReward | null> {
  // SQL: SKIP LOCKED, so that two processes tell of two rewards.
  const { rows } = await tx.query<UntoldReward>({
    name: 'chain-lock-untold-reward',
    text: `SELECT r.id, r.store_id AS "storeId", r.token_id AS "tokenId", t.name AS "tokenName", r.kind, r.title,
        r.minimum_amount AS "minimumAmount", r.told_until::text AS "toldUntil", r.told
      FROM reward r JOIN token t ON t.id = r.token_id JOIN store s ON s.id = r.store_id AND s.status = 'ACTIVE'
      WHERE r.told_at IS NULL AND r.ended_at IS NULL AND r.claimed < r.quota AND (r.starts_at IS NULL OR r.starts_at <= $1)
        AND (r.ends_at IS NULL OR r.ends_at > $1) AND (r.promotion_ends_at IS NULL OR r.promotion_ends_at > $1)
      ORDER BY r.created_at, r.id LIMIT 1 FOR NO KEY UPDATE OF r SKIP LOCKED`,
    values: [now],
  });
  return rows[0] ?? null;
}

/** The next people who can claim a reward, in the order of the hashes of their ids. */
export async function nextHolders(
  tx: Queryable,
  { id, tokenId, minimumAmount, toldUntil }: UntoldReward,
  limit: number,
): Promise<{ userId: string; hash: string }[]> {
  // SQL: sums over the wallets of each person.
  const { rows } = await tx.query<{ userId: string; hash: string }>({
    name: 'chain-next-holders',
    text: `SELECT w.user_id AS "userId", hashtextextended(w.user_id, 0)::text AS hash
      FROM token_balance b JOIN chain_wallet w ON w.address = b.owner
        LEFT JOIN reward_used u ON u.reward_id = $1 AND u.owner = b.owner
      WHERE b.token_id = $2 AND b.amount > 0 AND ($4::bigint IS NULL OR hashtextextended(w.user_id, 0) > $4)
        AND NOT EXISTS (SELECT FROM reward_claim c WHERE c.reward_id = $1 AND c.user_id = w.user_id)
      GROUP BY w.user_id HAVING sum(greatest(b.amount - coalesce(u.amount, 0), 0)) >= $3
      ORDER BY hashtextextended(w.user_id, 0) LIMIT $5`,
    values: [id, tokenId, minimumAmount, toldUntil, limit],
  });
  return rows;
}

/** Saves how far the holders of a reward were notified. `toldAt` is null while more may follow. */
export async function saveTold(
  tx: Queryable,
  id: string,
  { toldUntil, told, toldAt }: { toldUntil: string | null; told: number; toldAt: Date | null },
): Promise<void> {
  // SQL: in the transaction of the lock.
  await tx.query({
    name: 'chain-save-told',
    text: 'UPDATE reward SET told_until = $2, told = told + $3, told_at = $4, version = version + 1 WHERE id = $1',
    values: [id, toldUntil, told, toldAt],
  });
}
