import type { Queryable } from '@soko/postgres';
import type { Move } from '../domain/holding.ts';
import type { FreeItems } from '../domain/reward.ts';

/** Items of a person’s addresses that have not given a reward yet. Run `holdBalances` before, in a transaction that uses them. */
export async function findFreeItems(
  db: Queryable,
  { id, tokenId }: { id: string; tokenId: string },
  userId: string,
): Promise<FreeItems[]> {
  // SQL: a join of three tables.
  const { rows } = await db.query<FreeItems>({
    name: 'chain-free-items',
    text: `SELECT b.owner, b.amount - coalesce(u.amount, 0) AS amount
      FROM chain_wallet w JOIN token_balance b ON b.owner = w.address AND b.token_id = $2
        LEFT JOIN reward_used u ON u.reward_id = $1 AND u.owner = b.owner
      WHERE w.user_id = $3 AND b.amount > coalesce(u.amount, 0) ORDER BY b.owner`,
    values: [id, tokenId, userId],
  });
  return rows;
}

/** Notes that items have given a reward. */
export async function useItems(
  tx: Queryable,
  { id, tokenId }: { id: string; tokenId: string },
  items: readonly FreeItems[],
): Promise<void> {
  // SQL: ON CONFLICT with a sum.
  await tx.query({
    name: 'chain-use-items',
    text: `INSERT INTO reward_used AS known (reward_id, token_id, owner, amount)
      SELECT $1, $2, given.owner, given.amount FROM unnest($3::text[], $4::int[]) AS given (owner, amount)
      ON CONFLICT (reward_id, owner) DO UPDATE SET amount = known.amount + excluded.amount`,
    values: [id, tokenId, items.map(({ owner }) => owner), items.map(({ amount }) => amount)],
  });
}

/** The tokens with rewards in collections, by their collection and number. */
async function findRewarding(tx: Queryable, collectionIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ id: string; key: string }>({
    name: 'chain-rewarding-tokens',
    text: `SELECT t.id, t.collection_id || ' ' || t.number AS key FROM token t
      WHERE t.collection_id = ANY($1) AND EXISTS (SELECT FROM reward_used WHERE token_id = t.id)`,
    values: [collectionIds],
  });
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/**
 * Moves what gave rewards with the items, in the order of the chain: those that gave one leave an address first, so that no item
 * gives a reward twice, and who gets such an item loses nothing of their own.
 */
export async function moveUsed(tx: Queryable, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const tokens = await findRewarding(tx, [...new Set(moves.map(({ collectionId }) => collectionId))]);
  for (const { collectionId, number, from, to, amount } of moves) {
    const tokenId = tokens.get(`${collectionId} ${number}`);
    if (tokenId === undefined) continue;
    // SQL: one statement takes and gives, for all rewards of the token.
    await tx.query({
      name: 'chain-move-used',
      text: `WITH moved AS (
          SELECT reward_id, least(amount, $4::int) AS amount FROM reward_used
          WHERE token_id = $1 AND owner = $2 AND amount > 0
        ), gone AS (
          UPDATE reward_used u SET amount = u.amount - moved.amount FROM moved
          WHERE u.reward_id = moved.reward_id AND u.owner = $2
        )
        INSERT INTO reward_used AS known (reward_id, token_id, owner, amount)
        SELECT reward_id, $1, $3, amount FROM moved
        ON CONFLICT (reward_id, owner) DO UPDATE SET amount = known.amount + excluded.amount`,
      values: [tokenId, from, to, amount],
    });
  }
}
