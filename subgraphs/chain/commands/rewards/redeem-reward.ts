import { unauthenticated } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { tell } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../../context.ts';
import { rewardRedeemedEvent } from '../../domain/chain-events.ts';
import { rewardCodeUnknown, rewardRedeemed } from '../../domain/refusals.ts';
import { codeFrom, type RewardClaim } from '../../domain/reward.ts';
import type { RedeemRewardInput } from '../../generated/graphql.ts';
import { lockPerson } from '../../store/people.ts';
import { findReward, findRewardClaim, lockClaimByCode, markRedeemed } from '../../store/rewards.ts';
import { requireStoreMember } from '../require-store-role.ts';

type Refusal = ReturnType<typeof rewardCodeUnknown> | ReturnType<typeof rewardRedeemed>;

/** Redeems the code that a holder shows at the store, once. A repeat with the same key returns the first result. */
export async function redeemReward(context: ChainContext, input: RedeemRewardInput): Promise<RewardClaim | Refusal> {
  const { viewer, pool, limits, trail, now } = context;
  const { storeId } = input;
  const { id: owner, kind } = await requireStoreMember(viewer, pool, storeId);
  const key = readIdempotencyKey(input.idempotencyKey);
  await limits.take([{ name: 'chain.redemptions-by-person', key: owner, says: 'Too many codes.' }]);
  const code = codeFrom(input.code);
  if (code === null) return rewardCodeUnknown();
  const command = { owner, key, input: { command: 'redeemReward', storeId, code } };
  const result = await once<{ id: string; isFirst: boolean } | ReturnType<typeof rewardCodeUnknown>>(
    pool,
    command,
    async (tx) => {
      // Before the claim, as an erasure does: the name of an erased member is not saved.
      if (kind === 'user' && !(await lockPerson(tx, owner))) throw unauthenticated();
      const claim = await lockClaimByCode(tx, storeId, code);
      if (claim === null) return rewardCodeUnknown();
      const { id, userId } = claim;
      if (claim.redeemedAt !== null) return { id, isFirst: false };
      await markRedeemed(tx, id, kind === 'user' ? owner : null, now());
      const reward = (await findReward(tx, claim.rewardId))!;
      await tell(tx, [rewardRedeemedEvent('redeemed', { id, userId, reward }, trail)]);
      return { id, isFirst: true };
    },
  );
  if (isRefusal(result)) return result;
  const claim = (await findRewardClaim(pool, result.id))!;
  return result.isFirst ? claim : rewardRedeemed(claim.redeemedAt!);
}
