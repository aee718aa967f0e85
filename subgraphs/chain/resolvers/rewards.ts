import { requireUser } from '@soko/auth';
import { forbidden } from '@soko/errors';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer } from '@soko/subgraph';
import { maySeeMints } from '../commands/require-store-role.ts';
import { claimReward } from '../commands/rewards/claim-reward.ts';
import { createReward } from '../commands/rewards/create-reward.ts';
import { endReward } from '../commands/rewards/end-reward.ts';
import { redeemReward } from '../commands/rewards/redeem-reward.ts';
import { endOf, type Reward, statusOf } from '../domain/reward.ts';
import type { MutationResolvers, QueryResolvers, RewardClaimResolvers, RewardResolvers } from '../generated/graphql.ts';
import { listRewards, listRewardsOf } from '../store/rewards.ts';

const cursors = timeAndId('rewards', (id) => isId('rwd', id));

const cursorOfReward = ({ createdAt, id }: Reward) => cursorOf(cursors, [createdAt, id]);

export const rewardQueries: Pick<QueryResolvers, 'rewards' | 'myRewards'> = {
  async rewards(_, { storeId, ...args }, context) {
    if (!(await maySeeMints(context, storeId))) throw forbidden('This requires a member of the store.');
    const page = readPage(args, cursors);
    return toConnection(await listRewards(context.pool, storeId, page), page, cursorOfReward);
  },
  async myRewards(_, args, { viewer, pool, now }) {
    const { id } = requireUser(viewer);
    const page = readPage(args, cursors);
    return toConnection(await listRewardsOf(pool, id, now(), page), page, cursorOfReward);
  },
};

export const rewardMutations: Pick<MutationResolvers, 'createReward' | 'endReward' | 'claimReward' | 'redeemReward'> = {
  createReward: async (_, { input }, context) => answer('Reward', await createReward(context, input)),
  endReward: async (_, { input }, context) => answer('Reward', await endReward(context, input)),
  claimReward: async (_, { input }, context) => answer('RewardClaim', await claimReward(context, input)),
  redeemReward: async (_, { input }, context) => answer('RewardClaim', await redeemReward(context, input)),
};

/** Those who see a reward may see its terms: the team of the store, and holders who claim it. */
export const reward: RewardResolvers = {
  token: async ({ tokenId }, _, { loaders }) => (await loaders.token.load(tokenId))!,
  gift: ({ giftTokenId }, _, { loaders }) => (giftTokenId === null ? null : loaders.token.load(giftTokenId)),
  endsAt: (parent) => endOf(parent),
  status: (parent, _, { now }) => statusOf(parent, now()),
  myClaim: ({ id }, _, { viewer, loaders }) => (viewer.kind === 'user' ? loaders.ownReward.load(id) : null),
  async myItems({ id }, _, { viewer, loaders }) {
    if (viewer.kind !== 'user') return 0;
    return (await loaders.availableItems.load(id))?.amount ?? 0;
  },
};

/** Only the one who has claimed, and the member who redeems the code that they show, get here. */
export const rewardClaim: RewardClaimResolvers = {
  mint: ({ mintId }, _, { loaders }) => (mintId === null ? null : loaders.mint.load(mintId)),
  reward: async ({ rewardId }, _, { loaders }) => (await loaders.reward.load(rewardId))!,
};
