import { randomInt } from 'node:crypto';
import { requireUser } from '@soko/auth';
import { notFound, unauthenticated } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../../context.ts';
import { rewardClaimedEvent } from '../../domain/chain-events.ts';
import { rewardItemsMissing, rewardNotOpen, storeInactive } from '../../domain/refusals.ts';
import {
  codeFrom,
  codeLength,
  codeLetters,
  type FreeItems,
  type Reward,
  type RewardClaim,
  statusOf,
  sumOf,
  takeItems,
} from '../../domain/reward.ts';
import type { ClaimRewardInput } from '../../generated/graphql.ts';
import { holdBalances } from '../../store/followed-blocks.ts';
import { lockPerson } from '../../store/people.ts';
import { findFreeItems, useItems } from '../../store/reward-items.ts';
import {
  findReward,
  findRewardClaim,
  findRewardClaimsOf,
  giveRewardBack,
  insertRewardClaim,
  lockReward,
  takeOfReward,
} from '../../store/rewards.ts';
import { findStore } from '../../store/stores.ts';

type Refusal =
  ReturnType<typeof rewardNotOpen> | ReturnType<typeof rewardItemsMissing> | ReturnType<typeof storeInactive>;

interface Claimant {
  reward: Reward;
  userId: string;
  /** Chain of the token. */
  chainId: number;
}

const newCode = (): string =>
  codeFrom(Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join(''))!;

/** Why the person cannot have the reward as things are. Null when they can. */
async function whyNot(db: Queryable, reward: Reward, free: readonly FreeItems[]): Promise<Refusal | null> {
  if ((await findStore(db, reward.storeId))?.status !== 'ACTIVE') return storeInactive();
  const { minimumAmount } = reward;
  return sumOf(free) < minimumAmount ? rewardItemsMissing(minimumAmount, sumOf(free)) : null;
}

/**
 * Takes one of the quota, and the items with which the person gets it. Run it in the transaction of the command: a code is made when
 * all is decided, so that a refusal leaves none.
 */
async function takeReward(
  tx: Queryable,
  { trail, now }: Pick<ChainContext, 'trail' | 'now'>,
  { reward, userId, chainId }: Claimant,
): Promise<{ id: string } | Refusal> {
  const isTaken = await takeOfReward(tx, reward.id, now());
  // One at a time from here on: another claim of the same person is seen.
  if (!isTaken) await lockReward(tx, reward.id);
  const [earlier] = await findRewardClaimsOf(tx, userId, [reward.id]);
  if (isTaken && earlier !== undefined) await giveRewardBack(tx, reward.id);
  if (earlier !== undefined) return { id: earlier.id };
  if (!isTaken) return rewardNotOpen(statusOf((await findReward(tx, reward.id))!, now()));
  if (!(await lockPerson(tx, userId))) throw unauthenticated();
  // Nothing moves from here on: an item that gave the reward elsewhere is seen, and none leaves unseen.
  await holdBalances(tx, chainId);
  const free = await findFreeItems(tx, reward, userId);
  const refusal = await whyNot(tx, reward, free);
  if (refusal !== null) {
    await giveRewardBack(tx, reward.id);
    return refusal;
  }
  const id = newId('rwc');
  await useItems(tx, reward, takeItems(free, reward.minimumAmount)!);
  await insertRewardClaim(tx, { id, rewardId: reward.id, userId, couponCode: newCode(), createdAt: now() });
  await tell(tx, [rewardClaimedEvent({ id, userId, reward }, trail)]);
  return { id };
}

/** Gives the viewer a reward for the items that they hold, once. A repeat returns the first claim, with its code. */
export async function claimReward(context: ChainContext, input: ClaimRewardInput): Promise<RewardClaim | Refusal> {
  const { viewer, pool, loaders, limits, now } = context;
  const { id: userId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  await limits.take([{ name: 'chain.reward-claims-by-person', key: userId, says: 'Too many claims.' }]);
  const reward = await findReward(pool, input.rewardId);
  if (reward === null) throw notFound('The reward');
  const [earlier] = await findRewardClaimsOf(pool, userId, [reward.id]);
  if (earlier !== undefined) return earlier;
  const status = statusOf(reward, now());
  if (status !== 'OPEN') return rewardNotOpen(status);
  // Said here as well: a refusal that the transaction finds is the answer to each repeat of the key.
  const refusal = await whyNot(pool, reward, await findFreeItems(pool, reward, userId));
  if (refusal !== null) return refusal;
  const token = (await loaders.token.load(reward.tokenId))!;
  const { chainId } = (await loaders.collection.load(token.collectionId))!;
  const command = { owner: userId, key, input: { command: 'claimReward', rewardId: reward.id } };
  const result = await once<{ id: string } | Refusal>(pool, command, (tx) =>
    takeReward(tx, context, { reward, userId, chainId }),
  );
  return isRefusal(result) ? result : (await findRewardClaim(pool, result.id))!;
}
