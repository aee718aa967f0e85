import { notFound } from '@soko/errors';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ChainContext } from '../../context.ts';
import { rewardEvent } from '../../domain/chain-events.ts';
import type { Reward } from '../../domain/reward.ts';
import type { EndRewardInput } from '../../generated/graphql.ts';
import { findReward, markEnded } from '../../store/rewards.ts';
import { administers, requireTokenEditor } from '../require-store-role.ts';

/** Ends a reward. What was claimed stays. A repeat changes nothing. */
export async function endReward(
  { viewer, pool, trail, now }: ChainContext,
  { rewardId }: EndRewardInput,
): Promise<Reward> {
  const editor = requireTokenEditor(viewer);
  const found = await findReward(pool, rewardId);
  const mayEnd = found !== null && (await administers(editor, pool, found.storeId));
  if (!mayEnd) throw notFound('The reward');
  await inTransaction(pool, async (tx) => {
    const reward = await markEnded(tx, rewardId, now());
    if (reward !== null) await tell(tx, [rewardEvent('ended', reward, trail)]);
  });
  return (await findReward(pool, rewardId))!;
}
