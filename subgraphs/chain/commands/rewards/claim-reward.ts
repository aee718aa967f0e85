import { randomInt } from 'node:crypto';
import { requireUser } from '@soko/auth';
import { badUserInput, notFound, unauthenticated } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import { PeerFailed } from '@soko/subgraph';
import type { ChainContext } from '../../context.ts';
import { rewardClaimedEvent } from '../../domain/chain-events.ts';
import { rewardItemsMissing, rewardNotOpen, storeInactive } from '../../domain/refusals.ts';
import {
  canMakeAgain,
  codeFrom,
  codeLength,
  codeLetters,
  type FreeItems,
  giftMintsOf,
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
  nextMintOfGift,
  replaceMintOfGift,
  takeOfReward,
} from '../../store/rewards.ts';
import { findStore } from '../../store/stores.ts';
import { readReceiver } from '../read-receiver.ts';
import { type MintRefusal, refuseWithoutChain } from '../reserve-mint.ts';
import { issueCode } from './issue-code.ts';
import { type GiftReceiver, mintGift } from './mint-gift.ts';

type Refusal =
  | MintRefusal
  | NonNullable<ReturnType<typeof refuseWithoutChain>>
  | ReturnType<typeof rewardNotOpen>
  | ReturnType<typeof rewardItemsMissing>;

interface Claimant extends GiftReceiver {
  reward: Reward;
  /** Chain of the token whose holders get it. */
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

/** Makes the mint of a gift again that has failed: the claim and the items that it used stay. The reward is locked. */
async function makeAgain(
  tx: Queryable,
  context: ChainContext,
  claimant: Claimant,
  { id, reference }: { id: string; reference: string },
): Promise<{ id: string } | Refusal> {
  const reward = (await findReward(tx, claimant.reward.id))!;
  const status = statusOf(reward, context.now());
  if (!canMakeAgain.has(status)) return rewardNotOpen(status);
  if (!(await lockPerson(tx, claimant.userId))) throw unauthenticated();
  const mint = await mintGift(tx, context, reward, { ...claimant, reference });
  if (isRefusal(mint)) return mint;
  await replaceMintOfGift(tx, id, mint.id);
  return { id };
}

/** What the person gets: a code of the store, or the mint of a gift. Orders issues the code of a discount when the claim is saved. */
async function issue(
  tx: Queryable,
  context: ChainContext,
  claimant: Claimant,
  id: string,
): Promise<Pick<RewardClaim, 'couponCode' | 'mintId'> | MintRefusal> {
  if (claimant.reward.kind === 'COUPON') return { couponCode: newCode(), mintId: null };
  if (claimant.reward.kind === 'DISCOUNT') return { couponCode: null, mintId: null };
  const reference = giftMintsOf(id)[0]!;
  const mint = await mintGift(tx, context, claimant.reward, { ...claimant, reference });
  return isRefusal(mint) ? mint : { couponCode: null, mintId: mint.id };
}

/**
 * Takes one of the quota, and the items with which the person gets it. Run it in the transaction of the command: a code or a mint is
 * made when all is decided, so that a refusal leaves none.
 */
async function takeReward(tx: Queryable, context: ChainContext, claimant: Claimant): Promise<{ id: string } | Refusal> {
  const { reward, userId, chainId } = claimant;
  const { trail, now } = context;
  const isTaken = await takeOfReward(tx, reward.id, now());
  // One at a time from here on: another claim of the same person is seen.
  if (!isTaken) await lockReward(tx, reward.id);
  const [earlier] = await findRewardClaimsOf(tx, userId, [reward.id]);
  if (isTaken && earlier !== undefined) await giveRewardBack(tx, reward.id);
  if (earlier !== undefined) {
    const { id } = earlier;
    const reference = await nextMintOfGift(tx, earlier);
    return reference === null ? { id } : makeAgain(tx, context, claimant, { id, reference });
  }
  if (!isTaken) return rewardNotOpen(statusOf((await findReward(tx, reward.id))!, now()));
  if (!(await lockPerson(tx, userId))) throw unauthenticated();
  // Nothing moves from here on: an item that gave the reward elsewhere is seen, and none leaves unseen.
  await holdBalances(tx, chainId);
  const free = await findFreeItems(tx, reward, userId);
  const id = newId('rwc');
  const issued = (await whyNot(tx, reward, free)) ?? (await issue(tx, context, claimant, id));
  if (isRefusal(issued)) {
    await giveRewardBack(tx, reward.id);
    return issued;
  }
  await useItems(tx, reward, takeItems(free, reward.minimumAmount)!);
  await insertRewardClaim(tx, { id, rewardId: reward.id, userId, ...issued, createdAt: now() });
  await tell(tx, [rewardClaimedEvent({ id, userId, reward }, trail)]);
  return { id };
}

/**
 * The claim with its code. A discount whose code is not there yet gets it from orders, which says when the promotion has ended
 * meanwhile. While orders is away, the claim has no code: a job gets it later.
 */
async function withCode(
  context: ChainContext,
  { promotionId }: Reward,
  claim: RewardClaim,
): Promise<RewardClaim | ReturnType<typeof rewardNotOpen>> {
  const { id, rewardId, userId, promotionCode } = claim;
  if (promotionId === null || promotionCode !== null || userId === null) return claim;
  const { pool, identity, log } = context;
  try {
    const issued = await issueCode(context, { id, rewardId, userId, promotionId }, identity.correlationId);
    return issued === 'ended' ? rewardNotOpen('ENDED') : (await findRewardClaim(pool, id))!;
  } catch (error) {
    if (!(error instanceof PeerFailed)) throw error;
    log.warn({ err: error, claimId: id }, 'orders has issued no code; it is asked again');
    return claim;
  }
}

/**
 * Gives the viewer a reward for the items that they hold, once. A repeat returns the first claim, with its code; it makes a gift
 * again whose mint has failed.
 */
export async function claimReward(context: ChainContext, input: ClaimRewardInput): Promise<RewardClaim | Refusal> {
  const { viewer, pool, loaders, limits, now } = context;
  const { id: userId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const address = input.address == null ? null : await readReceiver(input.address, 'address');
  await limits.take([{ name: 'chain.reward-claims-by-person', key: userId, says: 'Too many claims.' }]);
  const reward = await findReward(pool, input.rewardId);
  if (reward === null) throw notFound('The reward');
  if (address !== null && reward.kind !== 'GIFT') throw badUserInput('`address` is for gifts only.', 'address');
  const [earlier] = await findRewardClaimsOf(pool, userId, [reward.id]);
  const isAgain = earlier !== undefined && (await nextMintOfGift(pool, earlier)) !== null;
  if (earlier !== undefined && !isAgain) return withCode(context, reward, earlier);
  const status = statusOf(reward, now());
  if (!(isAgain ? canMakeAgain.has(status) : status === 'OPEN')) return rewardNotOpen(status);
  const collectionOf = async (tokenId: string) =>
    (await loaders.collection.load((await loaders.token.load(tokenId))!.collectionId))!;
  const { giftTokenId } = reward;
  const away = giftTokenId === null ? null : refuseWithoutChain(context, await collectionOf(giftTokenId));
  if (away !== null) return away;
  // Said here as well: a refusal that the transaction finds is the answer to each repeat of the key.
  const refusal = isAgain ? null : await whyNot(pool, reward, await findFreeItems(pool, reward, userId));
  if (refusal !== null) return refusal;
  const { chainId } = await collectionOf(reward.tokenId);
  const asked = { command: 'claimReward', rewardId: reward.id, ...(address === null ? {} : { address }) };
  const result = await once<{ id: string } | Refusal>(pool, { owner: userId, key, input: asked }, (tx) =>
    takeReward(tx, context, { reward, userId, address, chainId }),
  );
  return isRefusal(result) ? result : withCode(context, reward, (await findRewardClaim(pool, result.id))!);
}
